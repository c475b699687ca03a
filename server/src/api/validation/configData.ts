// What ConfigMaps and Secrets have in common: keys, sizes, immutability.
// Source: pkg/apis/core/validation/validation.go (ValidateConfigMap, ValidateSecret and their updates), 1.36.
import { forbidden, type FieldError } from '../fieldError.ts';
import { semanticallyEqual } from './fields.ts';

/** The most that all values together may take, in bytes. Source: core.MaxSecretSize. */
export const MAX_DATA_BYTES = 1024 * 1024;

/** The errors of changing what `immutable: true` protects. */
export function checkImmutableData(
  errors: FieldError[],
  now: object & { immutable?: boolean | undefined },
  old: object & { immutable?: boolean | undefined },
  fields: readonly string[],
): void {
  if (old.immutable !== true) return;
  const detail = 'field is immutable when `immutable` is set';
  if (now.immutable !== true) errors.push(forbidden(['immutable'], detail));
  const after = now as Readonly<Record<string, unknown>>;
  const before = old as Readonly<Record<string, unknown>>;
  for (const field of fields) {
    if (!semanticallyEqual(after[field], before[field])) errors.push(forbidden([field], detail));
  }
}
