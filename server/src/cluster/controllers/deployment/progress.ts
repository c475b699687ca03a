// Whether a rollout gets on: the Progressing condition and the deadline. Source: pkg/controller/deployment/progress.go,
// and the parts of util/deployment_util.go that it uses, 1.36.
import { deepEqual } from '../../../base/compare.ts';
import { parseTime } from '../../../base/instant.ts';
import { ok, type Result } from '../../../base/result.ts';
import type { Status } from '../../../api/status.ts';
import type { DeploymentCondition, DeploymentStatus } from '../../../api/types.generated.ts';
import type { DeepReadonly, Requeue } from '../../controller.ts';
import { conditionOf, withCondition, withoutCondition } from '../../workloads/conditions.ts';
import { hasProgressDeadline, newCondition, progressingOf } from './conditions.ts';
import { sizeOf, type StoredDeployment } from './replicaSets.ts';
import { statusWith, writeStatus, type Rollout } from './rollout.ts';
import { allOf, statusOf, type Sets } from './sync.ts';

type StoredStatus = DeepReadonly<DeploymentStatus>;

/** Whether all Pods are of the new template and available, and no others are left. Source: DeploymentComplete. */
export const isComplete = (deployment: StoredDeployment, status: StoredStatus | undefined): boolean =>
  (status?.updatedReplicas ?? 0) === sizeOf(deployment) &&
  (status?.replicas ?? 0) === sizeOf(deployment) &&
  (status?.availableReplicas ?? 0) === sizeOf(deployment) &&
  (status?.observedGeneration ?? 0) >= (deployment.metadata?.generation ?? 0);

/** Whether something has moved: more new Pods, fewer old ones, more ready or available. Source: DeploymentProgressing. */
function hasProgressed(before: StoredStatus | undefined, after: StoredStatus): boolean {
  const old = (status: StoredStatus | undefined): number => (status?.replicas ?? 0) - (status?.updatedReplicas ?? 0);
  return (
    (after.updatedReplicas ?? 0) > (before?.updatedReplicas ?? 0) ||
    old(after) < old(before) ||
    (after.readyReplicas ?? 0) > (before?.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before?.availableReplicas ?? 0)
  );
}

/** When the deadline passes, counted from the last progress. */
const deadlineOf = (deployment: StoredDeployment, condition: DeepReadonly<DeploymentCondition>): number =>
  (parseTime(condition.lastUpdateTime) ?? 0) + (deployment.spec?.progressDeadlineSeconds ?? 0) * 1000;

/** Whether the deadline has passed. After a rollout that succeeded it is not counted. Source: DeploymentTimedOut. */
function hasTimedOut({ deployment, api }: Rollout, conditions: readonly DeploymentCondition[]): boolean {
  const condition = conditionOf(conditions, 'Progressing');
  if (condition === undefined || condition.reason === 'NewReplicaSetAvailable') return false;
  return condition.reason === 'ProgressDeadlineExceeded' || deadlineOf(deployment, condition) < api.now;
}

/** The conditions with what can be said about progress. */
function withProgress(rollout: Rollout, sets: Sets, status: DeploymentStatus): DeploymentCondition[] {
  const { deployment, api } = rollout;
  const conditions = status.conditions ?? [];
  if (!hasProgressDeadline(deployment)) return withoutCondition(conditions, 'Progressing');
  const current = progressingOf(deployment);
  const wasComplete =
    (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === 'NewReplicaSetAvailable';
  if (wasComplete) return conditions;
  const subject =
    sets.newSet === undefined
      ? `Deployment "${deployment.metadata?.name}"`
      : `ReplicaSet "${sets.newSet.metadata?.name}"`;
  const progressing = (state: 'True' | 'False', reason: string, what: string): DeploymentCondition =>
    newCondition(api.now, 'Progressing', state, reason, `${subject} ${what}.`);
  if (isComplete(deployment, status)) {
    return withCondition(conditions, progressing('True', 'NewReplicaSetAvailable', 'has successfully progressed'));
  }
  if (hasProgressed(deployment.status, status)) {
    const condition = progressing('True', 'ReplicaSetUpdated', 'is progressing');
    // The update time moves with every progress, even under the same reason: the deadline counts from it.
    if (current === undefined) return withCondition(conditions, condition);
    if (current.status === 'True') condition.lastTransitionTime = current.lastTransitionTime;
    return withCondition(withoutCondition(conditions, 'Progressing'), condition);
  }
  if (hasTimedOut(rollout, conditions)) {
    return withCondition(conditions, progressing('False', 'ProgressDeadlineExceeded', 'has timed out progressing'));
  }
  return conditions;
}

/** The failure of a ReplicaSet as a condition of the Deployment; the new one's goes first. */
function replicaFailure(sets: Sets): DeploymentCondition | undefined {
  for (const set of [...(sets.newSet === undefined ? [] : [sets.newSet]), ...allOf(sets)]) {
    const failure = conditionOf(set.status?.conditions, 'ReplicaFailure');
    if (failure === undefined) continue;
    const { type, status, reason, message, lastTransitionTime } = failure;
    return { type, status, lastUpdateTime: lastTransitionTime, lastTransitionTime, reason, message };
  }
  return undefined;
}

/** Writes the status during a rollout, and looks again when the deadline is due. Source: syncRolloutStatus. */
export function syncRolloutStatus(rollout: Rollout, sets: Sets): Result<Requeue | undefined, Status> {
  const status = statusOf(rollout, sets);
  const conditions = withProgress(rollout, sets, status);
  const failure = replicaFailure(sets);
  status.conditions =
    failure === undefined ? withoutCondition(conditions, 'ReplicaFailure') : withCondition(conditions, failure);
  if (deepEqual(status, rollout.deployment.status ?? {})) return ok(whenStuck(rollout, status));
  const written = writeStatus(rollout, status);
  return written.ok ? ok(undefined) : written;
}

/** When to see whether the rollout has come to a stop. Source: requeueStuckDeployment. */
function whenStuck({ deployment, api }: Rollout, status: DeploymentStatus): Requeue | undefined {
  const current = progressingOf(deployment);
  if (!hasProgressDeadline(deployment) || current === undefined) return undefined;
  if (isComplete(deployment, status) || current.reason === 'ProgressDeadlineExceeded') return undefined;
  const afterMs = deadlineOf(deployment, current) - api.now;
  // A second is added because times are whole seconds; less than a second is looked at as soon as it has passed.
  // A dry run does not wait ten minutes for it: what keeps the rollout from going on is known before.
  return { afterMs: afterMs < 1000 ? Math.max(afterMs + 1, 1) : afterMs + 1000, background: true };
}

/**
 * Notes in the Progressing condition that the Deployment was paused or resumed, so that the deadline counts anew. One
 * that has passed already stays. Source: checkPausedConditions.
 */
export function checkPaused(rollout: Rollout): Result<void, Status> {
  const { deployment, api } = rollout;
  if (!hasProgressDeadline(deployment)) return ok(undefined);
  const current = progressingOf(deployment);
  if (current?.reason === 'ProgressDeadlineExceeded') return ok(undefined);
  const paused = deployment.spec?.paused === true;
  if (paused === (current?.reason === 'DeploymentPaused')) return ok(undefined);
  const condition = paused
    ? newCondition(api.now, 'Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused')
    : newCondition(api.now, 'Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed');
  return writeStatus(rollout, statusWith(deployment, condition));
}
