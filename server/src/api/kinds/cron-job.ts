// The rules of a CronJob. Source: pkg/registry/batch/cronjob/strategy.go, 1.36.
import { prepareTemplate } from '../defaults/prepare.ts';
import { setCronJobDefaults } from '../defaults/workloads.ts';
import { invalid, type FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import { beginLife, countGeneration, keepStatus } from '../strategy.ts';
import type { CronJob } from '../types.generated.ts';
import { jobWarnings, validateCronJobSpec } from '../validation/job.ts';
import { effectiveName, validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { podOptions } from '../validation/pod/options.ts';
import { byteLength, nameIsDnsSubdomain } from '../validation/strings.ts';
import { hostNameWarnings } from '../validation/pod/warnings.ts';

/** Jobs are named after the CronJob and the minute: 11 of 63 characters are for the latter. */
const MAX_NAME_LENGTH = 52;

const templateOf = (object: CronJob) => object.spec?.jobTemplate?.spec?.template;

export const kind = defineKind<CronJob>({
  gvk: { group: 'batch', version: 'v1', kind: 'CronJob' },
  setDefaults: setCronJobDefaults,
  prepareForCreate(object) {
    beginLife(object, {});
    prepareTemplate(templateOf(object), undefined);
  },
  prepareForUpdate(object, old) {
    keepStatus(object, old);
    prepareTemplate(templateOf(object), templateOf(old));
    countGeneration(object, old);
  },
  validate({ metadata, spec = {} }) {
    const errors: FieldError[] = [];
    const name = effectiveName(metadata);
    validateObjectMeta(errors, metadata, true, nameIsDnsSubdomain);
    validateCronJobSpec(errors, spec, undefined, podOptions(false));
    if (byteLength(name) > MAX_NAME_LENGTH) {
      errors.push(invalid(['metadata', 'name'], name, `must be no more than ${MAX_NAME_LENGTH} characters`));
    }
    return errors;
  },
  validateUpdate({ metadata, spec = {} }, old) {
    const errors: FieldError[] = [];
    const template = templateOf(old);
    validateObjectMetaUpdate(errors, metadata, old.metadata);
    validateCronJobSpec(errors, spec, old.spec, podOptions(false, template?.spec, template?.metadata));
    return errors;
  },
  warnings(object, old) {
    const { schedule = '', jobTemplate } = object.spec ?? {};
    const warnings = old === undefined ? hostNameWarnings(effectiveName(object.metadata), 'Pods') : [];
    if (old === undefined || old.metadata?.generation !== object.metadata?.generation) {
      warnings.push(...jobWarnings(jobTemplate?.spec ?? {}, ['spec', 'jobTemplate', 'spec']));
    }
    if (old !== undefined && schedule.includes('TZ')) {
      warnings.push(
        'cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details',
      );
    }
    return warnings;
  },
});
