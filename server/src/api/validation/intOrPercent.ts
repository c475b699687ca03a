// Numbers or percentages of Pods. Source: pkg/apis/apps/validation/validation.go, 1.36.
import { invalid, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import { checkNonNegative, complain } from './fields.ts';
import { isPercent } from './strings.ts';

/** Source: ValidatePositiveIntOrPercent. */
export function checkIntOrPercent(errors: FieldError[], path: FieldPath, value: number | string): void {
  if (typeof value === 'number') checkNonNegative(errors, path, value);
  else complain(errors, path, value, isPercent(value));
}

/** Source: IsNotMoreThan100Percent. */
export function checkAtMost100Percent(errors: FieldError[], path: FieldPath, value: number | string): void {
  if (typeof value !== 'string' || isPercent(value).length > 0) return;
  if (Number(value.slice(0, -1)) > 100) errors.push(invalid(path, value, 'must not be greater than 100%'));
}
