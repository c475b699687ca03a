// The rules of a DaemonSet. Source: pkg/registry/apps/daemonset/strategy.go, pkg/apis/apps/v1/conversion.go, 1.36.
import { prepareTemplate } from '../defaults/prepare.ts';
import { setDaemonSetDefaults } from '../defaults/workloads.ts';
import type { FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import { beginLife, countGeneration, keepStatus } from '../strategy.ts';
import type { DaemonSet, DaemonSetStatus } from '../types.generated.ts';
import { checkImmutable, semanticallyEqual } from '../validation/fields.ts';
import { hasInvalidLabelValue } from '../validation/labelSelector.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { podOptions } from '../validation/pod/options.ts';
import { nameIsDnsSubdomain } from '../validation/strings.ts';
import { validateDaemonSetSpec } from '../validation/workloads.ts';
import { templateWarnings } from '../validation/pod/warnings.ts';

const newStatus = (): DaemonSetStatus => ({
  currentNumberScheduled: 0,
  desiredNumberScheduled: 0,
  numberMisscheduled: 0,
  numberReady: 0,
});

/** Where v1 keeps a field of an older version: how often the template has changed. */
const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

function templateGeneration(object: DaemonSet): number {
  const annotations = object.metadata?.annotations ?? {};
  const text = Object.hasOwn(annotations, TEMPLATE_GENERATION) ? (annotations[TEMPLATE_GENERATION] ?? '') : '';
  return /^[+-]?\d{1,18}$/.test(text) ? Number(text) : 0;
}

function setTemplateGeneration(object: DaemonSet, value: number): void {
  const meta = (object.metadata ??= {});
  meta.annotations = { ...meta.annotations, [TEMPLATE_GENERATION]: String(value) };
}

export const kind = defineKind<DaemonSet>({
  gvk: { group: 'apps', version: 'v1', kind: 'DaemonSet' },
  setDefaults: setDaemonSetDefaults,
  prepareForCreate(object) {
    beginLife(object, newStatus());
    setTemplateGeneration(object, Math.max(1, templateGeneration(object)));
    prepareTemplate(object.spec?.template, undefined);
  },
  prepareForUpdate(object, old) {
    prepareTemplate(object.spec?.template, old.spec?.template);
    keepStatus(object, old);
    const sameTemplate = semanticallyEqual(object.spec?.template, old.spec?.template);
    setTemplateGeneration(object, templateGeneration(old) + (sameTemplate ? 0 : 1));
    countGeneration(object, old);
  },
  validate({ metadata, spec = {} }) {
    const errors: FieldError[] = [];
    validateObjectMeta(errors, metadata, true, nameIsDnsSubdomain);
    validateDaemonSetSpec(errors, spec, podOptions(false));
    return errors;
  },
  validateUpdate({ metadata, spec = {} }, old) {
    const errors: FieldError[] = [];
    const before = old.spec ?? {};
    const options = podOptions(false, before.template?.spec, before.template?.metadata);
    const allowInvalidLabelValueInSelector =
      options.allowInvalidLabelValueInSelector || hasInvalidLabelValue(before.selector);
    validateObjectMetaUpdate(errors, metadata, old.metadata);
    checkImmutable(errors, ['spec', 'selector'], spec.selector, before.selector);
    validateDaemonSetSpec(errors, spec, { ...options, allowInvalidLabelValueInSelector });
    return errors;
  },
  warnings(object, old) {
    const unchanged = old !== undefined && templateGeneration(old) === templateGeneration(object);
    return unchanged ? [] : templateWarnings(object.spec?.template, ['spec', 'template']);
  },
});
