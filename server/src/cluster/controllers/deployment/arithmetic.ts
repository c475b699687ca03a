// The rollout's arithmetic. Source: pkg/controller/deployment/util/deployment_util.go, 1.36.
import { scaledValue } from '../../../api/intOrString.ts';
import { countIn, MAX_REPLICAS } from './annotations.ts';
import { sizeOf, wantedOf, type StoredDeployment, type StoredReplicaSet } from './replicaSets.ts';

/** Whether the strategy is RollingUpdate, the default. */
export const isRollingUpdate = (deployment: StoredDeployment): boolean =>
  deployment.spec?.strategy?.type === 'RollingUpdate';

/**
 * Surge and unavailability as numbers: 25 % of 10 are 3 above (rounded up) and 2 below (rounded down). Where both come
 * out as 0, for example 0 and 1 % of 10, one Pod may be unavailable, or nothing could ever move.
 * Source: ResolveFenceposts.
 */
export function fenceposts(deployment: StoredDeployment): { readonly surge: number; readonly unavailable: number } {
  const { maxSurge = 0, maxUnavailable = 0 } = deployment.spec?.strategy?.rollingUpdate ?? {};
  const surge = scaledValue(maxSurge, sizeOf(deployment), true) ?? 0;
  const unavailable = scaledValue(maxUnavailable, sizeOf(deployment), false) ?? 0;
  return surge === 0 && unavailable === 0 ? { surge: 0, unavailable: 1 } : { surge, unavailable };
}

/** How many Pods there may be above the wanted number. Source: MaxSurge. */
export const maxSurge = (deployment: StoredDeployment): number =>
  isRollingUpdate(deployment) ? fenceposts(deployment).surge : 0;

/** How many Pods may be unavailable; never more than there are. Source: MaxUnavailable. */
export const maxUnavailable = (deployment: StoredDeployment): number =>
  isRollingUpdate(deployment) && sizeOf(deployment) > 0
    ? Math.min(fenceposts(deployment).unavailable, sizeOf(deployment))
    : 0;

/**
 * The next size of the new ReplicaSet. For example 10 wanted, surge 3, old ones at 10: up to 13 in all, so 3.
 * Source: NewRSNewReplicas.
 */
export function newReplicaSetSize(
  deployment: StoredDeployment,
  all: readonly (StoredReplicaSet | undefined)[],
  current: number,
): number {
  const wanted = sizeOf(deployment);
  if (!isRollingUpdate(deployment)) return wanted;
  const most = wanted + (scaledValue(deployment.spec?.strategy?.rollingUpdate?.maxSurge ?? 0, wanted, true) ?? 0);
  const total = wantedOf(all);
  return total >= most ? current : current + Math.min(most - total, wanted - current);
}

/** Rounds halves away from zero. */
const round = (value: number): number => (value < 0 ? Math.trunc(value - 0.5) : Math.trunc(value + 0.5));

/**
 * By how much a ReplicaSet's size changes when the Deployment is scaled during a rollout: size × new maximum ÷ maximum
 * before, rounded. For example 5 of 10 (surge 3, so 13) when going to 15 (surge 4, so 19): 5 × 19 ÷ 13 = 7, that is +2.
 * Source: getReplicaSetFraction.
 */
function fraction(deployment: StoredDeployment, set: StoredReplicaSet): number {
  if (sizeOf(deployment) === 0) return -sizeOf(set);
  const before = countIn(set, MAX_REPLICAS) ?? 0;
  const base = before === 0 ? (deployment.status?.replicas ?? 0) : before;
  if (base === 0) return 0;
  return round((sizeOf(set) * (sizeOf(deployment) + maxSurge(deployment))) / base) - sizeOf(set);
}

/**
 * The share of one ReplicaSet in `toAdd` (negative: to remove), of which `added` are given out already.
 * Source: GetReplicaSetProportion.
 */
export function proportion(deployment: StoredDeployment, set: StoredReplicaSet, toAdd: number, added: number): number {
  if (sizeOf(set) === 0 || toAdd === 0 || toAdd === added) return 0;
  const own = fraction(deployment, set);
  return toAdd > 0 ? Math.min(own, toAdd - added) : Math.max(own, toAdd - added);
}
