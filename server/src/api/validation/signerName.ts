// Names of certificate signers and of the trust bundles that are named after them.
// Source: pkg/apis/core/validation/names.go, 1.36.
import { invalid, required, tooLong, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import {
  isDns1123Label,
  isDns1123Subdomain,
  longerThan,
  nameIsDnsSubdomain,
  SUBDOMAIN_MAX_LENGTH,
  type Complaints,
} from './strings.ts';

/** A label, a dot and a subdomain, behind a domain and a slash. */
const MAX_LENGTH = SUBDOMAIN_MAX_LENGTH + (SUBDOMAIN_MAX_LENGTH + 63 + 1) + 1;

/** Source: IsKubernetesSignerName. */
export function isKubernetesSigner(name: string): boolean {
  const slash = name.indexOf('/');
  const host = slash < 0 ? name : name.slice(0, slash);
  return host === 'kubernetes.io' || host.endsWith('.kubernetes.io');
}

/** `example.com/signer`. Source: ValidateSignerName. */
export function validateSignerName(errors: FieldError[], name: string, path: FieldPath): void {
  if (name === '') {
    errors.push(required(path));
    return;
  }
  const [domain, rest, ...more] = name.split('/');
  if (domain === undefined || rest === undefined || more.length > 0) {
    const detail = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
    errors.push(invalid(path, name, detail));
    return;
  }
  if (longerThan(domain, SUBDOMAIN_MAX_LENGTH)) errors.push(tooLong(path, SUBDOMAIN_MAX_LENGTH));
  const labels = domain.split('.');
  firstBadPart(errors, labels, domain, isDns1123Label, path);
  if (labels.length < 2) {
    errors.push(invalid(path, domain, 'should be a domain with at least two segments separated by dots'));
  }
  firstBadPart(errors, rest.split('.'), rest, isDns1123Subdomain, path);
  if (longerThan(name, MAX_LENGTH)) errors.push(tooLong(path, MAX_LENGTH));
}

function firstBadPart(
  errors: FieldError[],
  parts: readonly string[],
  value: string,
  check: (part: string) => Complaints,
  path: FieldPath,
): void {
  for (const part of parts) {
    const complaints = check(part);
    if (complaints.length === 0) continue;
    for (const complaint of complaints) {
      errors.push(invalid(path, value, `validating label ${JSON.stringify(part)}: ${complaint}`));
    }
    return;
  }
}

/** Source: ValidateClusterTrustBundleName, extractSignerNameFromClusterTrustBundleName. */
export function trustBundleNameComplaints(name: string): Complaints {
  const colon = name.lastIndexOf(':');
  return nameIsDnsSubdomain(colon < 0 ? name : name.slice(colon + 1), false);
}
