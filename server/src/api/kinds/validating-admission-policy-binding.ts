// The rules of a ValidatingAdmissionPolicyBinding.
// Source: pkg/registry/admissionregistration/validatingadmissionpolicybinding/strategy.go,
// pkg/apis/admissionregistration/validation/validation.go, 1.36.
import { duplicate, invalid, notSupported, required, type FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import { beginLife, countGeneration } from '../strategy.ts';
import type { ValidatingAdmissionPolicyBinding } from '../types.generated.ts';
import { validateBindingSpec } from '../validation/admissionPolicy.ts';
import { setMatchDefaults, staticNameWarnings } from '../validation/matchRules.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { nameIsDnsSubdomain } from '../validation/strings.ts';

const ACTIONS = ['Audit', 'Deny', 'Warn'];

/** Source: validateValidationActions. */
function validateActions(errors: FieldError[], actions: readonly string[]): void {
  const path = ['spec', 'validationActions'];
  const seen = new Set<string>();
  actions.forEach((action, index) => {
    if (!ACTIONS.includes(action)) errors.push(notSupported([...path, index], action, ACTIONS));
    if (seen.has(action)) errors.push(duplicate([...path, index], action));
    seen.add(action);
  });
  if (seen.has('Deny') && seen.has('Warn')) {
    const detail =
      'must not contain both Deny and Warn (repeating the same validation failure information in the API response ' +
      'and headers serves no purpose)';
    errors.push(invalid(path, actions, detail));
  }
  if (seen.size === 0) errors.push(required(path, 'at least one validation action is required'));
}

function validate(binding: ValidatingAdmissionPolicyBinding): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, binding.metadata, false, nameIsDnsSubdomain, undefined, false);
  validateBindingSpec(errors, binding.spec ?? {});
  validateActions(errors, binding.spec?.validationActions ?? []);
  return errors;
}

export const kind = defineKind<ValidatingAdmissionPolicyBinding>({
  gvk: { group: 'admissionregistration.k8s.io', version: 'v1', kind: 'ValidatingAdmissionPolicyBinding' },
  setDefaults: (binding) => setMatchDefaults(binding.spec?.matchResources),
  prepareForCreate: (binding) => beginLife(binding),
  prepareForUpdate: (binding, old) => countGeneration(binding, old),
  validate,
  validateUpdate(binding, old) {
    const errors = validate(binding);
    validateObjectMetaUpdate(errors, binding.metadata, old.metadata, undefined, false);
    return errors;
  },
  warnings: staticNameWarnings,
});
