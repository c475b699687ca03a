// The rules of a ServiceCIDR. Source: pkg/registry/networking/servicecidr/strategy.go,
// pkg/apis/networking/validation/validation.go, 1.36.
import { invalid, required, type FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import { keepStatus } from '../strategy.ts';
import type { ServiceCIDR } from '../types.generated.ts';
import { familyOfCidr, validateCidr } from '../validation/ip.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { IMMUTABLE_ERROR, nameIsDnsSubdomain } from '../validation/strings.ts';

const PATH = ['spec', 'cidrs'];

/** Source: validateServiceCIDRSpec. */
function validateSpec(errors: FieldError[], cidrs: readonly string[]): void {
  if (cidrs.length === 0) errors.push(required(PATH, 'at least one CIDR required'));
  else if (cidrs.length > 2) errors.push(invalid(PATH, { CIDRs: cidrs }, 'may only hold up to 2 values'));
  else {
    cidrs.forEach((cidr, index) => errors.push(...validateCidr([...PATH, index], cidr)));
    const families = cidrs.map(familyOfCidr);
    if (cidrs.length === 2 && families[0] !== undefined && families[0] === families[1]) {
      const detail = 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64';
      errors.push(invalid(PATH, cidrs, detail));
    }
  }
}

/** A second range, of the other family, may come later; nothing else changes. */
function validateChange(errors: FieldError[], now: readonly string[], before: readonly string[]): void {
  if (now.length === before.length) {
    now.forEach((cidr, index) => {
      if (cidr !== before[index]) errors.push(invalid([...PATH, index], cidr, IMMUTABLE_ERROR));
    });
  } else if (before.length === 1 && now.length === 2) {
    if (now[0] !== before[0]) errors.push(invalid([...PATH, 0], now[0], IMMUTABLE_ERROR));
    validateSpec(errors, now);
  } else errors.push(invalid(PATH, now.length === 0 ? null : now, IMMUTABLE_ERROR));
}

export const kind = defineKind<ServiceCIDR>({
  gvk: { group: 'networking.k8s.io', version: 'v1', kind: 'ServiceCIDR' },
  prepareForCreate(cidr) {
    delete cidr.status;
  },
  prepareForUpdate: keepStatus,
  validate(cidr) {
    const errors: FieldError[] = [];
    validateObjectMeta(errors, cidr.metadata, false, nameIsDnsSubdomain);
    validateSpec(errors, cidr.spec?.cidrs ?? []);
    return errors;
  },
  validateUpdate(cidr, old) {
    const errors: FieldError[] = [];
    validateObjectMetaUpdate(errors, cidr.metadata, old.metadata);
    validateChange(errors, cidr.spec?.cidrs ?? [], old.spec?.cidrs ?? []);
    return errors;
  },
});
