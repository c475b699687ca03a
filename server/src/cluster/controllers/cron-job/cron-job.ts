// CronJob: makes Jobs by the clock. Source: pkg/controller/cronjob/cronjob_controllerv2.go, 1.36.
//
// The next time lies in the background: a dry run does not wait until it is three in the morning, `wait N` does.
import { compareText } from '../../../base/compare.ts';
import { formatTime, parseTime } from '../../../base/instant.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { Status } from '../../../api/status.ts';
import type { CronJob, CronJobStatus, Job, JobSpec, ObjectReference } from '../../../api/types.generated.ts';
import type { ClusterApi, Controller, DeepReadonly, Instant, Key, Requeue } from '../../controller.ts';
import { CRON_JOB, JOB } from '../../kinds.ts';
import { controllerRefOf, keyOf, newControllerRef, ownerKeys, splitKey } from '../../workloads/claim.ts';
import { omitEmpty } from '../../workloads/conditions.ts';
import { isNamespaceTerminating } from '../../workloads/podControl.ts';
import { formatIn, parseSchedule, type Schedule } from './schedule.ts';

type StoredCronJob = DeepReadonly<CronJob>;
type StoredJob = DeepReadonly<Job>;

/** Upstream adds a tenth of a second, so that clocks that differ do not make it miss the time. */
const PADDING_MS = 100;

/** One look. */
interface Look {
  readonly api: ClusterApi;
  readonly cronJob: StoredCronJob;
  active: readonly ObjectReference[];
  lastScheduleTime: string | undefined;
  lastSuccessfulTime: string | undefined;
  changed: boolean;
}

/** `Complete` or `Failed` for a Job that is over. */
const endOf = (job: StoredJob): string | undefined =>
  job.status?.conditions?.find(({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True')
    ?.type;

/** Source: deleteJob. */
function deleteJob(look: Look, job: StoredJob): Result<void, Status> {
  const { api, cronJob } = look;
  const { namespace = '', name = '', uid } = job.metadata ?? {};
  const deleted = api.delete(JOB, namespace, name, { propagationPolicy: 'Background' });
  if (!deleted.ok) {
    api.event(cronJob, 'Warning', 'FailedDelete', `Deleted job: ${deleted.error.message}`);
    return deleted;
  }
  look.active = look.active.filter((reference) => reference.uid !== uid);
  look.changed = true;
  api.event(cronJob, 'Normal', 'SuccessfulDelete', `Deleted job ${name}`);
  return ok(undefined);
}

/** Deletes the oldest finished Jobs beyond the limits. Source: cleanupFinishedJobs. */
function cleanUp(look: Look, jobs: readonly StoredJob[]): void {
  const { successfulJobsHistoryLimit, failedJobsHistoryLimit } = look.cronJob.spec ?? {};
  const startOf = (job: StoredJob): number => parseTime(job.status?.startTime) ?? Infinity;
  const byStart = (a: StoredJob, b: StoredJob): number =>
    startOf(a) === startOf(b) ? compareText(a.metadata?.name ?? '', b.metadata?.name ?? '') : startOf(a) - startOf(b);
  for (const [end, limit] of [
    ['Complete', successfulJobsHistoryLimit],
    ['Failed', failedJobsHistoryLimit],
  ] as const) {
    if (limit === undefined) continue;
    const own = jobs.filter((job) => endOf(job) === end).sort(byStart);
    for (const job of own.slice(0, Math.max(own.length - limit, 0))) deleteJob(look, job);
  }
}

/** Brings the list of running Jobs up to date. */
function syncActive(look: Look, jobs: readonly StoredJob[]): void {
  const { api, cronJob } = look;
  for (const job of jobs) {
    const { name = '', uid } = job.metadata ?? {};
    const listed = look.active.some((reference) => reference.uid === uid);
    const end = endOf(job);
    if (end === undefined) {
      const message = `Saw a job that the controller did not create or forgot: ${name}`;
      if (!listed) api.event(cronJob, 'Warning', 'UnexpectedJob', message);
      continue;
    }
    if (listed) {
      look.active = look.active.filter((reference) => reference.uid !== uid);
      look.changed = true;
      api.event(cronJob, 'Normal', 'SawCompletedJob', `Saw completed job: ${name}, condition: ${end}`);
    }
    const at = end === 'Complete' ? parseTime(job.status?.completionTime) : undefined;
    if (at !== undefined && at > (parseTime(look.lastSuccessfulTime) ?? -Infinity)) {
      look.lastSuccessfulTime = job.status?.completionTime;
      look.changed = true;
    }
  }
  const uids = new Set(jobs.map((job) => job.metadata?.uid));
  for (const reference of look.active) {
    if (uids.has(reference.uid)) continue;
    if (api.get(JOB, reference.namespace ?? '', reference.name ?? '') !== undefined) continue;
    api.event(cronJob, 'Normal', 'MissingJob', `Active job went missing: ${reference.name}`);
    look.active = look.active.filter((other) => other !== reference);
    look.changed = true;
  }
}

interface Recent {
  readonly earliest: Instant;
  readonly recent: Instant | undefined;
  readonly missed: number;
}

/** The last time that was due, and how many were missed. Source: mostRecentScheduleTime. */
function mostRecent(look: Look, schedule: Schedule, withDeadline: boolean): Recent | string {
  const { cronJob, api } = look;
  let earliest = parseTime(look.lastScheduleTime) ?? parseTime(cronJob.metadata?.creationTimestamp) ?? 0;
  const deadline = cronJob.spec?.startingDeadlineSeconds;
  if (withDeadline && deadline !== undefined) earliest = Math.max(earliest, api.now - deadline * 1000);
  const first = schedule(earliest);
  const second = first === undefined ? undefined : schedule(first);
  if (first === undefined) return 'time difference between two schedules is less than 1 second';
  if (api.now < first) return { earliest, recent: undefined, missed: 0 };
  if (second === undefined || api.now < second) return { earliest, recent: first, missed: 0 };
  const between = Math.round((second - first) / 1000);
  const missed = Math.floor(Math.floor((api.now - first) / 1000) / between) + 1;
  // From the last but one by the interval, so that irregular schedules come out right.
  let recent: Instant | undefined;
  let next = schedule(first + (missed - 2) * between * 1000);
  while (next !== undefined && next <= api.now) {
    recent = next;
    next = schedule(next);
  }
  return { earliest, recent, missed };
}

/** How long until the next time. Source: nextScheduleTimeDuration. */
function untilNext(look: Look, schedule: Schedule): Requeue | undefined {
  const { api } = look;
  const found = mostRecent(look, schedule, false);
  const from = typeof found === 'string' ? api.now : (found.recent ?? (found.missed === 0 ? found.earliest : api.now));
  const next = schedule(from);
  return next === undefined ? undefined : { afterMs: Math.max(next + PADDING_MS - api.now, 1), background: true };
}

/** Makes the Job that is due, if one is. Source: syncCronJob. */
function schedule(look: Look): Result<Requeue | undefined, Status> {
  const { api, cronJob } = look;
  const { spec } = cronJob;
  if (cronJob.metadata?.deletionTimestamp !== undefined || spec?.suspend === true) return ok(undefined);
  const text = spec?.schedule ?? '';
  const parsed = parseSchedule(text, spec?.timeZone ?? 'UTC');
  if (typeof parsed === 'string') {
    api.event(cronJob, 'Warning', 'UnparseableSchedule', `unparseable schedule: "${text}" : ${parsed}`);
    return ok(undefined);
  }
  const found = mostRecent(look, parsed, true);
  if (typeof found === 'string') {
    api.event(cronJob, 'Warning', 'InvalidSchedule', `invalid schedule: ${text} : ${found}`);
    return ok(undefined);
  }
  const due = found.recent;
  if (due === undefined) return ok(untilNext(look, parsed));
  if (found.missed > 100) {
    const message = 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew';
    api.event(cronJob, 'Warning', 'TooManyMissedTimes', message);
  }
  const deadline = spec?.startingDeadlineSeconds;
  if (deadline !== undefined && due + deadline * 1000 < api.now) {
    const message = `Missed scheduled time to start a job: ${rfc1123(due)}`;
    api.event(cronJob, 'Warning', 'MissSchedule', message);
    return ok(untilNext(look, parsed));
  }
  const name = `${cronJob.metadata?.name}-${Math.floor(due / 60_000)}`;
  const started = look.active.some((reference) => reference.name === name) || parseTime(look.lastScheduleTime) === due;
  if (!started) {
    const made = start(look, name, due);
    if (!made.ok) return made;
  }
  return ok(untilNext(look, parsed));
}

/** `Thu, 01 Jan 2026 03:00:00 +0000`. */
function rfc1123(instant: Instant): string {
  const days = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  const text = formatTime(instant);
  const day = days[Math.floor(instant / 86_400_000) % 7];
  const month = months[Number(text.slice(5, 7)) - 1];
  return `${day}, ${text.slice(8, 10)} ${month} ${text.slice(0, 4)} ${text.slice(11, 19)} +0000`;
}

/** Starts a Job as far as the concurrency policy lets it. */
function start(look: Look, name: string, due: Instant): Result<void, Status> {
  const { api, cronJob } = look;
  const policy = cronJob.spec?.concurrencyPolicy;
  if (policy === 'Forbid' && look.active.length > 0) {
    const message = 'Not starting job because prior execution is running and concurrency policy is Forbid';
    api.event(cronJob, 'Normal', 'JobAlreadyActive', message);
    return ok(undefined);
  }
  if (policy === 'Replace') {
    for (const { namespace = '', name: old = '' } of look.active) {
      const job = api.get<Job>(JOB, namespace, old);
      const deleted = job === undefined ? ok(undefined) : deleteJob(look, job);
      if (!deleted.ok) return deleted;
    }
  }
  const created = api.create(jobOf(cronJob, name, due));
  if (!created.ok) {
    if (created.error.reason !== 'AlreadyExists') {
      if (!isNamespaceTerminating(created.error)) {
        api.event(cronJob, 'Warning', 'FailedCreate', `Error creating job: ${created.error.message}`);
      }
      return err(created.error);
    }
    const other = api.get<Job>(JOB, cronJob.metadata?.namespace ?? '', name);
    if (other === undefined || controllerRefOf(other)?.uid !== cronJob.metadata?.uid) return ok(undefined);
    list(look, other, due);
    return ok(undefined);
  }
  api.event(cronJob, 'Normal', 'SuccessfulCreate', `Created job ${name}`);
  list(look, created.value, due);
  return ok(undefined);
}

/** Notes that a Job runs. */
function list(look: Look, job: StoredJob, due: Instant): void {
  const { name, namespace, uid, resourceVersion } = job.metadata ?? {};
  look.active = [...look.active, { kind: 'Job', namespace, name, uid, apiVersion: 'batch/v1', resourceVersion }];
  look.lastScheduleTime = formatTime(due);
  look.changed = true;
}

/** Source: getJobFromTemplate2. */
function jobOf(cronJob: StoredCronJob, name: string, due: Instant): Job {
  const { metadata, spec } = cronJob.spec?.jobTemplate ?? {};
  const labels = metadata?.labels ?? {};
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      namespace: cronJob.metadata?.namespace,
      ...(Object.keys(labels).length === 0 ? {} : { labels: { ...labels } }),
      annotations: {
        ...metadata?.annotations,
        'batch.kubernetes.io/cronjob-scheduled-timestamp': formatIn(cronJob.spec?.timeZone ?? '', due),
      },
      ownerReferences: [newControllerRef(cronJob, CRON_JOB)],
    },
    spec: { ...(spec as JobSpec | undefined) },
  };
}

/** One look at a CronJob. Source: sync. */
function reconcile(key: Key, api: ClusterApi): Result<Requeue | undefined, Status> {
  const cronJob = api.get<CronJob>(CRON_JOB, ...splitKey(key));
  if (cronJob === undefined) return ok(undefined);
  const look: Look = {
    api,
    cronJob,
    active: cronJob.status?.active ?? [],
    lastScheduleTime: cronJob.status?.lastScheduleTime,
    lastSuccessfulTime: cronJob.status?.lastSuccessfulTime,
    changed: false,
  };
  const uid = cronJob.metadata?.uid ?? '';
  const jobs = api.ownedBy<Job>(JOB, uid).filter((job) => controllerRefOf(job)?.uid === uid);
  cleanUp(look, jobs);
  syncActive(
    look,
    api.ownedBy<Job>(JOB, uid).filter((job) => controllerRefOf(job)?.uid === uid),
  );
  const result = schedule(look);
  if (look.changed) {
    const { lastScheduleTime, lastSuccessfulTime } = look;
    const status: CronJobStatus = omitEmpty({ active: [...look.active], lastScheduleTime, lastSuccessfulTime });
    const written = api.updateStatus<CronJob>({ ...cronJob, status });
    if (!written.ok) return written;
  }
  return result;
}

export const controller: Controller = {
  name: 'cronjob-controller',
  watches: [{ gvk: CRON_JOB }, { gvk: JOB, keys: (commit) => ownerKeys(commit, CRON_JOB, () => []) }],
  initialKeys: (api) => api.list<CronJob>(CRON_JOB).map(keyOf),
  reconcile,
};
