// What rules of roles allow, as the authorizer reads them. Source: pkg/apis/rbac/v1/evaluation_helpers.go, 1.36.
import type { Field } from '../workspace/field.ts';
import type { GraphNode } from '../workspace/workspace.ts';

/** A right that leads to others. */
export interface Power {
  /** Of the core group; with a subresource. */
  readonly resource: string;
  readonly verbs: readonly string[];
  /** What whoever has it can do. */
  readonly what: string;
}

export const POWERS: readonly Power[] = [
  { resource: 'secrets', verbs: ['get', 'list', 'watch'], what: 'read all Secrets, tokens included' },
  { resource: 'pods', verbs: ['create'], what: 'make Pods, and in them use every Secret and account of the namespace' },
  { resource: 'pods/exec', verbs: ['create', 'get'], what: 'run commands in every Pod' },
  { resource: 'pods/attach', verbs: ['create', 'get'], what: 'attach to every Pod' },
];

const VERBS: readonly string[] = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];

const textsOf = (rule: Field, list: string): readonly string[] =>
  rule.items(list).flatMap((item) => (item.value === '' ? [''] : (item.text() ?? [])));

/** Whether an entry of `resources` means a resource: itself, everything, or a subresource of everything. */
export const meansResource = (entry: unknown, resource: string): boolean =>
  entry === '*' ||
  entry === resource ||
  (resource.includes('/') && entry === `*${resource.slice(resource.indexOf('/'))}`);

/** Whether a rule of a role gives a power over all objects. */
export function givesPower(rule: Field, { resource, verbs }: Power): boolean {
  const groups = textsOf(rule, 'apiGroups');
  const allowed = textsOf(rule, 'verbs');
  return (
    (groups.includes('') || groups.includes('*')) &&
    rule.items('resourceNames').length === 0 &&
    allowed.some((verb) => verb === '*' || verbs.includes(verb)) &&
    rule.items('resources').some((entry) => meansResource(entry.value, resource))
  );
}

/** Whether a rule allows everything: all verbs, by the wildcard or one by one, on all resources of all groups. */
export function allowsEverything(rule: Field): boolean {
  const allowed = textsOf(rule, 'verbs');
  return (
    textsOf(rule, 'apiGroups').includes('*') &&
    textsOf(rule, 'resources').includes('*') &&
    rule.items('resourceNames').length === 0 &&
    (allowed.includes('*') || VERBS.every((verb) => allowed.includes(verb)))
  );
}

/** The roles for people that every cluster has. */
export const USER_ROLES: ReadonlySet<string> = new Set(['cluster-admin', 'admin', 'edit', 'view']);

/** Whether a role or binding is one that every cluster has. Source: plugin/pkg/auth/authorizer/rbac/bootstrappolicy. */
export const isBootstrapped = ({ resource, root }: GraphNode): boolean =>
  resource.name?.startsWith('system:') === true ||
  (resource.kind?.startsWith('Cluster') === true && USER_ROLES.has(resource.name ?? '')) ||
  root.get('metadata', 'labels', 'kubernetes.io/bootstrapping').value === 'rbac-defaults';
