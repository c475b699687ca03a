// Writing down what became of a cycle: the condition, the event, the promise of a node, and the Pods that must go.
// Source: handleSchedulingFailure in pkg/scheduler/schedule_one.go, pkg/scheduler/framework/preemption/executor.go, 1.36.
import { formatTime } from '../../base/instant.ts';
import { ok, type Result } from '../../base/result.ts';
import type { Pod, PodCondition } from '../../api/types.generated.ts';
import type { Status } from '../../api/status.ts';
import type { ClusterApi, DeepReadonly } from '../controller.ts';
import { POD } from '../kinds.ts';
import { clusterState, priorityOf } from './clusterState.ts';
import type { PreemptionOutcome } from './preemption.ts';

type ReadPod = DeepReadonly<Pod>;
type Condition = DeepReadonly<PodCondition>;

/** The conditions with one of them set; the time of transition changes only with the status. */
export function withCondition(pod: ReadPod, condition: Condition, now: number): readonly Condition[] {
  const conditions = pod.status?.conditions ?? [];
  const old = conditions.find(({ type }) => type === condition.type);
  const time = old?.status === condition.status ? old?.lastTransitionTime : formatTime(now);
  const set: Condition = { ...condition, lastTransitionTime: time };
  return old ? conditions.map((one) => (one === old ? set : one)) : [...conditions, set];
}

/** Says why a Pod has no node, and which node it is promised. */
export function markUnschedulable(
  pod: ReadPod,
  message: string,
  outcome: PreemptionOutcome | undefined,
  api: ClusterApi,
): Result<void, Status> {
  api.event(pod, 'Warning', 'FailedScheduling', message);
  const old = (pod.status?.conditions ?? []).find(({ type }) => type === 'PodScheduled');
  const promised = pod.status?.nominatedNodeName;
  let next = promised;
  if (outcome?.kind === 'node') next = outcome.node;
  else if (outcome?.clear) next = undefined;
  if (old?.reason === 'Unschedulable' && old.message === message && next === promised) return ok(undefined);
  const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message };
  const { nominatedNodeName: _promise, ...status } = pod.status ?? {};
  const written = api.updateStatus<Pod>({
    ...pod,
    status: {
      ...status,
      conditions: withCondition(pod, condition, api.now),
      ...(next !== undefined && { nominatedNodeName: next }),
    },
  });
  return written.ok ? ok(undefined) : written;
}

/** Pods of lower priority that hoped for the node must hope anew. Source: clearing of nominatedNodeName. */
function clearLesserPromises(pod: ReadPod, node: string, api: ClusterApi): void {
  for (const other of [...(api.view(clusterState).nominated.get(node)?.values() ?? [])]) {
    if (priorityOf(other) >= priorityOf(pod)) continue;
    const { nominatedNodeName: _promise, ...status } = other.status ?? {};
    api.updateStatus<Pod>({ ...other, status });
  }
}

/** Evicts the victims: each is told why, then deleted with its own grace period. */
export function actuate(pod: ReadPod, outcome: Extract<PreemptionOutcome, { kind: 'node' }>, api: ClusterApi): void {
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'PreemptionByScheduler',
    message: 'default-scheduler: preempting to accommodate a higher priority pod',
  };
  for (const { metadata } of outcome.victims) {
    const { namespace = '', name = '' } = metadata ?? {};
    const victim = api.get<Pod>(POD, namespace, name);
    if (!victim || victim.metadata?.deletionTimestamp !== undefined) continue;
    api.updateStatus<Pod>({
      ...victim,
      status: { ...victim.status, conditions: withCondition(victim, condition, api.now) },
    });
    api.delete(POD, namespace, name);
    api.event(victim, 'Normal', 'Preempted', `Preempted by pod ${pod.metadata?.uid ?? ''} on node ${outcome.node}`);
  }
  clearLesserPromises(pod, outcome.node, api);
}
