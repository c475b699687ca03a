// How long a Job waits before it replaces failed Pods: 10 s, doubling with each failure in a row, at most 10 min.
// Source: pkg/controller/job/backoff_utils.go, 1.36.
import { parseTime } from '../../../base/instant.ts';
import type { ContainerStatus } from '../../../api/types.generated.ts';
import type { DeepReadonly, Instant } from '../../controller.ts';
import { podCondition, type StoredPod } from '../../workloads/podState.ts';

const BACKOFF_MS = 10_000;
const MAX_BACKOFF_MS = 600_000;

/** Failures since the last success, and when the last was. Plain JSON: the controller remembers it. */
export interface BackoffRecord {
  readonly failures: number;
  readonly lastFailureAt: Instant;
}

const NOTHING: BackoffRecord = { failures: 0, lastFailureAt: 0 };

/** When the last of the containers finished; undefined while one has not. */
function lastFinish(statuses: readonly DeepReadonly<ContainerStatus>[]): Instant | undefined {
  let last: Instant | undefined;
  for (const { state } of statuses) {
    const at = parseTime(state?.terminated?.finishedAt);
    if (at === undefined) return undefined;
    last = Math.max(last ?? 0, at);
  }
  return last;
}

/** When the Pod finished, as well as can be told. Source: getFinishedTime. */
export function finishedAt(pod: StoredPod): Instant {
  const sidecars = (pod.spec?.initContainers ?? [])
    .filter(({ restartPolicy }) => restartPolicy === 'Always')
    .map(({ name }) => name);
  const containers = lastFinish([
    ...(pod.status?.containerStatuses ?? []),
    ...(pod.status?.initContainerStatuses ?? []).filter(({ name }) => sidecars.includes(name)),
  ]);
  if (containers !== undefined) return containers;
  const ready = podCondition(pod, 'Ready');
  const unready = ready?.status === 'False' ? parseTime(ready.lastTransitionTime) : undefined;
  if (unready !== undefined) return unready;
  const deleted = parseTime(pod.metadata?.deletionTimestamp);
  if (deleted !== undefined) return deleted - (pod.metadata?.deletionGracePeriodSeconds ?? 0) * 1000;
  return parseTime(pod.metadata?.creationTimestamp) ?? 0;
}

/** The record after more Pods have finished: a success forgets the failures before it. Source: newBackoffRecord. */
export function nextRecord(
  record: BackoffRecord | undefined,
  succeeded: readonly StoredPod[],
  failed: readonly StoredPod[],
): BackoffRecord {
  const old = record ?? NOTHING;
  const failures = failed.map(finishedAt);
  if (succeeded.length === 0) {
    if (failures.length === 0) return old;
    return { failures: old.failures + failures.length, lastFailureAt: Math.max(...failures) };
  }
  const lastSuccess = Math.max(...succeeded.map(finishedAt));
  const later = failures.filter((at) => at > lastSuccess);
  return later.length === 0 ? NOTHING : { failures: later.length, lastFailureAt: Math.max(...later) };
}

/** How long is still to wait. Source: getRemainingTimeForFailuresCount. */
export function remainingMs({ failures, lastFailureAt }: BackoffRecord, now: Instant): number {
  if (failures === 0) return 0;
  const backoff = Math.min(BACKOFF_MS * 2 ** Math.min(failures - 1, 30), MAX_BACKOFF_MS);
  return Math.max(backoff - (now - lastFailureAt), 0);
}
