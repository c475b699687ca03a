// Names and name service of a Pod.
// Source: pkg/apis/core/validation/validation.go (validatePodDNSConfig, ValidateHostAliases, validatePodHostName), 1.36.
import { forbidden, invalid, required, tooLong, type FieldError } from '../../fieldError.ts';
import type { FieldPath } from '../../fieldPath.ts';
import type { HostAlias, PodDNSConfig, PodSpec } from '../../types.generated.ts';
import { complain } from '../fields.ts';
import { validateLegacyIp } from '../ip.ts';
import { byteLength, isDns1123Subdomain, isDns1123SubdomainWithUnderscore, longerThan } from '../strings.ts';

const MAX_NAMESERVERS = 3;
const MAX_SEARCHES = 32;
const MAX_SEARCH_CHARACTERS = 2048;

/** Source: validatePodDNSConfig. */
export function validateDnsConfig(
  errors: FieldError[],
  config: PodDNSConfig | undefined,
  policy: string | undefined,
  path: FieldPath,
): void {
  if (policy === 'None') {
    if (config === undefined) {
      errors.push(required(path, 'must provide `dnsConfig` when `dnsPolicy` is None'));
      return;
    }
    if ((config.nameservers ?? []).length === 0) {
      const detail = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
      errors.push(required([...path, 'nameservers'], detail));
      return;
    }
  }
  if (config === undefined) return;
  const { nameservers = [], searches = [], options = [] } = config;
  if (nameservers.length > MAX_NAMESERVERS) {
    const detail = `must not have more than ${MAX_NAMESERVERS} nameservers`;
    errors.push(invalid([...path, 'nameservers'], nameservers, detail));
  }
  nameservers.forEach((address, index) => {
    errors.push(...validateLegacyIp([...path, 'nameservers', index], address));
  });
  validateSearches(errors, searches, [...path, 'searches']);
  options.forEach(({ name = '' }, index) => {
    if (name === '') errors.push(required([...path, 'options', index], 'must not be empty'));
  });
}

function validateSearches(errors: FieldError[], searches: readonly string[], path: FieldPath): void {
  if (searches.length > MAX_SEARCHES) {
    errors.push(invalid(path, searches, `must not have more than ${MAX_SEARCHES} search paths`));
  }
  if (searches.length > 0 && byteLength(searches.join(' ')) > MAX_SEARCH_CHARACTERS) {
    const detail = `must not have more than ${MAX_SEARCH_CHARACTERS} characters (including spaces) in the search list`;
    errors.push(invalid(path, searches, detail));
  }
  searches.forEach((search, index) => {
    if (search === '.') return;
    const name = search.endsWith('.') ? search.slice(0, -1) : search;
    complain(errors, [...path, index], name, isDns1123SubdomainWithUnderscore(name));
  });
}

/** Source: ValidateHostAliases. */
export function validateHostAliases(errors: FieldError[], aliases: readonly HostAlias[], path: FieldPath): void {
  aliases.forEach(({ ip = '', hostnames }, index) => {
    errors.push(...validateLegacyIp([...path, index, 'ip'], ip));
    hostnames?.forEach((name, position) => {
      complain(errors, [...path, index, 'hostnames', position], name, isDns1123Subdomain(name));
    });
  });
}

/** Source: validatePodHostName. */
export function validateHostnameOverride(errors: FieldError[], spec: PodSpec, path: FieldPath): void {
  const { hostnameOverride } = spec;
  if (hostnameOverride === undefined) return;
  const at = [...path, 'hostnameOverride'];
  if (spec.setHostnameAsFQDN === true) {
    errors.push(forbidden(at, 'may not be specified when setHostnameAsFQDN is true'));
  }
  if (spec.hostNetwork === true) errors.push(forbidden(at, 'may not be specified when hostNetwork is true'));
  if (longerThan(hostnameOverride, 64)) errors.push(tooLong(at, 64));
  complain(errors, at, hostnameOverride, isDns1123Subdomain(hostnameOverride));
}
