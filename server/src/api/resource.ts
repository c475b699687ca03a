// The resources that the API server serves: what discovery says. The table itself is generated.
import { apiVersionOf, parseApiVersion, type GroupVersionKind, type KnownKind } from './gvk.ts';
import { resources } from './resources.generated.ts';

/** One row of discovery. */
export interface ApiResource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  /** Names of subresources: `status`, `scale`, … */
  readonly subresources: readonly string[];
  /** The type's id in the schema facts; null where it has none. */
  readonly typeId: string | null;
}

export { resources };

const byKind = new Map(resources.map((row) => [`${row.apiVersion}/${row.kind}`, row]));

/** The resource of a type, or undefined if the server does not serve it. */
export const resourceOf = (gvk: KnownKind): ApiResource | undefined =>
  gvk.custom?.resource ?? byKind.get(`${apiVersionOf(gvk)}/${gvk.kind}`);

/** Whether a type is one of the server's own. */
export const isBuiltIn = (gvk: GroupVersionKind): boolean => byKind.has(`${apiVersionOf(gvk)}/${gvk.kind}`);

/** The API groups that the server serves; "" is the core group. */
export const builtInGroups: ReadonlySet<string> = new Set(
  resources.map((row) => parseApiVersion(row.apiVersion).group),
);

/** Whether objects of the type live in a namespace; undefined if the server does not serve it. */
export const isNamespaced = (gvk: KnownKind): boolean | undefined => resourceOf(gvk)?.namespaced;

/** Cluster-scoped kinds that the server does not serve in its default configuration, or no longer. */
const OTHER_CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  'certificates.k8s.io/ClusterTrustBundle',
  'extensions/PodSecurityPolicy',
  'policy/PodSecurityPolicy',
  'resource.k8s.io/DeviceTaintRule',
  'storagemigration.k8s.io/StorageVersionMigration',
]);

const scopeByKind = new Map(resources.map((row) => [`${parseApiVersion(row.apiVersion).group}/${row.kind}`, row]));

/** Whether objects of the type live outside of namespaces, whatever the version: a kind never changes its scope. */
export function isClusterScoped({ group, kind, custom }: KnownKind): boolean {
  if (custom !== undefined) return !custom.resource.namespaced;
  const key = `${group}/${kind}`;
  return scopeByKind.get(key)?.namespaced === false || OTHER_CLUSTER_SCOPED.has(key);
}

/** Whether objects of the type are only asked (an access review, a binding) and never stored. */
export const isQuestion = (gvk: GroupVersionKind): boolean => {
  const verbs = resourceOf(gvk)?.verbs;
  return verbs !== undefined && !verbs.includes('get');
};

/**
 * The resource that a person means by `name`: plural, singular, kind or short name, with an optional group
 * (`deployments.apps`), in any case. As kubectl, the first match in discovery order.
 */
export function resourceNamed(name: string, rows: readonly ApiResource[] = resources): ApiResource | undefined {
  const lower = name.toLowerCase();
  const dot = lower.indexOf('.');
  const base = dot < 0 ? lower : lower.slice(0, dot);
  const group = dot < 0 ? undefined : lower.slice(dot + 1);
  return rows.find(
    (row) =>
      (row.plural === base ||
        row.singular === base ||
        row.kind.toLowerCase() === base ||
        row.shortNames.includes(base)) &&
      (group === undefined || parseApiVersion(row.apiVersion).group === group),
  );
}
