// The rules of a PodDisruptionBudget. Metadata of a create is checked as every kind's is by the generic registry.
// Source: pkg/registry/policy/poddisruptionbudget/strategy.go, pkg/apis/policy/validation/validation.go, 1.36.
import { invalid, notSupported, type FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import { beginLife, countGeneration, keepStatus } from '../strategy.ts';
import type { PodDisruptionBudget } from '../types.generated.ts';
import { checkAtMost100Percent, checkIntOrPercent } from '../validation/intOrPercent.ts';
import { hasInvalidLabelValue, validateLabelSelector } from '../validation/labelSelector.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { nameIsPathSegment } from '../validation/strings.ts';

const EVICTION_POLICIES = ['AlwaysAllow', 'IfHealthyBudget'];

/** Source: ValidatePodDisruptionBudgetSpec. */
function validateSpec(
  errors: FieldError[],
  budget: PodDisruptionBudget,
  allowInvalidLabelValueInSelector: boolean,
): void {
  const spec = budget.spec ?? {};
  const { minAvailable, maxUnavailable, unhealthyPodEvictionPolicy: policy } = spec;
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    errors.push(invalid(['spec'], spec, 'minAvailable and maxUnavailable cannot be both set'));
  }
  for (const [field, value] of Object.entries({ minAvailable, maxUnavailable })) {
    if (value === undefined) continue;
    checkIntOrPercent(errors, ['spec', field], value);
    checkAtMost100Percent(errors, ['spec', field], value);
  }
  validateLabelSelector(errors, spec.selector, ['spec', 'selector'], { allowInvalidLabelValueInSelector });
  if (policy !== undefined && !EVICTION_POLICIES.includes(policy)) {
    errors.push(notSupported(['spec', 'unhealthyPodEvictionPolicy'], policy, EVICTION_POLICIES));
  }
}

export const kind = defineKind<PodDisruptionBudget>({
  gvk: { group: 'policy', version: 'v1', kind: 'PodDisruptionBudget' },
  prepareForCreate: (budget) =>
    beginLife(budget, { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 }),
  prepareForUpdate(budget, old) {
    keepStatus(budget, old);
    countGeneration(budget, old);
  },
  validate(budget) {
    const errors: FieldError[] = [];
    validateSpec(errors, budget, false);
    // The generic registry looks at the metadata only after the kind's own rules.
    if (errors.length === 0) validateObjectMeta(errors, budget.metadata, true, nameIsPathSegment, undefined, false);
    return errors;
  },
  validateUpdate(budget, old) {
    const errors: FieldError[] = [];
    validateObjectMetaUpdate(errors, budget.metadata, old.metadata);
    validateSpec(errors, budget, hasInvalidLabelValue(old.spec?.selector));
    return errors;
  },
});
