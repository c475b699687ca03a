// What the API server refuses of questions about access. Source: pkg/apis/authorization/validation/validation.go, 1.36.
import { forbidden, invalid, required, type FieldError } from '../fieldError.ts';
import { formatPath, type FieldPath } from '../fieldPath.ts';
import type {
  FieldSelectorAttributes,
  LabelSelectorAttributes,
  ObjectMeta,
  SubjectAccessReviewSpec,
} from '../types.generated.ts';
import { validateRequirement } from './labelSelector.ts';

type Attributes = Pick<SubjectAccessReviewSpec, 'nonResourceAttributes' | 'resourceAttributes'>;

/** Whom the question is about. */
export function validateSubject({ user = '', groups = [] }: SubjectAccessReviewSpec): FieldError[] {
  if (user !== '' || groups.length > 0) return [];
  return [invalid(['spec', 'user'], user, 'at least one of user or group must be specified')];
}

/** What the question is about: a resource or a path. */
export function validateAttributes({ nonResourceAttributes, resourceAttributes }: Attributes): FieldError[] {
  const errors: FieldError[] = [];
  const path = ['spec', 'resourceAttributes'];
  if (nonResourceAttributes && resourceAttributes) {
    const detail = 'cannot be specified in combination with resourceAttributes';
    errors.push(invalid(['spec', 'nonResourceAttributes'], nonResourceAttributes, detail));
  }
  if (!nonResourceAttributes && !resourceAttributes) {
    const detail = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
    errors.push(invalid(path, null, detail));
  }
  const { fieldSelector, labelSelector } = resourceAttributes ?? {};
  if (fieldSelector) validateFieldSelector(errors, fieldSelector, [...path, 'fieldSelector']);
  if (labelSelector) validateLabels(errors, labelSelector, [...path, 'labelSelector']);
  return errors;
}

/** A selector as a text or as requirements. Operators of newer clients are let through. */
function validateForm(
  errors: FieldError[],
  { rawSelector = '', requirements = [] }: FieldSelectorAttributes | LabelSelectorAttributes,
  path: FieldPath,
): void {
  if (rawSelector !== '' && requirements.length > 0) {
    errors.push(invalid([...path, 'rawSelector'], rawSelector, 'may not specified at the same time as requirements'));
  }
  if (rawSelector === '' && requirements.length === 0) {
    const detail = `when ${formatPath(path)} is specified, requirements or rawSelector is required`;
    errors.push(required([...path, 'requirements'], detail));
  }
}

function validateLabels(errors: FieldError[], selector: LabelSelectorAttributes, path: FieldPath): void {
  validateForm(errors, selector, path);
  selector.requirements?.forEach((requirement, index) => {
    validateRequirement(errors, requirement, [...path, 'requirements', index], { allowUnknownOperator: true });
  });
}

/** Source: ValidateFieldSelectorRequirement. */
function validateFieldSelector(errors: FieldError[], selector: FieldSelectorAttributes, path: FieldPath): void {
  validateForm(errors, selector, path);
  selector.requirements?.forEach(({ key = '', operator, values = [] }, index) => {
    const at = [...path, 'requirements', index];
    if (key === '') errors.push(required([...at, 'key'], 'must be specified'));
    if ((operator === 'In' || operator === 'NotIn') && values.length === 0) {
      errors.push(required([...at, 'values'], "must be specified when `operator` is 'In' or 'NotIn'"));
    }
    if ((operator === 'Exists' || operator === 'DoesNotExist') && values.length > 0) {
      const detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
      errors.push(forbidden([...at, 'values'], detail));
    }
  });
}

/** A question has no name, labels and so on. */
export function validateEmptyMeta(meta: ObjectMeta | undefined, mayHaveNamespace: boolean): FieldError[] {
  const entries = Object.entries(meta ?? {}).filter(([field, value]) => {
    if (field === 'managedFields' || value === undefined || value === '' || value === 0) return false;
    return !(field === 'namespace' && mayHaveNamespace);
  });
  if (entries.length === 0) return [];
  return [invalid(['metadata'], meta, mayHaveNamespace ? 'must be empty except for namespace' : 'must be empty')];
}
