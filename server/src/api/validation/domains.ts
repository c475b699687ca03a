// Domain names and what begins with one.
// Source: staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go, 1.36.
import { invalid, required, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import { complain } from './fields.ts';
import { isDns1123Label, isDns1123Subdomain, isHttpPath } from './strings.ts';

/** `acme.io/foo`. Source: IsDomainPrefixedPath. */
export function validateDomainPrefixedPath(errors: FieldError[], path: FieldPath, value: string): void {
  if (value === '') {
    errors.push(required(path));
    return;
  }
  const slash = value.indexOf('/');
  const host = value.slice(0, Math.max(0, slash));
  const rest = value.slice(slash + 1);
  if (slash < 1 || rest === '') {
    errors.push(invalid(path, value, 'must be a domain-prefixed path (such as "acme.io/foo")'));
    return;
  }
  complain(errors, path, host, isDns1123Subdomain(host));
  complain(errors, path, rest, isHttpPath(rest));
}

/** A name with at least two labels; a trailing dot is allowed. Source: IsFullyQualifiedDomainName. */
export function validateFullyQualifiedDomainName(errors: FieldError[], path: FieldPath, value: string): void {
  if (value === '') {
    errors.push(required(path));
    return;
  }
  const name = value.replace(/\.$/, '');
  const complaints = isDns1123Subdomain(name);
  const labels = name.split('.');
  if (complaints.length > 0) errors.push(invalid(path, name, complaints.join(',')));
  else if (labels.length < 2) {
    errors.push(invalid(path, name, 'should be a domain with at least two segments separated by dots'));
  } else {
    const bad = labels.find((label) => isDns1123Label(label).length > 0);
    if (bad !== undefined) errors.push(invalid(path, bad, isDns1123Label(bad).join(',')));
  }
}
