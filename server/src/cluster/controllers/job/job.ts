// Job: runs Pods until enough of them have succeeded. Source: pkg/controller/job/job_controller.go, 1.36.
//
// Not modelled: the second by which upstream delays a look after a Pod has changed, so that several count as one;
// the Workload API (feature gate WorkloadWithJob, off).
import { formatTime, parseTime } from '../../../base/instant.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { matchesSelector, type Labels } from '../../../api/labelSelector.ts';
import type { Status } from '../../../api/status.ts';
import type { Job, JobStatus, Pod } from '../../../api/types.generated.ts';
import type { ClusterApi, Commit, Controller, Key, ReadApi, Requeue } from '../../controller.ts';
import { JOB, POD } from '../../kinds.ts';
import { claimObjects, controllerRefOf, keyOf, ownerKeys, splitKey } from '../../workloads/claim.ts';
import { isPodActive, isPodReady, isPodTerminating, type StoredPod } from '../../workloads/podState.ts';
import { finishedAt, nextRecord, type BackoffRecord } from './backoff.ts';
import { has, indexesOf, indexOf, parse, total, withIndexes } from './indexes.ts';
import {
  condition,
  ensureCondition,
  FINALIZER,
  hasLimitPerIndex,
  isFailed,
  isIndexed,
  isSuspended,
  isTracked,
  trueCondition,
  uncountedPods,
  untrack,
  type Look,
} from './look.ts';
import { allFailuresBefore, failuresBefore, manageJob, removeActive } from './pods.ts';
import { judgeFailure, judgeSuccess, type StoredJob } from './policies.ts';
import { track } from './tracking.ts';

/** Keys of Pods that have lost their Job and only need to be let go. */
const POD_KEY = 'pod ';

const isFinished = (job: StoredJob): boolean =>
  (job.status?.conditions ?? []).some(
    ({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True',
  );

/** What there is at the beginning of a look. */
function lookAt(api: ClusterApi, job: StoredJob, pods: readonly StoredPod[]): Look {
  const uncounted = job.status?.uncountedTerminatedPods ?? {};
  const status = { ...(job.status as JobStatus | undefined), uncountedTerminatedPods: { ...uncounted } } as JobStatus;
  if (status.startTime === undefined && !isSuspended(job)) status.startTime = formatTime(api.now);
  const active = pods.filter(isPodActive);
  const look: Look = {
    api,
    job,
    status,
    pods,
    active,
    uncountedSucceeded: new Set(uncounted.succeeded),
    uncountedFailed: new Set(uncounted.failed),
    ready: active.filter(isPodReady).length,
    terminating: pods.filter(isPodTerminating).length,
    succeeded: 0,
    failed: 0,
    finished: undefined,
    previousIndexes: [],
    succeededIndexes: [],
    failedIndexes: undefined,
    delayed: new Map(),
    backoff: { failures: 0, lastFailureAt: 0 },
    checks: [],
  };
  const succeeded = uncountedPods(look, look.uncountedSucceeded).filter((pod) => pod.status?.phase === 'Succeeded');
  const failed = uncountedPods(look, look.uncountedFailed).filter((pod) => isFailed(pod, job));
  look.succeeded = (status.succeeded ?? 0) + succeeded.length + look.uncountedSucceeded.size;
  look.failed =
    (status.failed ?? 0) + failed.filter((pod) => judgeFailure(job, pod).counts).length + look.uncountedFailed.size;
  look.backoff = nextRecord(api.recall<BackoffRecord>(keyOf(job)), succeeded, failed);
  return look;
}

/** Whether containers were restarted too often in place. Source: pastBackoffLimitOnFailure. */
function restartedTooOften({ job, pods }: Look): boolean {
  if (job.spec?.template?.spec?.restartPolicy !== 'OnFailure') return false;
  let restarts = 0;
  for (const { status } of pods) {
    if (status?.phase !== 'Running' && status?.phase !== 'Pending') continue;
    for (const { restartCount = 0 } of [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]) {
      restarts += restartCount;
    }
  }
  const limit = job.spec.backoffLimit ?? 6;
  return limit === 0 ? restarts > 0 : restarts >= limit;
}

/** Whether the Job has failed: by policy, too many failures, or its deadline. */
function judgeEnd(look: Look): void {
  const { api, job, status, pods } = look;
  const failure = (reason: string, message: string): void => {
    look.finished = condition(api.now, 'FailureTarget', 'True', reason, message);
  };
  look.finished = trueCondition(status, 'SuccessCriteriaMet');
  if (look.finished !== undefined) return;
  const target = trueCondition(status, 'FailureTarget');
  if (target !== undefined) {
    look.finished = condition(api.now, 'Failed', 'True', target.reason ?? '', target.message ?? '');
    return;
  }
  const failed = pods.filter((pod) => isFailed(pod, job)).map((pod) => judgeFailure(job, pod).failsJob);
  const byPolicy = failed.find((message) => message !== undefined);
  const deadline = job.spec?.activeDeadlineSeconds;
  const startedAt = parseTime(status.startTime);
  if (byPolicy !== undefined) failure('PodFailurePolicy', byPolicy);
  else if (look.failed > (job.spec?.backoffLimit ?? 6) || restartedTooOften(look)) {
    failure('BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  } else if (deadline !== undefined && startedAt !== undefined && !isSuspended(job)) {
    const rest = startedAt + deadline * 1000 - api.now;
    if (rest <= 0) failure('DeadlineExceeded', 'Job was active longer than specified deadline');
    else look.checks.push(rest);
  }
}

/** What has succeeded and failed of an Indexed Job, and whether that ends it. */
function judgeIndexes(look: Look): void {
  const { api, job, pods, status } = look;
  const completions = job.spec?.completions ?? 0;
  const valid = pods.filter((pod) => isTracked(pod) && (indexOf(pod) ?? Infinity) < completions);
  look.previousIndexes = parse(status.completedIndexes ?? '', completions);
  const succeeded = indexesOf(valid.filter((pod) => pod.status?.phase === 'Succeeded'));
  look.succeededIndexes = withIndexes(look.previousIndexes, succeeded);
  look.succeeded = total(look.succeededIndexes);
  if (hasLimitPerIndex(job)) {
    const limit = job.spec?.backoffLimitPerIndex ?? 0;
    const failed = valid.filter((pod) => {
      if (!isFailed(pod, job)) return false;
      const verdict = judgeFailure(job, pod);
      return verdict.failsIndex || (verdict.counts && failuresBefore(pod) >= limit);
    });
    look.failedIndexes = withIndexes(parse(status.failedIndexes ?? '', completions), indexesOf(failed));
    const failures = total(look.failedIndexes);
    if (look.finished === undefined && failures > (job.spec?.maxFailedIndexes ?? Infinity)) {
      const message = 'Job has exceeded the specified maximal number of failed indexes';
      look.finished = condition(api.now, 'FailureTarget', 'True', 'MaxFailedIndexesExceeded', message);
    } else if (look.finished === undefined && failures > 0 && failures + look.succeeded >= completions) {
      look.finished = condition(api.now, 'FailureTarget', 'True', 'FailedIndexes', 'Job has failed indexes');
    }
    look.delayed = delayedPods(look);
  }
  const message = look.finished === undefined ? judgeSuccess(job, look.succeededIndexes) : undefined;
  if (message !== undefined) {
    look.finished = condition(api.now, 'SuccessCriteriaMet', 'True', 'SuccessPolicy', message);
  }
}

/** The last failed Pod of each index that is to be tried again. Source: getPodsWithDelayedDeletionPerIndex. */
function delayedPods(look: Look): ReadonlyMap<number, StoredPod> {
  const active = new Set(indexesOf(look.active));
  const delayed = new Map<number, StoredPod>();
  for (const pod of uncountedPods(look, new Set())) {
    const index = indexOf(pod);
    if (index === undefined || !isFailed(pod, look.job)) continue;
    if (has(look.succeededIndexes, index) || has(look.failedIndexes ?? [], index) || active.has(index)) continue;
    const last = delayed.get(index);
    const isLater =
      last === undefined || (allFailuresBefore(last) <= allFailuresBefore(pod) && finishedAt(pod) >= finishedAt(last));
    if (isLater) delayed.set(index, pod);
  }
  return delayed;
}

/** Ends the Job or brings its Pods closer to what is wanted. */
function act(look: Look): { readonly active: number; readonly changed: boolean; readonly failed?: Status } {
  const { api, job } = look;
  if (look.finished !== undefined) {
    const { removed, ...managed } = removeActive(look);
    if (removed !== look.active.length) look.finished = undefined;
    return { ...managed, changed: false };
  }
  const managed = job.metadata?.deletionTimestamp === undefined ? manageJob(look) : { active: look.active.length };
  const { completions } = job.spec ?? {};
  const enough = completions === undefined ? look.succeeded > 0 : look.succeeded >= completions;
  if (enough && managed.active === 0) {
    const message = 'Reached expected number of succeeded pods';
    look.finished = condition(api.now, 'SuccessCriteriaMet', 'True', 'CompletionsReached', message);
    return { ...managed, changed: false };
  }
  return { ...managed, changed: job.metadata?.deletionTimestamp === undefined && syncSuspended(look) };
}

/** Notes that the Job was suspended or resumed; true if that is news. */
function syncSuspended(look: Look): boolean {
  const { api, job } = look;
  const suspended = isSuspended(job);
  const word = suspended ? 'suspended' : 'resumed';
  const reason = suspended ? 'JobSuspended' : 'JobResumed';
  const isNews = ensureCondition(
    look,
    condition(api.now, 'Suspended', suspended ? 'True' : 'False', reason, `Job ${word}`),
  );
  if (!isNews) return false;
  api.event(job, 'Normal', suspended ? 'Suspended' : 'Resumed', `Job ${word}`);
  // The deadline counts the time in which the Job is active.
  look.status = { ...look.status, startTime: suspended ? undefined : formatTime(api.now) };
  return true;
}

/** One look at a Job. Source: syncJob. */
function reconcileJob(key: Key, api: ClusterApi): Result<Requeue | undefined, Status> {
  const job = api.get<Job>(JOB, ...splitKey(key));
  const managedBy = job?.spec?.managedBy ?? 'kubernetes.io/job-controller';
  if (job === undefined || isFinished(job)) api.forget(key);
  if (job === undefined || isFinished(job) || managedBy !== 'kubernetes.io/job-controller') return ok(undefined);
  const matches = (labels: Labels | undefined): boolean => matchesSelector(job.spec?.selector, labels);
  const claim = { owner: job, ownerGvk: JOB, matches, finalizers: [FINALIZER] };
  const pods = claimObjects<Pod>(api, POD, claim);
  if (!pods.ok) return pods;
  const look = lookAt(api, job, pods.value);
  judgeEnd(look);
  if (isIndexed(job)) judgeIndexes(look);
  const { active, changed, failed } = act(look);
  const before = job.status ?? {};
  const differs =
    active !== (before.active ?? 0) || look.ready !== before.ready || look.terminating !== before.terminating;
  look.status = { ...look.status, active, ready: look.ready, terminating: look.terminating };
  const tracked = track(look, changed || differs);
  if (!tracked.ok) return tracked;
  if (failed !== undefined) return err(failed);
  return ok(look.checks.length === 0 ? undefined : { afterMs: Math.min(...look.checks) });
}

/** Lets a Pod go whose Job is gone or finished. Source: handleSingleOrphanPod. */
function reconcilePod(key: Key, api: ClusterApi): Result<undefined, Status> {
  const pod = api.get<Pod>(POD, ...splitKey(key));
  if (pod === undefined || !isTracked(pod)) return ok(undefined);
  const ref = controllerRefOf(pod);
  if (ref !== undefined) {
    if (ref.kind !== 'Job') return ok(undefined);
    const job = api.get<Job>(JOB, pod.metadata?.namespace ?? '', ref.name ?? '');
    if (job !== undefined && job.metadata?.uid === ref.uid && !isFinished(job)) return ok(undefined);
  }
  const freed = untrack(api, pod);
  return freed.ok ? ok(undefined) : freed;
}

/** The Job of a Pod, and the Pod itself if it has none any more. */
function afterPod(commit: Commit, api: ReadApi): readonly Key[] {
  const keys = ownerKeys(commit, JOB, (orphan) =>
    api
      .list<Job>(JOB, orphan.metadata?.namespace)
      .filter((job) => matchesSelector(job.spec?.selector, orphan.metadata?.labels))
      .map(keyOf),
  );
  const pod = commit.after as StoredPod | undefined;
  return pod !== undefined && isTracked(pod) && lostJob(pod, api) ? [...keys, POD_KEY + keyOf(pod)] : keys;
}

/** Whether the Pod's Job is gone or over. */
function lostJob(pod: StoredPod, api: ReadApi): boolean {
  const ref = controllerRefOf(pod);
  const job = ref?.kind === 'Job' ? api.get<Job>(JOB, pod.metadata?.namespace ?? '', ref.name ?? '') : undefined;
  return job === undefined || job.metadata?.uid !== ref?.uid || isFinished(job);
}

/** A Job, and when it is gone or over the Pods that it leaves. */
function afterJob({ before, after }: Commit, api: ReadApi): readonly Key[] {
  const job = (after ?? before) as StoredJob;
  const left = after === undefined || isFinished(job) ? api.ownedBy<Pod>(POD, job.metadata?.uid ?? '') : [];
  return [keyOf(job), ...left.filter(isTracked).map((pod) => POD_KEY + keyOf(pod))];
}

export const controller: Controller = {
  name: 'job-controller',
  watches: [
    { gvk: JOB, keys: afterJob },
    { gvk: POD, keys: afterPod },
  ],
  initialKeys: (api) => api.list<Job>(JOB).map(keyOf),
  reconcile: (key, api) =>
    key.startsWith(POD_KEY) ? reconcilePod(key.slice(POD_KEY.length), api) : reconcileJob(key, api),
};
