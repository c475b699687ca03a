// The rules of a ValidatingAdmissionPolicy.
// Source: pkg/registry/admissionregistration/validatingadmissionpolicy/strategy.go,
// pkg/apis/admissionregistration/validation/validation.go, 1.36.
import { duplicate, invalid, notSupported, required, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import { defineKind } from '../kindRules.ts';
import { beginLife, countGeneration, keepStatus } from '../strategy.ts';
import type { ValidatingAdmissionPolicy, Validation } from '../types.generated.ts';
import { validatePolicySpec } from '../validation/admissionPolicy.ts';
import { complain } from '../validation/fields.ts';
import { isBlank, setMatchDefaults, staticNameWarnings } from '../validation/matchRules.ts';
import { effectiveName, validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { byteLength, isQualifiedName, nameIsDnsSubdomain } from '../validation/strings.ts';

const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge'];
const MAX_ANNOTATIONS = 20;
const MAX_VALUE_EXPRESSION_BYTES = 5 * 1024;

/** Source: validateValidation. */
function validateValidation(errors: FieldError[], validation: Validation, path: FieldPath): void {
  const { expression, message = '', messageExpression = '', reason } = validation;
  if (isBlank(expression)) errors.push(required([...path, 'expression'], 'expression is not specified'));
  const empty = 'must be non-empty if specified';
  if (messageExpression !== '' && isBlank(messageExpression)) {
    errors.push(invalid([...path, 'messageExpression'], messageExpression, empty));
  }
  if (message !== '' && isBlank(message)) errors.push(invalid([...path, 'message'], message, empty));
  else if (/[\n\r]/.test(message.trim())) {
    errors.push(invalid([...path, 'message'], message, 'must not contain line breaks'));
  }
  if (reason !== undefined && !REASONS.includes(reason)) {
    errors.push(notSupported([...path, 'reason'], reason, REASONS));
  }
}

/** Source: validateAuditAnnotation. */
function validateAnnotations(errors: FieldError[], { metadata, spec }: ValidatingAdmissionPolicy): void {
  const annotations = spec?.auditAnnotations ?? [];
  const name = effectiveName(metadata);
  const seen = new Set<string>();
  if (annotations.length > MAX_ANNOTATIONS) {
    const detail = `must not have more than ${MAX_ANNOTATIONS} auditAnnotations`;
    errors.push(invalid(['spec', 'auditAnnotations'], annotations, detail));
  }
  annotations.forEach(({ key = '', valueExpression = '' }, index) => {
    const path = ['spec', 'auditAnnotations', index];
    if (name === '') errors.push(invalid([...path, 'key'], key, 'requires metadata.name be non-empty'));
    else complain(errors, [...path, 'key'], `${name}/${key}`, isQualifiedName(`${name}/${key}`));
    if (isBlank(valueExpression)) {
      errors.push(required([...path, 'valueExpression'], 'valueExpression is not specified'));
    } else if (byteLength(valueExpression.trim()) > MAX_VALUE_EXPRESSION_BYTES) {
      const detail = `must not exceed ${MAX_VALUE_EXPRESSION_BYTES} bytes in length`;
      errors.push(required([...path, 'valueExpression'], detail));
    }
    if (seen.has(key)) errors.push(duplicate([...path, 'key'], key));
    seen.add(key);
  });
}

function validate(policy: ValidatingAdmissionPolicy, old?: ValidatingAdmissionPolicy): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, policy.metadata, false, nameIsDnsSubdomain, undefined, false);
  const { validations = [], auditAnnotations = [] } = policy.spec ?? {};
  validatePolicySpec(errors, policy.spec ?? {}, old?.spec);
  if (validations.length === 0 && auditAnnotations.length === 0) {
    const detail = 'validations or auditAnnotations must contain at least one item';
    for (const field of ['validations', 'auditAnnotations']) errors.push(required(['spec', field], detail));
  }
  validations.forEach((item, index) => validateValidation(errors, item, ['spec', 'validations', index]));
  validateAnnotations(errors, policy);
  return errors;
}

export const kind = defineKind<ValidatingAdmissionPolicy>({
  gvk: { group: 'admissionregistration.k8s.io', version: 'v1', kind: 'ValidatingAdmissionPolicy' },
  setDefaults(policy) {
    const spec = (policy.spec ??= {});
    spec.failurePolicy ??= 'Fail';
    setMatchDefaults(spec.matchConstraints);
  },
  prepareForCreate: (policy) => beginLife(policy),
  prepareForUpdate(policy, old) {
    keepStatus(policy, old);
    countGeneration(policy, old);
  },
  validate: (policy) => validate(policy),
  validateUpdate(policy, old) {
    const errors = validate(policy, old);
    validateObjectMetaUpdate(errors, policy.metadata, old.metadata, undefined, false);
    return errors;
  },
  warnings: staticNameWarnings,
});
