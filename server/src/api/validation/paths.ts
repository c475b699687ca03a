// Paths in file systems, as fields of volumes and mounts hold them.
// Source: pkg/apis/core/validation/validation.go, 1.36.
import { invalid, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';

/** Whether a step of the path is `..`. */
export const hasBacksteps = (text: string): boolean => text.includes('..') && text.split('/').includes('..');

/** Source: validatePathNoBacksteps. */
export function validateNoBacksteps(errors: FieldError[], text: string, path: FieldPath): void {
  if (hasBacksteps(text)) errors.push(invalid(path, text, "must not contain '..'"));
}

/** Source: validateLocalDescendingPath. */
export function validateLocalDescendingPath(errors: FieldError[], text: string, path: FieldPath): void {
  if (text.startsWith('/')) errors.push(invalid(path, text, 'must be a relative path'));
  validateNoBacksteps(errors, text, path);
}

/** Source: ValidateLocalNonReservedPath. */
export function validateLocalNonReservedPath(errors: FieldError[], text: string, path: FieldPath): void {
  validateLocalDescendingPath(errors, text, path);
  if (text.startsWith('..') && !text.startsWith('../')) {
    errors.push(invalid(path, text, "must not start with '..'"));
  }
}

/** Source: fileModeErrorMsg and the checks around it. */
export function checkFileMode(errors: FieldError[], mode: number | undefined, path: FieldPath): void {
  if (mode !== undefined && (mode > 0o777 || mode < 0)) {
    errors.push(invalid(path, mode, 'must be a number between 0 and 0777 (octal), both inclusive'));
  }
}
