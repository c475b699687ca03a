// The main part: Pods in the order of their ordinals, one after the other (OrderedReady) or all at once (Parallel).
// Source: pkg/controller/statefulset/stateful_set_control.go, 1.36. Not modelled: maxUnavailable, which is switched off
// by default in 1.36 (feature gate MaxUnavailableStatefulSet).
import { err, ok, type Result } from '../../../base/result.ts';
import type { Status } from '../../../api/status.ts';
import type { StatefulSetStatus } from '../../../api/types.generated.ts';
import type { ClusterApi } from '../../controller.ts';
import type { StoredRevision } from '../../workloads/history.ts';
import { omitEmpty } from '../../workloads/conditions.ts';
import { isPodAvailable, isPodTerminal, type StoredPod } from '../../workloads/podState.ts';
import { applyRetention, claimsMatchPolicy, hasStaleClaim } from './claims.ts';
import {
  identityMatches,
  inRange,
  isCreated,
  isRunningAndReady,
  isTerminating,
  isUnavailable,
  newPod,
  ordinalOf,
  replicasOf,
  revisionOfPod,
  startOf,
  storageMatches,
  type StoredSet,
} from './identity.ts';
import { createMissingClaims, createStatefulPod, deleteStatefulPod, updateStatefulPod } from './pods.ts';

/** One look at a set: what is there and what is wanted. */
export interface Look {
  readonly api: ClusterApi;
  readonly set: StoredSet;
  readonly current: StoredRevision;
  readonly update: StoredRevision;
  readonly collisionCount: number;
}

/** The status to write and what went wrong, if something did. */
export interface Outcome {
  readonly status: StatefulSetStatus;
  readonly failed?: Status;
}

/** Whether to stop here for now. */
type Step = Result<'stop' | 'go on', Status>;

const GO_ON: Step = ok('go on');
const STOP: Step = ok('stop');
const stopAfter = (result: Result<void, Status>): Step => (result.ok ? STOP : result);

/** The counts of a list of Pods. Source: computeReplicaStatus. */
function statusOf(look: Look, pods: readonly StoredPod[], deleted = 0): StatefulSetStatus {
  const { set, api, current, update } = look;
  const created = pods.filter(isCreated);
  const ready = pods.filter(isRunningAndReady);
  const minReadySeconds = set.spec?.minReadySeconds ?? 0;
  const ofRevision = (revision: StoredRevision): number =>
    created.filter((pod) => !isTerminating(pod) && revisionOfPod(pod) === revision.metadata?.name).length;
  return {
    observedGeneration: set.metadata?.generation,
    replicas: created.length,
    readyReplicas: ready.length,
    availableReplicas: ready.filter((pod) => isPodAvailable(pod, minReadySeconds, api.now)).length,
    currentReplicas: ofRevision(current) - deleted,
    updatedReplicas: ofRevision(update),
    currentRevision: current.metadata?.name,
    updateRevision: update.metadata?.name,
    collisionCount: look.collisionCount,
  };
}

/** Runs in order until something stops it; in parallel everything runs, in batches that grow until one fails. */
function runForAll(pods: readonly StoredPod[], run: (pod: StoredPod) => Step, inOrder: boolean): Step {
  if (inOrder) {
    for (const pod of pods) {
      const step = run(pod);
      if (!step.ok || step.value === 'stop') return step;
    }
    return GO_ON;
  }
  let at = 0;
  for (let batch = 1; at < pods.length; batch = Math.min(2 * batch, 500)) {
    let failed: Status | undefined;
    for (const pod of pods.slice(at, at + batch)) {
      const step = run(pod);
      if (!step.ok) failed ??= step.error;
    }
    if (failed !== undefined) return err(failed);
    at += batch;
  }
  return GO_ON;
}

/** Brings the Pods closer to what is wanted. Source: updateStatefulSet. */
export function updatePods(look: Look, pods: readonly StoredPod[]): Outcome {
  const { api, set } = look;
  const byOrdinal = new Map(pods.filter((pod) => inRange(pod, set)).map((pod) => [ordinalOf(pod), pod]));
  const replicas = Array.from({ length: replicasOf(set) }, (_, index): StoredPod => {
    const ordinal = startOf(set) + index;
    return byOrdinal.get(ordinal) ?? newPod(set, look.current, look.update, ordinal);
  });
  const condemned = pods
    .filter((pod) => !inRange(pod, set) && ordinalOf(pod) >= 0)
    .sort((a, b) => ordinalOf(b) - ordinalOf(a));
  if (set.metadata?.deletionTimestamp !== undefined) return { status: statusOf(look, pods) };

  const firstUnavailable = [...replicas, ...condemned.toReversed()].find((pod) => isUnavailable(pod, set, api.now));
  const inOrder = set.spec?.podManagementPolicy !== 'Parallel';
  const all = [...replicas, ...condemned];
  const phases: readonly [readonly StoredPod[], (pod: StoredPod) => Step][] = [
    [replicas, (pod) => processReplica(look, pod, inOrder)],
    [condemned, (pod) => fixClaims(look, pod)],
    [condemned, (pod) => processCondemned(look, pod, firstUnavailable, inOrder)],
  ];
  for (const [list, run] of phases) {
    const step = runForAll(list, run, inOrder);
    if (!step.ok) return { status: statusOf(look, all), failed: step.error };
    if (step.value === 'stop') return { status: statusOf(look, all) };
  }
  if (set.spec?.updateStrategy?.type === 'OnDelete') return { status: statusOf(look, all) };
  return rollForward(look, replicas, all);
}

/** Deletes the highest Pod of another revision, once those above it are available. */
function rollForward(look: Look, replicas: readonly StoredPod[], all: readonly StoredPod[]): Outcome {
  const { api, set, update } = look;
  const partition = set.spec?.updateStrategy?.rollingUpdate?.partition ?? 0;
  for (let index = replicas.length - 1; index >= partition; index--) {
    const pod = replicas[index];
    if (pod === undefined) continue;
    if (revisionOfPod(pod) !== update.metadata?.name && !isTerminating(pod)) {
      const deleted = deleteStatefulPod(api, set, pod);
      if (!deleted.ok) return { status: statusOf(look, all), failed: deleted.error };
      return { status: statusOf(look, all, 1) };
    }
    if (isUnavailable(pod, set, api.now)) break;
  }
  return { status: statusOf(look, all) };
}

/** One Pod that is wanted. Source: processReplica. */
function processReplica(look: Look, pod: StoredPod, inOrder: boolean): Step {
  const { api, set } = look;
  if (isPodTerminal(pod)) return isTerminating(pod) ? STOP : stopAfter(deleteStatefulPod(api, set, pod));
  if (!isCreated(pod)) {
    if (hasStaleClaim(api, set, pod)) return STOP;
    const created = createStatefulPod(api, set, pod);
    if (!created.ok) return created;
    if (inOrder) return STOP;
  }
  if (pod.status?.phase === 'Pending') {
    const made = createMissingClaims(api, set, pod);
    if (!made.ok) return made;
  }
  if (inOrder) {
    const isAvailable = isPodAvailable(pod, set.spec?.minReadySeconds ?? 0, api.now);
    if (isTerminating(pod) || !isRunningAndReady(pod) || !isAvailable) return STOP;
  }
  if (!isCreated(pod)) return GO_ON;
  if (identityMatches(set, pod) && storageMatches(set, pod) && claimsMatchPolicy(api, set, pod)) return GO_ON;
  const updated = updateStatefulPod(api, set, pod);
  return updated.ok ? GO_ON : updated;
}

/** The claims of a Pod that is to go. */
function fixClaims({ api, set }: Look, pod: StoredPod): Step {
  if (claimsMatchPolicy(api, set, pod)) return GO_ON;
  const fixed = applyRetention(api, set, pod);
  return fixed.ok ? GO_ON : fixed;
}

/** One Pod that is to go: not before those that are in trouble. Source: processCondemned. */
function processCondemned(look: Look, pod: StoredPod, firstUnavailable: StoredPod | undefined, inOrder: boolean): Step {
  const { api, set } = look;
  if (isTerminating(pod)) return inOrder ? STOP : GO_ON;
  const isAvailable = isPodAvailable(pod, set.spec?.minReadySeconds ?? 0, api.now);
  if (inOrder && pod !== firstUnavailable && (!isRunningAndReady(pod) || !isAvailable)) return STOP;
  return stopAfter(deleteStatefulPod(api, set, pod));
}

/** The status as it is written: after a roll-out is complete its revision is the current one. */
export function completed(set: StoredSet, status: StatefulSetStatus): StatefulSetStatus {
  const wanted = replicasOf(set);
  const isComplete =
    set.spec?.updateStrategy?.type === 'RollingUpdate' &&
    status.updatedReplicas === wanted &&
    status.readyReplicas === wanted &&
    status.replicas === wanted;
  const final = isComplete
    ? { ...status, currentReplicas: status.updatedReplicas, currentRevision: status.updateRevision }
    : status;
  return omitEmpty(final, ['replicas', 'availableReplicas', 'collisionCount']);
}
