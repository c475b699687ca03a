// Labels and label selectors as the server wants them. Matching is in ../labelSelector.ts.
// Source: staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go, 1.36.
import { forbidden, invalid, required, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import type { LabelSelector, LabelSelectorRequirement } from '../types.generated.ts';
import { complain } from './fields.ts';
import { isLabelValue, isQualifiedName } from './strings.ts';

/** What an update may keep though a create may not have it. Source: LabelSelectorValidationOptions. */
export interface LabelSelectorOptions {
  readonly allowInvalidLabelValueInSelector?: boolean;
  /** Newer clients may know more operators than the server: where it only asks others. */
  readonly allowUnknownOperator?: boolean;
}

const STRICT: LabelSelectorOptions = {};

/** Source: ValidateLabelName. */
export function validateLabelName(errors: FieldError[], name: string, path: FieldPath): void {
  complain(errors, path, name, isQualifiedName(name));
}

/** Source: ValidateLabels. The server names the map, not the key. */
export function validateLabels(
  errors: FieldError[],
  labels: Readonly<Record<string, string>> | undefined,
  path: FieldPath,
): void {
  if (labels === undefined) return;
  for (const key of Object.keys(labels)) {
    validateLabelName(errors, key, path);
    const value = labels[key] ?? '';
    complain(errors, path, value, isLabelValue(value));
  }
}

/** Source: ValidateLabelSelector. */
export function validateLabelSelector(
  errors: FieldError[],
  selector: LabelSelector | undefined,
  path: FieldPath,
  options: LabelSelectorOptions = STRICT,
): void {
  if (selector === undefined) return;
  if (selector.matchLabels !== undefined) validateLabels(errors, selector.matchLabels, [...path, 'matchLabels']);
  selector.matchExpressions?.forEach((requirement, index) => {
    validateRequirement(errors, requirement, [...path, 'matchExpressions', index], options);
  });
}

/** Source: ValidateLabelSelectorRequirement. */
export function validateRequirement(
  errors: FieldError[],
  requirement: LabelSelectorRequirement,
  path: FieldPath,
  options: LabelSelectorOptions,
): void {
  const values = requirement.values ?? [];
  switch (requirement.operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) {
        errors.push(required([...path, 'values'], "must be specified when `operator` is 'In' or 'NotIn'"));
      }
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) {
        errors.push(
          forbidden([...path, 'values'], "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"),
        );
      }
      break;
    default:
      if (options.allowUnknownOperator === true) break;
      errors.push(invalid([...path, 'operator'], requirement.operator ?? '', 'not a valid selector operator'));
  }
  validateLabelName(errors, requirement.key ?? '', [...path, 'key']);
  if (options.allowInvalidLabelValueInSelector === true) return;
  values.forEach((value, index) => {
    complain(errors, [...path, 'values', index], value, isLabelValue(value));
  });
}

/** Whether a selector has a value that no label can have. Source: LabelSelectorHasInvalidLabelValue. */
export const hasInvalidLabelValue = (selector: LabelSelector | undefined): boolean =>
  selector?.matchExpressions?.some((item) => item.values?.some((value) => isLabelValue(value).length > 0)) === true;

/**
 * Whether the server can turn the selector into one that matches: it knows every operator, and values are there where
 * they must be. Source: metav1.LabelSelectorAsSelector with labels.NewRequirement.
 */
export function isUsableSelector(selector: LabelSelector): boolean {
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    if (isQualifiedName(key).length > 0 || isLabelValue(value).length > 0) return false;
  }
  return (selector.matchExpressions ?? []).every(({ key = '', operator, values = [] }) => {
    if (isQualifiedName(key).length > 0 || values.some((value) => isLabelValue(value).length > 0)) return false;
    if (operator === 'In' || operator === 'NotIn') return values.length > 0;
    return (operator === 'Exists' || operator === 'DoesNotExist') && values.length === 0;
  });
}
