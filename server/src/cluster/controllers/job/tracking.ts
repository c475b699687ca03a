// Counting Pods that have finished, each exactly once: first their UIDs go into the status, then their finalizers go,
// then the counts rise. Source: pkg/controller/job/job_controller.go (trackJobStatusAndRemoveFinalizers), 1.36.
import { ok, type Result } from '../../../base/result.ts';
import type { Status } from '../../../api/status.ts';
import type { StoredPod } from '../../workloads/podState.ts';
import { format, has, indexOf, total, withIndexes } from './indexes.ts';
import {
  condition,
  ensureCondition,
  flush,
  hasLimitPerIndex,
  isFailed,
  isIndexed,
  isTracked,
  isValidIndex,
  trueCondition,
  uidOf,
  untrack,
  type Look,
} from './look.ts';
import { judgeFailure } from './policies.ts';

/** More than that are counted in the next look, so that the status stays small. */
const MAX_UNCOUNTED = 500;

/** Whether the Pod may go for good. Source: canRemoveFinalizer. */
function mayGo(look: Look, pod: StoredPod, failed: boolean): boolean {
  const isOver = look.job.metadata?.deletionTimestamp !== undefined || look.finished !== undefined;
  if (isOver || pod.status?.phase === 'Succeeded') return true;
  if (!failed) return false;
  const index = indexOf(pod);
  const delayed = hasLimitPerIndex(look.job) && index !== undefined ? look.delayed.get(index) : undefined;
  return delayed === undefined || uidOf(delayed) !== uidOf(pod);
}

interface Count {
  readonly free: StoredPod[];
  readonly succeeded: string[];
  readonly failed: string[];
  readonly indexes: number[];
  full: boolean;
  changed: boolean;
}

/** Takes one finished Pod into the count. */
function countPod(look: Look, pod: StoredPod, count: Count): void {
  const { job } = look;
  const failed = isFailed(pod, job);
  if (!mayGo(look, pod, failed)) return;
  count.free.push(pod);
  const uid = uidOf(pod);
  const index = indexOf(pod);
  if (pod.status?.phase === 'Succeeded' && !look.uncountedFailed.has(uid)) {
    if (isIndexed(job)) {
      if (!isValidIndex(job, index) || has(look.previousIndexes, index)) return;
      count.indexes.push(index);
    } else {
      if (look.uncountedSucceeded.has(uid)) return;
      count.succeeded.push(uid);
    }
    count.changed = true;
    return;
  }
  // When the Job is over, what has not finished counts as failed, unless the Job has succeeded.
  if (!failed && (look.finished === undefined || look.finished.type === 'SuccessCriteriaMet')) return;
  if (look.uncountedFailed.has(uid) || (isIndexed(job) && !isValidIndex(job, index))) return;
  if (!judgeFailure(job, pod).counts) return;
  count.failed.push(uid);
  count.changed = true;
}

/** Moves UIDs whose Pods are let go into the counts; true if there were any. */
function settle(look: Look, tracked: ReadonlySet<string>): boolean {
  const { succeeded = [], failed = [] } = look.status.uncountedTerminatedPods ?? {};
  const keep = (uids: readonly string[]): string[] => uids.filter((uid) => tracked.has(uid));
  const [stillSucceeded, stillFailed] = [keep(succeeded), keep(failed)];
  const more = succeeded.length - stillSucceeded.length;
  const worse = failed.length - stillFailed.length;
  look.status = {
    ...look.status,
    succeeded: (look.status.succeeded ?? 0) + more,
    failed: (look.status.failed ?? 0) + worse,
    uncountedTerminatedPods: { succeeded: stillSucceeded, failed: stillFailed },
  };
  return more + worse > 0;
}

/** Counts, lets go, and ends the Job where it is over. */
export function track(look: Look, changed: boolean): Result<void, Status> {
  const tracked = new Set(look.pods.filter(isTracked).map(uidOf));
  const count: Count = { free: [], succeeded: [], failed: [], indexes: [], full: false, changed };
  if (settle(look, tracked)) count.changed = true;
  const pods = isIndexed(look.job) ? look.pods.toSorted((a, b) => (indexOf(a) ?? -1) - (indexOf(b) ?? -1)) : look.pods;
  for (const pod of pods) {
    if (!isTracked(pod)) continue;
    countPod(look, pod, count);
    if (count.indexes.length + count.succeeded.length + count.failed.length >= MAX_UNCOUNTED) {
      count.full = true;
      break;
    }
  }
  const uncounted = look.status.uncountedTerminatedPods ?? {};
  look.status = {
    ...look.status,
    uncountedTerminatedPods: {
      succeeded: [...(uncounted.succeeded ?? []), ...count.succeeded],
      failed: [...(uncounted.failed ?? []), ...count.failed],
    },
  };
  if (isIndexed(look.job) && countIndexes(look, count.indexes)) count.changed = true;
  if (announceEnd(look)) count.changed = true;

  if (count.changed) {
    const written = flush(look);
    if (!written.ok) return written;
    look.api.remember(`${look.job.metadata?.namespace}/${look.job.metadata?.name}`, look.backoff);
  }
  for (const pod of count.free) {
    const freed = untrack(look.api, pod);
    if (!freed.ok) return freed;
    tracked.delete(uidOf(pod));
  }
  const settled = settle(look, tracked);
  const ended = !count.full && end(look);
  if (settled || ended) {
    const written = flush(look);
    if (!written.ok) return written;
  }
  if (ended) sayEnd(look);
  return ok(undefined);
}

/** The counts and lists of an Indexed Job; true if they changed. */
function countIndexes(look: Look, fresh: readonly number[]): boolean {
  look.succeededIndexes = withIndexes(look.succeededIndexes, fresh);
  const completedIndexes = format(look.succeededIndexes);
  const failedIndexes = look.failedIndexes === undefined ? undefined : format(look.failedIndexes);
  const changed =
    completedIndexes !== (look.status.completedIndexes ?? '') || failedIndexes !== look.status.failedIndexes;
  look.status = { ...look.status, succeeded: total(look.succeededIndexes), completedIndexes, failedIndexes };
  return changed;
}

/** Says in the status that the Job is about to end, before Pods are let go; true if that is news. */
function announceEnd(look: Look): boolean {
  const { finished, api } = look;
  if (finished === undefined) return false;
  const { type, reason = '', message = '' } = finished;
  const isNews = type === 'FailureTarget' || (type === 'SuccessCriteriaMet' && !trueCondition(look.status, type));
  if (isNews) look.status = { ...look.status, conditions: [...(look.status.conditions ?? []), finished] };
  const final = type === 'FailureTarget' ? 'Failed' : type === 'SuccessCriteriaMet' ? 'Complete' : (type ?? '');
  look.finished = condition(api.now, final, 'True', reason, message);
  return isNews;
}

/** Ends the Job once everything is counted and no Pod is left running. Source: enactJobFinished. */
function end(look: Look): boolean {
  const { finished } = look;
  const { succeeded = [], failed = [] } = look.status.uncountedTerminatedPods ?? {};
  if (finished === undefined || succeeded.length + failed.length > 0 || look.terminating > 0) return false;
  ensureCondition(look, finished);
  if (finished.type === 'Complete') look.status = { ...look.status, completionTime: finished.lastTransitionTime };
  return true;
}

/** Source: recordJobFinished. */
function sayEnd({ api, job, status, finished }: Look): void {
  if (finished?.type !== 'Complete') {
    api.event(job, 'Warning', finished?.reason ?? '', finished?.message ?? '');
    return;
  }
  if (job.spec?.completions !== undefined && (status.succeeded ?? 0) > job.spec.completions) {
    const message = 'Too many succeeded pods running after completion count reached';
    api.event(job, 'Warning', 'TooManySucceededPods', message);
  }
  api.event(job, 'Normal', 'Completed', 'Job completed');
}
