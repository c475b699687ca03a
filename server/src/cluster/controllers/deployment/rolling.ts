// RollingUpdate: the new ReplicaSet grows and the old ones shrink within the bounds, never both in one look.
// Source: pkg/controller/deployment/rolling.go, 1.36.
import { err, ok, type Result } from '../../../base/result.ts';
import { badRequest, type Status } from '../../../api/status.ts';
import type { Requeue } from '../../controller.ts';
import { maxUnavailable, newReplicaSetSize } from './arithmetic.ts';
import { isComplete, syncRolloutStatus } from './progress.ts';
import { activeOnes, availableOf, byAge, sizeOf, wantedOf, type StoredReplicaSet } from './replicaSets.ts';
import type { Rollout } from './rollout.ts';
import { allOf, cleanUp, scaleReplicaSet, syncRevision, type Sets } from './sync.ts';

/** One step of a rolling update. Source: rolloutRolling. */
export function rolloutRolling(rollout: Rollout): Result<Requeue | undefined, Status> {
  const synced = syncRevision(rollout, true);
  if (!synced.ok) return synced;
  const { newSet, oldSets } = synced.value;
  if (newSet === undefined) return ok(undefined);

  const grown = reconcileNew(rollout, synced.value, newSet);
  if (!grown.ok) return grown;
  if (grown.value.scaled) return syncRolloutStatus(rollout, { newSet: grown.value.set, oldSets });

  const shrunk = reconcileOld(rollout, synced.value, newSet);
  if (!shrunk.ok) return shrunk;
  if (shrunk.value !== undefined) {
    const changed = shrunk.value;
    return syncRolloutStatus(rollout, { newSet, oldSets: oldSets.map((set) => changed.get(set.metadata?.uid) ?? set) });
  }

  if (isComplete(rollout.deployment, rollout.deployment.status)) {
    const cleaned = cleanUp(rollout, oldSets);
    if (!cleaned.ok) return cleaned;
  }
  return syncRolloutStatus(rollout, synced.value);
}

function reconcileNew(rollout: Rollout, sets: Sets, newSet: StoredReplicaSet): ReturnType<typeof scaleReplicaSet> {
  const wanted = sizeOf(rollout.deployment);
  const size = sizeOf(newSet) >= wanted ? wanted : newReplicaSetSize(rollout.deployment, allOf(sets), sizeOf(newSet));
  return scaleReplicaSet(rollout, newSet, size);
}

type Changed = ReadonlyMap<string | undefined, StoredReplicaSet>;

/**
 * Shrinks the old ReplicaSets; gives those that changed, or undefined if none could. For example 10 wanted, 2 may be
 * unavailable, old at 10, new at 3 of which none is available: 13 − 8 − 3 = 2 may go. Source: reconcileOldReplicaSets.
 */
function reconcileOld(rollout: Rollout, sets: Sets, newSet: StoredReplicaSet): Result<Changed | undefined, Status> {
  const { deployment } = rollout;
  const old = activeOnes(sets.oldSets);
  if (wantedOf(old) === 0) return ok(undefined);
  const minAvailable = sizeOf(deployment) - maxUnavailable(deployment);
  const newUnavailable = sizeOf(newSet) - (newSet.status?.availableReplicas ?? 0);
  const most = wantedOf(allOf(sets)) - minAvailable - newUnavailable;
  if (most <= 0) return ok(undefined);

  const changed = new Map<string | undefined, StoredReplicaSet>();
  const cleaned = cleanUpUnhealthy(rollout, old.toSorted(byAge), most);
  // Upstream, too, lets an error here pass: the next look tries again.
  if (!cleaned.ok) return ok(undefined);
  const shrunk = scaleDownOld(rollout, cleaned.value.sets, newSet, minAvailable);
  if (!shrunk.ok) return ok(undefined);
  for (const set of [...cleaned.value.sets, ...shrunk.value]) changed.set(set.metadata?.uid, set);
  return ok(cleaned.value.count + shrunk.value.length > 0 ? changed : undefined);
}

/**
 * Pods that are not available go first, since nobody misses them: the ReplicaSet deletes unready ones before ready
 * ones. Source: cleanupUnhealthyReplicas.
 */
function cleanUpUnhealthy(
  rollout: Rollout,
  old: readonly StoredReplicaSet[],
  most: number,
): Result<{ readonly sets: readonly StoredReplicaSet[]; readonly count: number }, Status> {
  let count = 0;
  const sets = [...old];
  for (const [index, set] of old.entries()) {
    if (count >= most) break;
    const unhealthy = sizeOf(set) - (set.status?.availableReplicas ?? 0);
    if (sizeOf(set) === 0 || unhealthy === 0) continue;
    const down = Math.min(most - count, unhealthy);
    // More available than wanted: its status is older than its size. Upstream gives up for now.
    if (down < 0) return err(badRequest('when cleaning up unhealthy replicas, got invalid request to scale down'));
    const scaled = scaleReplicaSet(rollout, set, sizeOf(set) - down);
    if (!scaled.ok) return scaled;
    count += down;
    sets[index] = scaled.value.set;
  }
  return ok({ sets, count });
}

/** What is available beyond the bound may go, from the oldest on. Source: scaleDownOldReplicaSetsForRollingUpdate. */
function scaleDownOld(
  rollout: Rollout,
  old: readonly StoredReplicaSet[],
  newSet: StoredReplicaSet,
  minAvailable: number,
): Result<readonly StoredReplicaSet[], Status> {
  let rest = availableOf([...old, newSet]) - minAvailable;
  const changed: StoredReplicaSet[] = [];
  for (const set of old.toSorted(byAge)) {
    if (rest <= 0) break;
    if (sizeOf(set) === 0) continue;
    const down = Math.min(sizeOf(set), rest);
    const scaled = scaleReplicaSet(rollout, set, sizeOf(set) - down);
    if (!scaled.ok) return scaled;
    rest -= down;
    changed.push(scaled.value.set);
  }
  return ok(changed);
}
