// The files that volumes make of keys and of fields of the Pod.
// Source: pkg/apis/core/validation/validation.go (validateKeyToPath, validateDownwardAPIVolumeFile), 1.36.
import { invalid, required, type FieldError } from '../../fieldError.ts';
import type { FieldPath } from '../../fieldPath.ts';
import type { DownwardAPIVolumeFile, KeyToPath } from '../../types.generated.ts';
import { checkFileMode, validateLocalNonReservedPath } from '../paths.ts';
import { VOLUME_FIELD_PATHS, validateFieldSelector, validateResourceFieldSelector } from './fieldSelectors.ts';

/** Source: validateKeyToPath. */
export function validateKeysToPaths(
  errors: FieldError[],
  items: readonly KeyToPath[] | undefined,
  path: FieldPath,
): void {
  items?.forEach((item, index) => {
    const at = [...path, index];
    const file = item.path ?? '';
    if ((item.key ?? '') === '') errors.push(required([...at, 'key']));
    if (file === '') errors.push(required([...at, 'path']));
    validateLocalNonReservedPath(errors, file, [...at, 'path']);
    checkFileMode(errors, item.mode, [...at, 'mode']);
  });
}

/** Source: validateDownwardAPIVolumeFile. */
export function validateDownwardFile(errors: FieldError[], file: DownwardAPIVolumeFile, path: FieldPath): void {
  const target = file.path ?? '';
  if (target === '') errors.push(required([...path, 'path']));
  validateLocalNonReservedPath(errors, target, [...path, 'path']);
  if (file.fieldRef !== undefined) {
    validateFieldSelector(errors, file.fieldRef, VOLUME_FIELD_PATHS, [...path, 'fieldRef']);
    if (file.resourceFieldRef !== undefined) {
      errors.push(invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
    }
  } else if (file.resourceFieldRef !== undefined) {
    validateResourceFieldSelector(errors, file.resourceFieldRef, [...path, 'resourceFieldRef'], true);
  } else errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'));
  checkFileMode(errors, file.mode, [...path, 'mode']);
}
