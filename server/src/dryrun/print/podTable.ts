// What `kubectl get pods` says of a Pod. Source: printPod in pkg/printers/internalversion/printers.go, 1.36.
import type { ContainerStatus, Pod } from '../../api/types.generated.ts';
import type { DeepReadonly, Instant } from '../../cluster/controller.ts';
import { podCondition } from '../../cluster/workloads/podState.ts';
import { ageOf } from './times.ts';

type ReadPod = DeepReadonly<Pod>;
type Status = DeepReadonly<ContainerStatus>;

interface Count {
  restarts: number;
  /** When the last restart was. */
  last: string;
}

function countRestarts(into: Count, { restartCount = 0, lastState }: Status): void {
  into.restarts += restartCount;
  const { finishedAt = '' } = lastState?.terminated ?? {};
  if (finishedAt > into.last) into.last = finishedAt;
}

function endingOf({ state }: Status): string {
  const { reason = '', signal = 0, exitCode = 0 } = state?.terminated ?? {};
  if (reason !== '') return reason;
  return signal === 0 ? `ExitCode:${exitCode}` : `Signal:${signal}`;
}

interface Summary {
  ready: number;
  reason: string;
  readonly all: Count;
  readonly sidecars: Count;
}

/** The init containers, in order, up to the first that is not through. True if one is not. */
function sumInit(pod: ReadPod, summary: Summary): boolean {
  const specs = pod.spec?.initContainers ?? [];
  for (const [at, status] of (pod.status?.initContainerStatuses ?? []).entries()) {
    countRestarts(summary.all, status);
    const isSidecar = specs.find(({ name }) => name === status.name)?.restartPolicy === 'Always';
    if (isSidecar) countRestarts(summary.sidecars, status);
    const { terminated, waiting } = status.state ?? {};
    if (terminated?.exitCode === 0) continue;
    if (isSidecar && status.started === true) {
      if (status.ready === true) summary.ready++;
      continue;
    }
    const waits = waiting?.reason !== undefined && waiting.reason !== 'PodInitializing';
    if (terminated) summary.reason = `Init:${endingOf(status)}`;
    else summary.reason = waits ? `Init:${waiting.reason ?? ''}` : `Init:${at}/${specs.length}`;
    return true;
  }
  return false;
}

function sumContainers(pod: ReadPod, summary: Summary): void {
  let hasRunning = false;
  let errorReason = '';
  for (const status of (pod.status?.containerStatuses ?? []).toReversed()) {
    countRestarts(summary.sidecars, status);
    const { terminated, waiting, running } = status.state ?? {};
    if (waiting?.reason !== undefined && waiting.reason !== '') summary.reason = waiting.reason;
    else if (terminated) {
      summary.reason = endingOf(status);
      if ((terminated.exitCode ?? 0) !== 0) errorReason = summary.reason;
    } else if (status.ready === true && running) {
      hasRunning = true;
      summary.ready++;
    }
  }
  if (summary.reason !== 'Completed') return;
  if (hasRunning && podCondition(pod, 'Ready')?.status === 'True') summary.reason = 'Running';
  else if (errorReason !== '') summary.reason = errorReason;
  else if (hasRunning) summary.reason = 'NotReady';
}

const isOver = (pod: ReadPod): boolean => ['Succeeded', 'Failed'].includes(pod.status?.phase ?? '');

function gatesOf(pod: ReadPod): string {
  const gates = pod.spec?.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const open = gates.filter(({ conditionType = '' }) => podCondition(pod, conditionType)?.status === 'True');
  return `${open.length}/${gates.length}`;
}

/** The cells of a Pod, with those of `-o wide`. */
export function podCells(pod: ReadPod, now: Instant): readonly string[] {
  const { spec, status, metadata } = pod;
  const sidecars = (spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always').length;
  const summary: Summary = {
    ready: 0,
    reason: status?.reason || (status?.phase ?? ''),
    all: { restarts: 0, last: '' },
    sidecars: { restarts: 0, last: '' },
  };
  if (podCondition(pod, 'PodScheduled')?.reason === 'SchedulingGated') summary.reason = 'SchedulingGated';
  let count = summary.all;
  if (!sumInit(pod, summary) || podCondition(pod, 'Initialized')?.status === 'True') {
    sumContainers(pod, summary);
    count = summary.sidecars;
  }
  if (metadata?.deletionTimestamp !== undefined) {
    if (status?.reason === 'NodeLost') summary.reason = 'Unknown';
    else if (!isOver(pod)) summary.reason = 'Terminating';
  }
  const when = count.restarts > 0 && count.last !== '' ? ` (${ageOf(count.last, now)} ago)` : '';
  return [
    metadata?.name ?? '',
    `${summary.ready}/${(spec?.containers ?? []).length + sidecars}`,
    summary.reason,
    `${count.restarts}${when}`,
    ageOf(metadata?.creationTimestamp, now),
    status?.podIPs?.[0]?.ip ?? '<none>',
    spec?.nodeName || '<none>',
    status?.nominatedNodeName || '<none>',
    gatesOf(pod),
  ];
}
