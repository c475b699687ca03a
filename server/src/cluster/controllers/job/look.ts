// One look at one Job: its status as it is being worked out, and the Pods it has.
// Source: pkg/controller/job/job_controller.go (syncJobCtx and what fills it), 1.36.
import { formatTime } from '../../../base/instant.ts';
import { ok, type Result } from '../../../base/result.ts';
import type { Status } from '../../../api/status.ts';
import type { Job, JobCondition, JobStatus, Pod } from '../../../api/types.generated.ts';
import type { ClusterApi, Instant } from '../../controller.ts';
import { POD } from '../../kinds.ts';
import { omitEmpty } from '../../workloads/conditions.ts';
import type { StoredPod } from '../../workloads/podState.ts';
import type { BackoffRecord } from './backoff.ts';
import { indexOf, type Intervals } from './indexes.ts';
import type { StoredJob } from './policies.ts';

export const FINALIZER = 'batch.kubernetes.io/job-tracking';

/** The state of one look; the fields change as it goes on. */
export interface Look {
  readonly api: ClusterApi;
  job: StoredJob;
  /** The status to write. */
  status: JobStatus;
  readonly pods: readonly StoredPod[];
  readonly active: readonly StoredPod[];
  /** Pods whose end is in the status already, but not in its counts. */
  readonly uncountedSucceeded: ReadonlySet<string>;
  readonly uncountedFailed: ReadonlySet<string>;
  ready: number;
  terminating: number;
  succeeded: number;
  failed: number;
  /** Why the Job ends, if it does. */
  finished: JobCondition | undefined;
  /** Indexed Jobs: what had succeeded before, what has by now. */
  previousIndexes: Intervals;
  succeededIndexes: Intervals;
  failedIndexes: Intervals | undefined;
  /** The last failed Pod of an index that is still to be replaced: its count goes to the next. */
  delayed: ReadonlyMap<number, StoredPod>;
  backoff: BackoffRecord;
  /** When to look again. */
  readonly checks: number[];
}

export const isIndexed = (job: StoredJob): boolean => job.spec?.completionMode === 'Indexed';
export const isSuspended = (job: StoredJob): boolean => job.spec?.suspend === true;
export const hasLimitPerIndex = (job: StoredJob): boolean => job.spec?.backoffLimitPerIndex !== undefined;
export const uidOf = (pod: StoredPod): string => pod.metadata?.uid ?? '';
export const isTracked = (pod: StoredPod): boolean => pod.metadata?.finalizers?.includes(FINALIZER) ?? false;

/** Whether a Pod is replaced only once it has failed, not already while it is being deleted. */
export const replacesOnlyFailed = (job: StoredJob): boolean =>
  job.spec?.podReplacementPolicy === 'Failed' || job.spec?.podFailurePolicy !== undefined;

/** Whether the Pod counts as failed: also one that is deleted before it could finish. Source: isPodFailed. */
export const isFailed = (pod: StoredPod, job: StoredJob): boolean =>
  pod.status?.phase === 'Failed' ||
  (!replacesOnlyFailed(job) && pod.metadata?.deletionTimestamp !== undefined && pod.status?.phase !== 'Succeeded');

/** Whether the index is one that the Job wants. */
export const isValidIndex = (job: StoredJob, index: number | undefined): index is number =>
  index !== undefined && index < (job.spec?.completions ?? 0);

/** The Pods that are not counted yet and, in an Indexed Job, have an index of it. Source: getValidPodsWithFilter. */
export const uncountedPods = (look: Look, known: ReadonlySet<string>): StoredPod[] =>
  look.pods.filter(
    (pod) => isTracked(pod) && !known.has(uidOf(pod)) && (!isIndexed(look.job) || isValidIndex(look.job, indexOf(pod))),
  );

/** A condition of a Job, as of now. */
export const condition = (
  now: Instant,
  type: string,
  status: string,
  reason: string,
  message: string,
): JobCondition => ({
  type,
  status,
  lastProbeTime: formatTime(now),
  lastTransitionTime: formatTime(now),
  reason,
  message,
});

/** The condition of that type, if it is true. */
export const trueCondition = (status: JobStatus, type: string): JobCondition | undefined =>
  status.conditions?.find((each) => each.type === type && each.status === 'True');

/**
 * Sets a condition; true if that changed something. One that is false is not added where there was none.
 * Source: ensureJobConditionStatus.
 */
export function ensureCondition(look: Look, wanted: JobCondition): boolean {
  const conditions = look.status.conditions ?? [];
  const at = conditions.findIndex(({ type }) => type === wanted.type);
  const current = conditions[at];
  if (current === undefined) {
    if (wanted.status === 'False') return false;
    look.status = { ...look.status, conditions: [...conditions, wanted] };
    return true;
  }
  const same =
    current.status === wanted.status && current.reason === wanted.reason && current.message === wanted.message;
  if (!same) look.status = { ...look.status, conditions: conditions.with(at, wanted) };
  return !same;
}

/** Writes the status. */
export function flush(look: Look): Result<void, Status> {
  const uncounted = omitEmpty(look.status.uncountedTerminatedPods ?? {});
  const status = omitEmpty({ ...look.status, uncountedTerminatedPods: uncounted }, [
    'ready',
    'terminating',
    'failedIndexes',
  ]);
  const written = look.api.updateStatus<Job>({ ...look.job, status });
  if (!written.ok) return written;
  look.job = written.value;
  return ok(undefined);
}

/** Takes the finalizer from a Pod, if it is still there. Source: removeTrackingFinalizerPatch. */
export function untrack(api: ClusterApi, pod: StoredPod): Result<void, Status> {
  const stored = api.get<Pod>(POD, pod.metadata?.namespace ?? '', pod.metadata?.name ?? '');
  if (stored === undefined || uidOf(stored) !== uidOf(pod) || !isTracked(stored)) return ok(undefined);
  const { finalizers = [], ...metadata } = stored.metadata ?? {};
  const rest = finalizers.filter((finalizer) => finalizer !== FINALIZER);
  const written = api.update<Pod>({
    ...stored,
    metadata: rest.length === 0 ? metadata : { ...metadata, finalizers: rest },
  });
  return written.ok || written.error.code === 404 ? ok(undefined) : written;
}
