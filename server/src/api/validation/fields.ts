// Small checks of one field that many kinds share, as errors.
// Source: staging/src/k8s.io/apimachinery/pkg/api/validation/objectmeta.go, pkg/apis/core/validation/validation.go, 1.36.
import { deepEqual } from '../../base/compare.ts';
import { invalid, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import { IMMUTABLE_ERROR, NEGATIVE_ERROR, NOT_POSITIVE_ERROR, type Complaints } from './strings.ts';

/** One `Invalid` per sentence. */
export function complain(errors: FieldError[], path: FieldPath, value: unknown, complaints: Complaints): void {
  for (const complaint of complaints) errors.push(invalid(path, value, complaint));
}

/** Source: ValidateNonnegativeField. */
export function checkNonNegative(errors: FieldError[], path: FieldPath, value: number | undefined): void {
  if (value !== undefined && value < 0) errors.push(invalid(path, value, NEGATIVE_ERROR));
}

/** Source: ValidatePositiveField. */
export function checkPositive(errors: FieldError[], path: FieldPath, value: number): void {
  if (value <= 0) errors.push(invalid(path, value, NOT_POSITIVE_ERROR));
}

/** Whether two values are the same to the server: absent, empty list and empty map are. Source: Semantic.DeepEqual. */
export function semanticallyEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isEmpty(a) && isEmpty(b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return deepEqual(a, b);
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => semanticallyEqual(item, b[index]));
  }
  const left = a as Readonly<Record<string, unknown>>;
  const right = b as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(left)) {
    if (!semanticallyEqual(left[key], Object.hasOwn(right, key) ? right[key] : undefined)) return false;
  }
  for (const key of Object.keys(right)) {
    if (!Object.hasOwn(left, key) && !isEmpty(right[key])) return false;
  }
  return true;
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0);

/** Source: ValidateImmutableField. */
export function checkImmutable(errors: FieldError[], path: FieldPath, value: unknown, old: unknown): void {
  if (!semanticallyEqual(old, value)) errors.push(invalid(path, value ?? null, IMMUTABLE_ERROR));
}
