// Recreate: all old Pods go before the first new one comes. Source: pkg/controller/deployment/recreate.go, 1.36.
import { ok, type Result } from '../../../base/result.ts';
import type { Status } from '../../../api/status.ts';
import type { Pod } from '../../../api/types.generated.ts';
import type { Requeue } from '../../controller.ts';
import { isControlledBy } from '../../workloads/claim.ts';
import { POD } from '../../kinds.ts';
import { isPodTerminal } from '../../workloads/podState.ts';
import { isComplete, syncRolloutStatus } from './progress.ts';
import { activeOnes, actualOf, sizeOf, type StoredReplicaSet } from './replicaSets.ts';
import { replicaSetsOf, type Rollout } from './rollout.ts';
import { cleanUp, scaleReplicaSet, syncRevision } from './sync.ts';

/** One step of a recreation. Source: rolloutRecreate. */
export function rolloutRecreate(rollout: Rollout): Result<Requeue | undefined, Status> {
  const synced = syncRevision(rollout, false);
  if (!synced.ok) return synced;
  let { newSet, oldSets } = synced.value;

  const changed = new Map<string | undefined, StoredReplicaSet>();
  for (const set of activeOnes(oldSets)) {
    const scaled = scaleReplicaSet(rollout, set, 0);
    if (!scaled.ok) return scaled;
    changed.set(set.metadata?.uid, scaled.value.set);
  }
  if (changed.size > 0) {
    return syncRolloutStatus(rollout, { newSet, oldSets: oldSets.map((set) => changed.get(set.metadata?.uid) ?? set) });
  }
  if (oldPodsRun(rollout, newSet, oldSets)) return syncRolloutStatus(rollout, { newSet, oldSets });

  if (newSet === undefined) {
    const created = syncRevision(rollout, true);
    if (!created.ok) return created;
    ({ newSet, oldSets } = created.value);
    if (newSet === undefined) return ok(undefined);
  }
  const grown = scaleReplicaSet(rollout, newSet, sizeOf(rollout.deployment));
  if (!grown.ok) return grown;
  if (isComplete(rollout.deployment, rollout.deployment.status)) {
    const cleaned = cleanUp(rollout, oldSets);
    if (!cleaned.ok) return cleaned;
  }
  return syncRolloutStatus(rollout, { newSet: grown.value.set, oldSets });
}

/** Whether an old Pod has not finished yet: one that is being deleted counts until it is gone. */
function oldPodsRun(
  rollout: Rollout,
  newSet: StoredReplicaSet | undefined,
  oldSets: readonly StoredReplicaSet[],
): boolean {
  if (actualOf(oldSets) > 0) return true;
  return replicaSetsOf(rollout).some(
    (set) =>
      set.metadata?.uid !== newSet?.metadata?.uid &&
      rollout.api
        .ownedBy<Pod>(POD, set.metadata?.uid ?? '')
        .some((pod) => isControlledBy(pod, set) && !isPodTerminal(pod)),
  );
}
