// Pods that a kubelet ends for its node's sake: the node runs short of something, or is shut down.
// Source: pkg/kubelet/eviction/{eviction_manager,helpers}.go, pkg/kubelet/nodeshutdown/nodeshutdown_manager_linux.go,
// 1.36. How much a Pod uses is scripted (memory-usage); without a word it uses nothing.
import { formatTime } from '../../base/instant.ts';
import { ok, type Result } from '../../base/result.ts';
import { behaviourValue } from '../../api/behaviour.ts';
import { podRequests } from '../../api/podRequests.ts';
import { quantityOf, wholeUnits } from '../../api/quantity.ts';
import type { Node, Pod, PodStatus } from '../../api/types.generated.ts';
import type { Status } from '../../api/status.ts';
import type { ClusterApi, DeepReadonly, Requeue } from '../controller.ts';
import { POD } from '../kinds.ts';
import { clusterState } from '../scheduler/clusterState.ts';
import { isDead, isShuttingDown, pressuresOf } from './nodeStatus.ts';

type ReadPod = DeepReadonly<Pod>;
type ReadNode = DeepReadonly<Node>;

const RESOURCES: Readonly<Record<string, string>> = { memory: 'memory', disk: 'ephemeral-storage', pid: 'pids' };

/** How often a node that is still short takes the next Pod. */
const EVICTION_PERIOD_MS = 10_000;

/** What the Pod's containers use together, and what it has asked for, in bytes. */
function memoryOf(pod: ReadPod): { readonly usage: number; readonly request: number } {
  const usage = (pod.spec?.containers ?? []).reduce(
    (sum, { name }) => sum + wholeUnits(quantityOf(behaviourValue(pod.metadata?.annotations, 'memory-usage', name))),
    0,
  );
  const request = podRequests(pod.spec ?? {}).get('memory');
  return { usage, request: request ? wholeUnits(request) : 0 };
}

/** Who uses more than asked for goes first, then the less important, then who is furthest over. */
function byRank(a: ReadPod, b: ReadPod): number {
  const [left, right] = [memoryOf(a), memoryOf(b)];
  const over = (one: typeof left) => (one.usage > one.request ? 0 : 1);
  return (
    over(left) - over(right) ||
    (a.spec?.priority ?? 0) - (b.spec?.priority ?? 0) ||
    right.usage - right.request - (left.usage - left.request)
  );
}

/** Static Pods of the system and the most important ones stay. */
const isCritical = (pod: ReadPod): boolean =>
  (pod.spec?.priority ?? 0) >= 2_000_000_000 ||
  pod.metadata?.annotations?.['kubernetes.io/config.mirror'] !== undefined;

const onNode = (node: ReadNode, api: ClusterApi): ReadPod[] => [
  ...(api
    .view(clusterState)
    .infos.get(node.metadata?.name ?? '')
    ?.pods.values() ?? []),
];

/** Ends a Pod: phase Failed, its containers killed, and the condition that says who did it. */
export function failPod(
  pod: ReadPod,
  why: { readonly reason: string; readonly message: string; readonly exitCode: number },
  api: ClusterApi,
): Result<void, Status> {
  const time = formatTime(api.now);
  const disruption = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'TerminationByKubelet',
    message: why.message,
    lastTransitionTime: time,
  };
  const conditions = (pod.status?.conditions ?? []).map((one) =>
    one.type === 'Ready' || one.type === 'ContainersReady'
      ? { ...one, status: 'False', reason: 'PodFailed', message: undefined, lastTransitionTime: time }
      : one,
  );
  const terminated = { exitCode: why.exitCode, reason: 'Error', startedAt: pod.status?.startTime, finishedAt: time };
  const status = {
    ...pod.status,
    phase: 'Failed',
    reason: why.reason,
    message: why.message,
    conditions: [...conditions.filter(({ type }) => type !== 'DisruptionTarget'), disruption],
    containerStatuses: (pod.status?.containerStatuses ?? []).map((one) => ({
      ...one,
      ready: false,
      started: false,
      state: { terminated },
    })),
  } as DeepReadonly<PodStatus>;
  const written = api.updateStatus<Pod>({ ...pod, status });
  return written.ok ? ok(undefined) : written;
}

/** What remains fits: only memory is measured, by what the Pods' scripts say. */
function isRelieved(node: ReadNode, pods: readonly ReadPod[], pressure: string): boolean {
  if (pressure !== 'memory') return true;
  const used = pods.reduce((sum, pod) => sum + memoryOf(pod).usage, 0);
  return used < wholeUnits(quantityOf(node.status?.allocatable?.['memory']));
}

/** One Pod at a time, the greediest first, until what remains fits; at least one. */
export function evictForPressure(node: ReadNode, api: ClusterApi): Result<Requeue | undefined, Status> {
  const [pressure] = pressuresOf(node);
  const key = `pressure/${node.metadata?.name ?? ''}`;
  if (pressure === undefined || isDead(node)) {
    if (api.recall(key) !== undefined) api.forget(key);
    return ok(undefined);
  }
  const pods = onNode(node, api).filter((pod) => !isCritical(pod) && pod.metadata?.deletionTimestamp === undefined);
  const last = api.recall<number>(key);
  if (last !== undefined && isRelieved(node, pods, pressure)) return ok(undefined);
  if (last !== undefined && api.now < last + EVICTION_PERIOD_MS)
    return ok({ afterMs: last + EVICTION_PERIOD_MS - api.now });
  const victim = pods.sort(byRank)[0];
  if (!victim || (pressure === 'memory' && memoryOf(victim).usage === 0)) return ok(undefined);
  api.remember(key, api.now);
  const message = `The node was low on resource: ${RESOURCES[pressure] ?? pressure}. `;
  api.event(victim, 'Warning', 'Evicted', message);
  const failed = failPod(victim, { reason: 'Evicted', message, exitCode: 137 }, api);
  return failed.ok ? ok({ afterMs: EVICTION_PERIOD_MS }) : failed;
}

/** A node that shuts down ends its Pods in good order. */
export function shutDownPods(node: ReadNode, api: ClusterApi): Result<void, Status> {
  if (!isShuttingDown(node) || isDead(node)) return ok(undefined);
  for (const pod of onNode(node, api)) {
    if (pod.metadata?.deletionTimestamp !== undefined) continue;
    const why = {
      reason: 'Terminated',
      message: 'Pod was terminated in response to imminent node shutdown.',
      exitCode: 143,
    };
    const failed = failPod(api.get<Pod>(POD, pod.metadata?.namespace ?? '', pod.metadata?.name ?? '') ?? pod, why, api);
    if (!failed.ok) return failed;
  }
  return ok(undefined);
}
