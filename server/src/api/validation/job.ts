// The rules of Jobs and CronJobs.
// Source: pkg/apis/batch/validation/validation.go, 1.36.
import { invalid, notSupported, required, tooLong, type FieldError } from '../fieldError.ts';
import { formatPath, type FieldPath } from '../fieldPath.ts';
import { matchesSelector } from '../labelSelector.ts';
import { isTimeZone } from '../timeZones.ts';
import type { CronJobSpec, Job, JobSpec, PodTemplateSpec } from '../types.generated.ts';
import { scheduleFault } from './cronSchedule.ts';
import { checkImmutable, checkNonNegative, complain } from './fields.ts';
import { validateFailurePolicy, validateSuccessPolicy } from './jobPolicies.ts';
import { isUsableSelector, validateLabelSelector } from './labelSelector.ts';
import { effectiveName } from './objectMeta.ts';
import { requireOneOf } from './pod/enums.ts';
import type { PodOptions } from './pod/options.ts';
import { validatePodTemplate } from './pod/podSpec.ts';
import { templateWarnings } from './pod/warnings.ts';
import { isDns1123Label, isDns1123Subdomain, isHttpPath, longerThan } from './strings.ts';
import { selectorMismatch } from './workloads.ts';

const MAX_INDEXED_PARALLELISM = 100_000;
const MAX_FAILED_INDEXES = 100_000;
const MANY_COMPLETIONS = 100_000;
const FEW_AT_ONCE = 10_000;

/** The uid that an object not yet created has in the eyes of rules. */
export const UNKNOWN_UID = '00000000-0000-0000-0000-000000000000';

/** The labels by which a Job knows its Pods. Source: generateSelector. */
export function generatedLabels(job: Job): Readonly<Record<string, string>> {
  const name = effectiveName(job.metadata);
  const uid = job.metadata?.uid ?? UNKNOWN_UID;
  return {
    'controller-uid': uid,
    'job-name': name,
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
  };
}

/** Whoever lets the server make the selector may not make one, too. Source: validateGeneratedSelector. */
export function validateGeneratedSelector(errors: FieldError[], job: Job, requirePrefixed: boolean): void {
  const spec = job.spec ?? {};
  if (spec.manualSelector === true || spec.selector === undefined) return;
  const expected = generatedLabels(job);
  const labels = spec.template?.metadata?.labels ?? {};
  const wanted: Record<string, string> = {};
  for (const [key, value] of Object.entries(expected)) {
    if (!requirePrefixed && key.startsWith('batch.')) continue;
    wanted[key] = value;
    const at = ['spec', 'template', 'metadata', 'labels', { key }];
    if (!Object.hasOwn(labels, key)) errors.push(required(at, `must be '${value}'`));
    else if (labels[key] !== value) errors.push(invalid(at, labels, `must be '${value}'`));
  }
  if (isUsableSelector(spec.selector) && !matchesSelector(spec.selector, wanted)) {
    errors.push(invalid(['spec', 'selector'], spec.selector, '`selector` not auto-generated'));
  }
}

/** An indexed Job's Pods have its name and a number as host name. Source: ValidateJob. */
export function validateIndexedName(errors: FieldError[], job: Job): void {
  const { completionMode, completions = 0 } = job.spec ?? {};
  const name = effectiveName(job.metadata);
  if (completionMode !== 'Indexed' || completions <= 0) return;
  const longest = `${name}-${completions - 1}`;
  if (isDns1123Label(longest).length === 0) return;
  const detail = `will not able to create pod with invalid DNS label: ${longest}`;
  errors.push(invalid(['metadata', 'name'], name, detail));
}

/** A Job's spec with the selector that it must have by now. Source: ValidateJobSpec. */
export function validateJobSpec(errors: FieldError[], spec: JobSpec, options: PodOptions): void {
  const path: FieldPath = ['spec'];
  validateCommonSpec(errors, spec, path, options);
  const { selector, template } = spec;
  if (selector === undefined) errors.push(required([...path, 'selector']));
  else validateLabelSelector(errors, selector, [...path, 'selector'], options);
  const usable = selector === undefined || isUsableSelector(selector);
  if (usable && !matchesSelector(selector, template?.metadata?.labels)) {
    errors.push(selectorMismatch(template, [...path, 'template', 'metadata', 'labels']));
  }
}

const COUNTS = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
] as const;

/** Source: validateJobSpec. */
function validateCommonSpec(errors: FieldError[], spec: JobSpec, path: FieldPath, options: PodOptions): void {
  for (const field of COUNTS) if ((spec[field] ?? 0) < 0) checkNonNegative(errors, [...path, field], spec[field]);
  if (spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined) {
    errors.push(required([...path, 'backoffLimitPerIndex'], 'when maxFailedIndexes is specified'));
  }
  if (spec.managedBy !== undefined) validateManagedBy(errors, spec.managedBy, [...path, 'managedBy']);
  validateCompletionMode(errors, spec, path);
  if (spec.podFailurePolicy !== undefined) validateFailurePolicy(errors, spec, [...path, 'podFailurePolicy']);
  if (spec.successPolicy !== undefined) {
    const at = [...path, 'successPolicy'];
    if (spec.completionMode === 'Indexed') validateSuccessPolicy(errors, spec, at);
    else errors.push(invalid(at, spec.successPolicy, 'requires indexed completion mode'));
  }
  validateReplacementPolicy(errors, spec, [...path, 'podReplacementPolicy']);
  validatePodTemplate(errors, spec.template, [...path, 'template'], options);
  validateRestartPolicy(errors, spec, [...path, 'template', 'spec', 'restartPolicy']);
}

/** Source: IsDomainPrefixedPath. */
function validateManagedBy(errors: FieldError[], name: string, path: FieldPath): void {
  const slash = name.indexOf('/');
  if (name === '') errors.push(required(path));
  else if (slash <= 0 || slash === name.length - 1) {
    errors.push(invalid(path, name, 'must be a domain-prefixed path (such as "acme.io/foo")'));
  } else {
    const host = name.slice(0, slash);
    const rest = name.slice(slash + 1);
    complain(errors, path, host, isDns1123Subdomain(host));
    complain(errors, path, rest, isHttpPath(rest));
  }
  if (longerThan(name, 63)) errors.push(tooLong(path, 63));
}

function validateCompletionMode(errors: FieldError[], spec: JobSpec, path: FieldPath): void {
  const { completionMode = 'NonIndexed', backoffLimitPerIndex, maxFailedIndexes } = spec;
  if (completionMode === 'Indexed') {
    validateIndexed(errors, spec, path);
    return;
  }
  if (completionMode !== 'NonIndexed') {
    errors.push(notSupported([...path, 'completionMode'], completionMode, ['NonIndexed', 'Indexed']));
    return;
  }
  const detail = 'requires indexed completion mode';
  if (backoffLimitPerIndex !== undefined) {
    errors.push(invalid([...path, 'backoffLimitPerIndex'], backoffLimitPerIndex, detail));
  }
  if (maxFailedIndexes !== undefined) errors.push(invalid([...path, 'maxFailedIndexes'], maxFailedIndexes, detail));
}

function validateIndexed(errors: FieldError[], spec: JobSpec, path: FieldPath): void {
  const { completions, parallelism = 0, maxFailedIndexes: failed, backoffLimitPerIndex } = spec;
  const failedPath = [...path, 'maxFailedIndexes'];
  const parallelismPath = [...path, 'parallelism'];
  if (completions === undefined) errors.push(required([...path, 'completions'], 'when completion mode is Indexed'));
  if (parallelism > MAX_INDEXED_PARALLELISM) {
    const detail = `must be less than or equal to ${MAX_INDEXED_PARALLELISM} when completion mode is Indexed`;
    errors.push(invalid(parallelismPath, parallelism, detail));
  }
  if (completions !== undefined && failed !== undefined && failed > completions) {
    errors.push(invalid(failedPath, failed, 'must be less than or equal to completions'));
  }
  if (failed !== undefined && failed > MAX_FAILED_INDEXES) {
    errors.push(invalid(failedPath, failed, `must be less than or equal to ${MAX_FAILED_INDEXES}`));
  }
  if (completions === undefined || completions <= MANY_COMPLETIONS || backoffLimitPerIndex === undefined) return;
  const limit = `must be less than or equal to ${FEW_AT_ONCE} when completions are above ${MANY_COMPLETIONS} and used with backoff limit per index`;
  if (failed === undefined) {
    errors.push(required(failedPath, `must be specified when completions is above ${MANY_COMPLETIONS}`));
  }
  if (parallelism > FEW_AT_ONCE) errors.push(invalid(parallelismPath, parallelism, limit));
  if (failed !== undefined && failed > FEW_AT_ONCE) errors.push(invalid(failedPath, failed, limit));
}

/** Source: validatePodReplacementPolicy. */
function validateReplacementPolicy(errors: FieldError[], spec: JobSpec, path: FieldPath): void {
  const policy = spec.podReplacementPolicy;
  if (policy === undefined) return;
  const supported = spec.podFailurePolicy === undefined ? ['Failed', 'TerminatingOrFailed'] : ['Failed'];
  if (!supported.includes(policy)) errors.push(notSupported(path, policy, supported));
}

/** The default, Always, is none for a Job: it must say what it wants. */
function validateRestartPolicy(errors: FieldError[], spec: JobSpec, path: FieldPath): void {
  const policy = spec.template?.spec?.restartPolicy ?? '';
  if (policy === 'Always' || policy === '') errors.push(required(path, 'valid values: "OnFailure", "Never"'));
  else if (policy !== 'OnFailure' && policy !== 'Never') {
    errors.push(notSupported(path, policy, ['OnFailure', 'Never']));
  } else if (spec.podFailurePolicy !== undefined && policy !== 'Never') {
    errors.push(invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified'));
  }
}

/** What a suspended Job may have changed in its template. */
export interface JobUpdateOptions {
  readonly suspended: boolean;
  readonly mutableTemplate: boolean;
}

/** Whether the Job has not begun, or has stopped wholly. Source: shouldAllowMutablePodTemplate. */
export function jobUpdateOptions(old: Job): JobUpdateOptions {
  const suspended = old.spec?.suspend === true;
  const status = old.status ?? {};
  const paused = (status.conditions ?? []).some((item) => item.type === 'Suspended' && item.status === 'True');
  const still = status.startTime === undefined || paused;
  return { suspended, mutableTemplate: suspended && still && (status.active ?? 0) === 0 };
}

/** Source: ValidateJobSpecUpdate. */
export function validateJobSpecUpdate(
  errors: FieldError[],
  spec: JobSpec,
  old: JobSpec,
  options: JobUpdateOptions,
): void {
  validateCompletions(errors, spec, old);
  checkImmutable(errors, ['spec', 'selector'], spec.selector, old.selector);
  validateTemplateUpdate(errors, spec.template ?? {}, old.template ?? {}, options);
  for (const field of [
    'completionMode',
    'podFailurePolicy',
    'backoffLimitPerIndex',
    'managedBy',
    'successPolicy',
  ] as const) {
    checkImmutable(errors, ['spec', field], spec[field], old[field]);
  }
}

/** Source: validateCompletions. */
function validateCompletions(errors: FieldError[], spec: JobSpec, old: JobSpec): void {
  const path = ['spec', 'completions'];
  if (spec.completionMode !== 'Indexed') checkImmutable(errors, path, spec.completions, old.completions);
  else if (
    spec.completions !== undefined &&
    spec.completions !== old.completions &&
    spec.completions !== spec.parallelism
  ) {
    errors.push(invalid(path, spec.completions, 'can only be modified in tandem with spec.parallelism'));
  }
}

/** The old template with what may differ taken from the new one. Source: validatePodTemplateUpdate. */
function withSchedulingOf(template: PodTemplateSpec, old: PodTemplateSpec): PodTemplateSpec {
  const now = template.spec ?? {};
  const before = old.spec ?? {};
  let affinity = before.affinity;
  if (now.affinity !== undefined) affinity = { ...before.affinity, nodeAffinity: now.affinity.nodeAffinity };
  else if (affinity !== undefined) {
    affinity = { ...affinity, nodeAffinity: undefined };
    if (affinity.podAffinity === undefined && affinity.podAntiAffinity === undefined) affinity = undefined;
  }
  return {
    ...old,
    metadata: { ...old.metadata, annotations: template.metadata?.annotations, labels: template.metadata?.labels },
    spec: {
      ...before,
      affinity,
      nodeSelector: now.nodeSelector,
      tolerations: now.tolerations,
      schedulingGates: now.schedulingGates,
    },
  };
}

/** Source: validatePodResourceUpdatesOnly. */
function withResourcesOf(template: PodTemplateSpec, old: PodTemplateSpec): PodTemplateSpec {
  const lend = <T extends { name?: string | undefined; resources?: unknown }>(now: T[] = [], before: T[] = []): T[] =>
    now.length !== before.length
      ? before
      : before.map((item, index) =>
          item.name === now[index]?.name ? { ...item, resources: now[index]?.resources } : item,
        );
  return {
    ...old,
    spec: {
      ...old.spec,
      containers: lend(template.spec?.containers, old.spec?.containers),
      initContainers: lend(template.spec?.initContainers, old.spec?.initContainers),
    },
  };
}

function validateTemplateUpdate(
  errors: FieldError[],
  template: PodTemplateSpec,
  old: PodTemplateSpec,
  options: JobUpdateOptions,
): void {
  const before = options.mutableTemplate ? withSchedulingOf(template, old) : old;
  if (options.suspended && options.mutableTemplate) {
    checkImmutable(errors, ['spec', 'template.spec'], template.spec, withResourcesOf(template, before).spec);
  } else checkImmutable(errors, ['spec', 'template'], template, before);
}

/** Source: validateCronJobSpec. */
export function validateCronJobSpec(
  errors: FieldError[],
  spec: CronJobSpec,
  old: CronJobSpec | undefined,
  options: PodOptions,
): void {
  const { schedule = '', timeZone } = spec;
  if (schedule === '') errors.push(required(['spec', 'schedule']));
  else validateSchedule(errors, schedule, old?.schedule?.includes('TZ') === true, timeZone);
  checkNonNegative(errors, ['spec', 'startingDeadlineSeconds'], spec.startingDeadlineSeconds);
  if (timeZone !== undefined && (old === undefined || old.timeZone !== timeZone)) validateTimeZone(errors, timeZone);
  const policies = ['Allow', 'Forbid', 'Replace'];
  requireOneOf(errors, spec.concurrencyPolicy, policies, ['spec', 'concurrencyPolicy']);
  const job = spec.jobTemplate?.spec ?? {};
  const path: FieldPath = ['spec', 'jobTemplate', 'spec'];
  validateCommonSpec(errors, job, path, options);
  if (job.selector !== undefined) {
    errors.push(invalid([...path, 'selector'], job.selector, '`selector` will be auto-generated'));
  }
  if (job.manualSelector === true) errors.push(notSupported([...path, 'manualSelector'], true, ['nil', 'false']));
  checkNonNegative(errors, ['spec', 'successfulJobsHistoryLimit'], spec.successfulJobsHistoryLimit);
  checkNonNegative(errors, ['spec', 'failedJobsHistoryLimit'], spec.failedJobsHistoryLimit);
}

/** Source: validateScheduleFormat. */
function validateSchedule(errors: FieldError[], schedule: string, allowZone: boolean, timeZone: string | undefined) {
  const path = ['spec', 'schedule'];
  const fault = scheduleFault(schedule);
  if (fault !== undefined) errors.push(invalid(path, schedule, fault));
  if (!schedule.includes('TZ')) return;
  if (!allowZone) {
    errors.push(invalid(path, schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'));
  } else if (timeZone !== undefined) {
    errors.push(invalid(path, schedule, 'cannot use both timeZone field and TZ or CRON_TZ in schedule'));
  }
}

/** Source: validateTimeZone. */
function validateTimeZone(errors: FieldError[], zone: string): void {
  const path = ['spec', 'timeZone'];
  if (zone === '') {
    errors.push(invalid(path, zone, 'timeZone must be nil or non-empty string'));
    return;
  }
  const malformed = zone
    .split('/')
    .some((part) => part === '.' || part === '..' || part.startsWith('-') || !/^[A-Za-z.\-_0-9+]{1,14}$/.test(part));
  if (malformed) {
    errors.push(invalid(path, zone, `unknown time zone ${zone}`));
    return;
  }
  if (zone.toLowerCase() === 'local') {
    const detail = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
    errors.push(invalid(path, zone, detail));
  }
  if (zone !== 'Local' && !isTimeZone(zone)) errors.push(invalid(path, zone, `unknown time zone ${zone}`));
}

/** What the server warns about. Source: WarningsForJobSpec. */
export function jobWarnings(spec: JobSpec, path: FieldPath): string[] {
  const warnings = templateWarnings(spec.template, [...path, 'template']);
  const { completionMode, completions = 0, parallelism = 0 } = spec;
  if (completionMode !== 'Indexed' || completions <= MANY_COMPLETIONS || parallelism <= FEW_AT_ONCE) return warnings;
  const message =
    'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail';
  return [`${formatPath(path)}: ${message}`, ...warnings];
}
