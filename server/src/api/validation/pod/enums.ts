// Fields that hold one of a few words.
// Source: pkg/apis/core/validation/validation.go, 1.36.
import { notSupported, required, type FieldError } from '../../fieldError.ts';
import type { FieldPath } from '../../fieldPath.ts';

/** One of `supported`; absent and empty is `Required`. */
export function requireOneOf(
  errors: FieldError[],
  value: string | undefined,
  supported: readonly string[],
  path: FieldPath,
): void {
  if ((value ?? '') === '') errors.push(required(path));
  else if (!supported.includes(value ?? '')) errors.push(notSupported(path, value, supported));
}

/** One of `supported`, if anything is given; the empty text is a value like another. */
export function allowOneOf(
  errors: FieldError[],
  value: string | undefined,
  supported: readonly string[],
  path: FieldPath,
): void {
  if (value !== undefined && !supported.includes(value)) errors.push(notSupported(path, value, supported));
}

const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];

/** Source: validatePullPolicy. */
export function validatePullPolicy(errors: FieldError[], policy: string, path: FieldPath): void {
  requireOneOf(errors, policy, PULL_POLICIES, path);
}
