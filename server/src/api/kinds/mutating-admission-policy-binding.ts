// The rules of a MutatingAdmissionPolicyBinding.
// Source: pkg/registry/admissionregistration/mutatingadmissionpolicybinding/strategy.go,
// pkg/apis/admissionregistration/validation/validation.go, 1.36.
import type { FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import { beginLife, countGeneration } from '../strategy.ts';
import type { MutatingAdmissionPolicyBinding } from '../types.generated.ts';
import { checkMutatingOperations, validateBindingSpec } from '../validation/admissionPolicy.ts';
import { setMatchDefaults, staticNameWarnings } from '../validation/matchRules.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { nameIsDnsSubdomain } from '../validation/strings.ts';

function validate(binding: MutatingAdmissionPolicyBinding): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, binding.metadata, false, nameIsDnsSubdomain, undefined, false);
  validateBindingSpec(errors, binding.spec ?? {});
  checkMutatingOperations(errors, binding.spec?.matchResources, ['spec', 'matchResources']);
  return errors;
}

export const kind = defineKind<MutatingAdmissionPolicyBinding>({
  gvk: { group: 'admissionregistration.k8s.io', version: 'v1', kind: 'MutatingAdmissionPolicyBinding' },
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
