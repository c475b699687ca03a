// The rules of a Job. Source: pkg/registry/batch/job/strategy.go, 1.36.
import { prepareTemplate } from '../defaults/prepare.ts';
import { setJobDefaults } from '../defaults/workloads.ts';
import type { FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import { beginLife, countGeneration, keepStatus } from '../strategy.ts';
import type { Job } from '../types.generated.ts';
import {
  generatedLabels,
  jobUpdateOptions,
  jobWarnings,
  validateGeneratedSelector,
  validateIndexedName,
  validateJobSpec,
  validateJobSpecUpdate,
} from '../validation/job.ts';
import { hasInvalidLabelValue } from '../validation/labelSelector.ts';
import { effectiveName, validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { podOptions, type PodOptions } from '../validation/pod/options.ts';
import { nameIsDnsSubdomain } from '../validation/strings.ts';
import { hostNameWarnings } from '../validation/pod/warnings.ts';

/** A Job knows its Pods by its uid. Source: generateSelector. */
function generateSelector(job: Job): void {
  const spec = (job.spec ??= {});
  if (spec.manualSelector === true) return;
  const meta = ((spec.template ??= {}).metadata ??= {});
  const generated = generatedLabels(job);
  const inherited = meta.labels !== undefined && job.metadata?.labels === meta.labels;
  meta.labels = { ...generated, ...meta.labels };
  // Labels that the Job took over from its template are the template's: what is added there is there, too.
  if (inherited && job.metadata !== undefined) job.metadata.labels = { ...meta.labels };
  const selector = (spec.selector ??= {});
  const key = 'batch.kubernetes.io/controller-uid';
  selector.matchLabels = { [key]: generated[key] ?? '', ...selector.matchLabels };
}

/** Source: ValidateJob. */
function validateJob(errors: FieldError[], job: Job, options: PodOptions, requirePrefixed: boolean): void {
  validateObjectMeta(errors, job.metadata, true, nameIsDnsSubdomain);
  validateGeneratedSelector(errors, job, requirePrefixed);
  validateJobSpec(errors, job.spec ?? {}, options);
  validateIndexedName(errors, job);
}

export const kind = defineKind<Job>({
  gvk: { group: 'batch', version: 'v1', kind: 'Job' },
  setDefaults: setJobDefaults,
  prepareForCreate(object) {
    generateSelector(object);
    beginLife(object, {});
    prepareTemplate(object.spec?.template, undefined);
  },
  prepareForUpdate(object, old) {
    keepStatus(object, old);
    prepareTemplate(object.spec?.template, old.spec?.template);
    countGeneration(object, old);
  },
  validate(object) {
    const errors: FieldError[] = [];
    validateJob(errors, object, podOptions(false), true);
    return errors;
  },
  validateUpdate(object, old) {
    const errors: FieldError[] = [];
    const before = old.spec ?? {};
    const own = podOptions(false, before.template?.spec, before.template?.metadata);
    const allowInvalidLabelValueInSelector =
      own.allowInvalidLabelValueInSelector || hasInvalidLabelValue(before.selector);
    const labels = before.template?.metadata?.labels ?? {};
    const prefixed =
      Object.hasOwn(labels, 'batch.kubernetes.io/job-name') &&
      Object.hasOwn(labels, 'batch.kubernetes.io/controller-uid');
    validateJob(errors, object, { ...own, allowInvalidLabelValueInSelector }, prefixed);
    validateObjectMetaUpdate(errors, object.metadata, old.metadata);
    validateJobSpecUpdate(errors, object.spec ?? {}, before, jobUpdateOptions(old));
    return errors;
  },
  warnings(object, old) {
    if (old !== undefined && old.metadata?.generation === object.metadata?.generation) return [];
    const warnings = old === undefined ? hostNameWarnings(effectiveName(object.metadata), 'Pods') : [];
    return [...warnings, ...jobWarnings(object.spec ?? {}, ['spec'])];
  },
});
