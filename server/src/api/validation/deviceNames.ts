// Names of devices, drivers, pools and what they have. Source: pkg/apis/resource/validation/validation.go, 1.36.
import { invalid, required, tooLong, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import { complain } from './fields.ts';
import { validateCsiDriverName } from './pod/volumes.ts';
import { isCIdentifier, isDns1123Label, isDns1123Subdomain, longerThan, SUBDOMAIN_MAX_LENGTH } from './strings.ts';

const MAX_ID_LENGTH = 32;

/** `example.com`. The same as the name of a CSI driver. */
export const validateDriverName = validateCsiDriverName;

/** A DNS label that has to be there. */
export function validateLabelText(errors: FieldError[], name: string, path: FieldPath): void {
  complain(errors, path, name, isDns1123Label(name));
}

/** Source: validateDeviceClass. */
export function validateClassName(errors: FieldError[], name: string, path: FieldPath): void {
  if (name === '') errors.push(required(path));
  else complain(errors, path, name, isDns1123Subdomain(name));
}

/** Subdomains with slashes between. Source: validatePoolName. */
export function validatePoolName(errors: FieldError[], name: string, path: FieldPath): void {
  if (name === '') {
    errors.push(required(path));
    return;
  }
  if (longerThan(name, SUBDOMAIN_MAX_LENGTH)) errors.push(tooLong(path, SUBDOMAIN_MAX_LENGTH));
  for (const part of name.split('/')) complain(errors, path, part, isDns1123Subdomain(part));
}

function validateId(errors: FieldError[], id: string, path: FieldPath): void {
  if (longerThan(id, MAX_ID_LENGTH)) errors.push(tooLong(path, MAX_ID_LENGTH));
  complain(errors, path, id, isCIdentifier(id));
}

/** `model` or `example.com/model`. Names with more slashes the server lets pass. Source: validateQualifiedName. */
export function validateAttributeName(errors: FieldError[], name: string, path: FieldPath): void {
  const parts = name.split('/');
  if (parts.length > 2) return;
  const id = parts.at(-1) ?? '';
  if (parts.length === 1) {
    validateId(errors, id, path);
    return;
  }
  const domain = parts[0] ?? '';
  if (domain === '') errors.push(invalid(path, '', 'the domain must not be empty'));
  else validateDriverName(errors, domain, path);
  if (id === '') errors.push(invalid(path, '', 'the name must not be empty'));
  else validateId(errors, id, path);
}

/** `example.com/model`. Source: validateFullyQualifiedName. */
export function validateQualifiedAttribute(errors: FieldError[], name: string, path: FieldPath): void {
  validateAttributeName(errors, name, path);
  if (!name.includes('/')) {
    const detail = 'a fully qualified name must be a domain and a name separated by a slash';
    errors.push(invalid(path, name, detail));
  }
}
