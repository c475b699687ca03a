// A Deployment's ReplicaSets: which is the new one, in what order, how many Pods.
// Source: pkg/controller/deployment/util/deployment_util.go, pkg/controller/controller_utils.go, 1.36.
import { compareText, deepEqual } from '../../../base/compare.ts';
import { parseTime } from '../../../base/instant.ts';
import type { Deployment, PodTemplateSpec, ReplicaSet } from '../../../api/types.generated.ts';
import type { DeepReadonly } from '../../controller.ts';
import { revisionOf } from './annotations.ts';

export type StoredDeployment = DeepReadonly<Deployment>;
export type StoredReplicaSet = DeepReadonly<ReplicaSet>;

/** The label that tells the ReplicaSets of one Deployment apart. */
export const HASH_LABEL = 'pod-template-hash';

/** `spec.replicas`, which the API server defaults to 1. */
export const sizeOf = (object: { readonly spec?: { readonly replicas?: number | undefined } | undefined }): number =>
  object.spec?.replicas ?? 1;

const createdAt = (set: StoredReplicaSet): number => parseTime(set.metadata?.creationTimestamp) ?? 0;

/** The oldest first; names decide between equals. Source: ReplicaSetsByCreationTimestamp. */
export const byAge = (a: StoredReplicaSet, b: StoredReplicaSet): number =>
  createdAt(a) - createdAt(b) || compareText(a.metadata?.name ?? '', b.metadata?.name ?? '');

/** The greatest first, of equals the older. Source: ReplicaSetsBySizeOlder. */
export const bySizeOlder = (a: StoredReplicaSet, b: StoredReplicaSet): number => sizeOf(b) - sizeOf(a) || byAge(a, b);

/** The greatest first, of equals the newer. Source: ReplicaSetsBySizeNewer. */
export const bySizeNewer = (a: StoredReplicaSet, b: StoredReplicaSet): number => sizeOf(b) - sizeOf(a) || byAge(b, a);

/** The lowest revision first. Source: ReplicaSetsByRevision. */
export function byRevision(a: StoredReplicaSet, b: StoredReplicaSet): number {
  const [left, right] = [revisionOf(a), revisionOf(b)];
  return left === undefined || right === undefined || left === right ? byAge(a, b) : left - right;
}

/** The template without the hash label and without what is empty, which compares as absent. */
function comparable(template: DeepReadonly<PodTemplateSpec> | undefined): unknown {
  const { labels = {}, annotations = {}, ...rest } = template?.metadata ?? {};
  const { [HASH_LABEL]: _hash, ...own } = labels;
  return { metadata: { ...rest, labels: own, annotations }, spec: template?.spec };
}

/** Whether two templates are the same but for the hash label. Source: EqualIgnoreHash. */
export const equalIgnoringHash = (
  a: DeepReadonly<PodTemplateSpec> | undefined,
  b: DeepReadonly<PodTemplateSpec> | undefined,
): boolean =>
  deepEqual(comparable(a), comparable(b)) || deepEqual(withoutEmpty(comparable(a)), withoutEmpty(comparable(b)));

/** Without empty lists, which Go's semantic equality does not tell from absent ones. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => !(Array.isArray(item) && item.length === 0))
      .map(([name, item]) => [name, withoutEmpty(item)]),
  );
}

/** The oldest ReplicaSet with the Deployment's template. Source: FindNewReplicaSet. */
export const findNewReplicaSet = (
  deployment: StoredDeployment,
  sets: readonly StoredReplicaSet[],
): StoredReplicaSet | undefined =>
  sets.toSorted(byAge).find((set) => equalIgnoringHash(set.spec?.template, deployment.spec?.template));

/** Those that have, or ought to have, Pods. Source: FilterActiveReplicaSets. */
export const activeOnes = (sets: readonly (StoredReplicaSet | undefined)[]): StoredReplicaSet[] =>
  sets.filter((set): set is StoredReplicaSet => set !== undefined && sizeOf(set) > 0);

const sum = (
  sets: readonly (StoredReplicaSet | undefined)[],
  count: (set: StoredReplicaSet) => number | undefined,
): number => sets.reduce((total, set) => total + (set === undefined ? 0 : (count(set) ?? 0)), 0);

/** The sum of `spec.replicas`. */
export const wantedOf = (sets: readonly (StoredReplicaSet | undefined)[]): number => sum(sets, sizeOf);
/** The sum of `status.replicas`. */
export const actualOf = (sets: readonly (StoredReplicaSet | undefined)[]): number =>
  sum(sets, (set) => set.status?.replicas);
/** The sum of `status.readyReplicas`. */
export const readyOf = (sets: readonly (StoredReplicaSet | undefined)[]): number =>
  sum(sets, (set) => set.status?.readyReplicas);
/** The sum of `status.availableReplicas`. */
export const availableOf = (sets: readonly (StoredReplicaSet | undefined)[]): number =>
  sum(sets, (set) => set.status?.availableReplicas);

/**
 * The sum of `status.terminatingReplicas`; undefined while a ReplicaSet that has been looked at does not say.
 * Source: GetTerminatingReplicaCountForReplicaSets.
 */
export function terminatingOf(sets: readonly (StoredReplicaSet | undefined)[]): number | undefined {
  const silent = sets.some(
    (set) =>
      set !== undefined && set.status?.terminatingReplicas === undefined && (set.status?.observedGeneration ?? 0) !== 0,
  );
  return silent ? undefined : sum(sets, (set) => set.status?.terminatingReplicas);
}

/**
 * The one active ReplicaSet, or where none is active the newest; undefined where several are, which are then scaled in
 * proportion. Source: FindActiveOrLatest.
 */
export function findActiveOrLatest(
  newSet: StoredReplicaSet | undefined,
  oldSets: readonly StoredReplicaSet[],
): StoredReplicaSet | undefined {
  const newestFirst = oldSets.toSorted((a, b) => byAge(b, a));
  const active = activeOnes([...newestFirst, newSet]);
  if (active.length > 1) return undefined;
  return active[0] ?? newSet ?? newestFirst[0];
}
