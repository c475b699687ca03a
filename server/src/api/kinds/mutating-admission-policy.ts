// The rules of a MutatingAdmissionPolicy.
// Source: pkg/registry/admissionregistration/mutatingadmissionpolicy/strategy.go,
// pkg/apis/admissionregistration/validation/validation.go, 1.36.
import { invalid, notSupported, required, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import { defineKind } from '../kindRules.ts';
import { beginLife, countGeneration } from '../strategy.ts';
import type { MutatingAdmissionPolicy, Mutation } from '../types.generated.ts';
import { checkMutatingOperations, validatePolicySpec } from '../validation/admissionPolicy.ts';
import { isBlank, REINVOCATION_POLICIES, setMatchDefaults, staticNameWarnings } from '../validation/matchRules.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { nameIsDnsSubdomain } from '../validation/strings.ts';

const PATCHES = { ApplyConfiguration: 'applyConfiguration', JSONPatch: 'jsonPatch' } as const;
const PATCH_TYPES = Object.keys(PATCHES);

/** Source: validateMutation. */
function validateMutation(errors: FieldError[], mutation: Mutation, path: FieldPath): void {
  const { patchType = '' } = mutation;
  if (patchType === '') errors.push(required([...path, 'patchType']));
  else if (!PATCH_TYPES.includes(patchType)) {
    errors.push(notSupported([...path, 'patchType'], patchType, PATCH_TYPES));
  } else {
    for (const [type, field] of Object.entries(PATCHES)) {
      const at = [...path, field];
      const patch = mutation[field];
      if (type !== patchType) {
        if (patch) errors.push(invalid(at, `{${field}}`, `must not be specified when patchType is ${patchType}`));
      } else if (!patch) errors.push(required(at, `must be specified when patchType is ${patchType}`));
      else if (isBlank(patch.expression)) errors.push(required([...at, 'expression']));
    }
  }
}

function validate(policy: MutatingAdmissionPolicy, old?: MutatingAdmissionPolicy): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, policy.metadata, false, nameIsDnsSubdomain, undefined, false);
  const { mutations = [], reinvocationPolicy = '', matchConstraints } = policy.spec ?? {};
  validatePolicySpec(errors, policy.spec ?? {}, old?.spec);
  checkMutatingOperations(errors, matchConstraints, ['spec', 'matchConstraints']);
  if (mutations.length === 0) {
    errors.push(required(['spec', 'mutations'], 'mutations must contain at least one item'));
  }
  mutations.forEach((item, index) => validateMutation(errors, item, ['spec', 'mutations', index]));
  const path = ['spec', 'reinvocationPolicy'];
  if (reinvocationPolicy === '') errors.push(required(path));
  else if (!REINVOCATION_POLICIES.includes(reinvocationPolicy)) {
    errors.push(notSupported(path, reinvocationPolicy, REINVOCATION_POLICIES));
  }
  return errors;
}

export const kind = defineKind<MutatingAdmissionPolicy>({
  gvk: { group: 'admissionregistration.k8s.io', version: 'v1', kind: 'MutatingAdmissionPolicy' },
  setDefaults(policy) {
    const spec = (policy.spec ??= {});
    spec.failurePolicy ??= 'Fail';
    setMatchDefaults(spec.matchConstraints);
  },
  prepareForCreate: (policy) => beginLife(policy),
  prepareForUpdate: (policy, old) => countGeneration(policy, old),
  validate: (policy) => validate(policy),
  validateUpdate(policy, old) {
    const errors = validate(policy, old);
    validateObjectMetaUpdate(errors, policy.metadata, old.metadata, undefined, false);
    return errors;
  },
  warnings: staticNameWarnings,
});
