// What the classes of storage.k8s.io have in common. Source: pkg/apis/storage/validation/validation.go, 1.36.
import { invalid, required, tooLong, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import { complain } from './fields.ts';
import { byteLength, isQualifiedName } from './strings.ts';

const MAX_PARAMETERS = 512;
const MAX_PARAMETER_BYTES = 256 * 1024;

/** Source: validateProvisioner. The server shows the value in lower case. */
export function validateProvisioner(errors: FieldError[], provisioner: string, path: FieldPath): void {
  if (provisioner === '') errors.push(required(path));
  else complain(errors, path, provisioner.toLowerCase(), isQualifiedName(provisioner.toLowerCase()));
}

/** Source: validateParameters. */
export function validateParameters(
  errors: FieldError[],
  parameters: Readonly<Record<string, string>>,
  allowEmpty: boolean,
): void {
  const path = ['parameters'];
  const keys = Object.keys(parameters);
  if (keys.length > MAX_PARAMETERS) {
    errors.push(tooLong(path, MAX_PARAMETERS));
    return;
  }
  let bytes = 0;
  for (const key of keys) {
    if (key === '') errors.push(invalid(path, key, 'field can not be empty.'));
    bytes += byteLength(key) + byteLength(parameters[key] ?? '');
  }
  if (bytes > MAX_PARAMETER_BYTES) errors.push(tooLong(path, MAX_PARAMETER_BYTES));
  if (!allowEmpty && keys.length === 0) errors.push(required(path, 'must contain at least one key/value pair'));
}
