// The rules of an IPAddress. Source: pkg/registry/networking/ipaddress/strategy.go,
// pkg/apis/networking/validation/validation.go, 1.36.
import { required, type FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import type { IPAddress } from '../types.generated.ts';
import { checkImmutable, complain } from '../validation/fields.ts';
import { validateIp } from '../validation/ip.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { isDns1123Subdomain, isPathSegmentName, type NameCheck } from '../validation/strings.ts';

/** The name is the address. Source: ValidateIPAddressName. */
const nameIsAddress: NameCheck = (name) => validateIp([], name).map((error) => error.detail);

/** Source: ValidateIPAddress. */
function validate(address: IPAddress): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, address.metadata, false, nameIsAddress);
  const parent = address.spec?.parentRef;
  const path = ['spec', 'parentRef'];
  if (!parent) return [...errors, required(path)];
  const { group = '', namespace = '' } = parent;
  if (group !== '') complain(errors, [...path, 'group'], group, isDns1123Subdomain(group));
  for (const field of ['resource', 'name'] as const) {
    const value = parent[field] ?? '';
    if (value === '') errors.push(required([...path, field]));
    else complain(errors, [...path, field], value, isPathSegmentName(value));
  }
  if (namespace !== '') complain(errors, [...path, 'namespace'], namespace, isPathSegmentName(namespace));
  return errors;
}

export const kind = defineKind<IPAddress>({
  gvk: { group: 'networking.k8s.io', version: 'v1', kind: 'IPAddress' },
  validate,
  validateUpdate(address, old) {
    const errors = validate(address);
    validateObjectMetaUpdate(errors, address.metadata, old.metadata);
    checkImmutable(errors, ['spec', 'parentRef'], address.spec?.parentRef, old.spec?.parentRef);
    return errors;
  },
});
