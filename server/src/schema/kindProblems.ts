// Objects of which the API server does not know the kind: a wrong version or a misspelt kind of a group that it serves
// is an error, an unknown group is somebody's custom resource.
import { apiVersionOf, type GroupVersionKind, type KnownKind } from '../api/gvk.ts';
import type { Problem } from '../api/problem.ts';
import type { ApiObject } from '../api/kindRules.ts';
import { builtInGroups, isNamespaced } from '../api/resource.ts';

/** Groups that earlier versions served and that nobody else uses. */
const FORMER_GROUPS: ReadonlySet<string> = new Set(['auditregistration.k8s.io', 'settings.k8s.io']);

/**
 * Whether a group can be somebody's own: not if the server serves it (in whatever case it is written), and not without
 * a dot, which a CustomResourceDefinition's group must have. Source: ValidateCustomResourceDefinitionSpec.
 */
const isForeignGroup = (group: string): boolean =>
  group.includes('.') && !builtInGroups.has(group.toLowerCase()) && !FORMER_GROUPS.has(group);

const noKind = (path: readonly string[], message: string): Problem => ({
  stage: 'decode',
  reason: 'NoKind',
  path,
  message,
});

/** What speaks against an object whose kind has no schema. */
export function kindProblems(gvk: GroupVersionKind, value: unknown): readonly Problem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [noKind([], 'the object is not a mapping')];
  }
  if (gvk.kind === '') return [noKind(['kind'], `Object 'Kind' is missing`)];
  if (gvk.version === '') return [noKind(['apiVersion'], `Object 'apiVersion' is missing`)];
  if (isForeignGroup(gvk.group)) return [];
  const message = `no matches for kind ${JSON.stringify(gvk.kind)} in version ${JSON.stringify(apiVersionOf(gvk))}`;
  return [noKind(['kind'], message)];
}

/** A namespace that cannot stand in a request's path. Source: k8s.io/client-go/rest/request.go (Namespace), 1.36. */
export function namespaceProblems(gvk: KnownKind, object: ApiObject): readonly Problem[] {
  const namespace = object.metadata?.namespace;
  if (namespace === undefined || !/^\.\.?$|[/%]/.test(namespace) || isNamespaced(gvk) !== true) return [];
  const message = `invalid namespace ${JSON.stringify(namespace)}: may not contain '/' or '%' or be '.' or '..'`;
  return [{ stage: 'decode', reason: 'Malformed', path: ['metadata', 'namespace'], message, value: namespace }];
}
