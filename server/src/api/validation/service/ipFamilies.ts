// Cluster IPs and IP families of a Service: what the server infers before it validates, and what it refuses then.
// The cluster is single-stack IPv4, as a default one is. Allocation itself is the engine's (cluster/network/).
// Source: pkg/registry/core/service/storage/{alloc,storage}.go, pkg/apis/core/validation/validation.go, 1.36.
import { deepEqual } from '../../../base/compare.ts';
import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../../fieldError.ts';
import type { Service, ServiceSpec } from '../../types.generated.ts';
import { familyOfIp, parseIpSloppy, validateLegacyIp } from '../ip.ts';

const CLUSTER_IPS = ['spec', 'clusterIPs'] as const;
const FAMILIES = ['spec', 'ipFamilies'] as const;
const POLICY = ['spec', 'ipFamilyPolicy'] as const;
const SUPPORTED_FAMILIES = ['IPv4', 'IPv6'];
const SUPPORTED_POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
/** The only family that a default cluster has addresses for. */
const CONFIGURED_FAMILY = 'IPv4';

const isExternalName = (spec: ServiceSpec): boolean => spec.type === 'ExternalName';

/** Source: isHeadlessService. */
export const isHeadless = (spec: ServiceSpec): boolean =>
  spec.clusterIPs?.length === 1 && spec.clusterIPs[0] === 'None';

const sameList = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean =>
  deepEqual(a ?? [], b ?? []);

const sameClusterIps = (a: ServiceSpec, b: ServiceSpec): boolean => sameList(a.clusterIPs, b.clusterIPs);

/** Keeps what was allocated where an update leaves it out, in place. Source: patchAllocatedValues. */
export function keepAllocated(spec: ServiceSpec, old: ServiceSpec): void {
  if (!isExternalName(old) && !isExternalName(spec)) {
    spec.clusterIP ||= old.clusterIP;
    if ((spec.clusterIPs?.length ?? 0) === 0 && old.clusterIPs?.length) spec.clusterIPs = [...old.clusterIPs];
  }
  if (needsNodePort(old) && needsNodePort(spec)) {
    const before = (old.ports ?? []).map((port) => port.nodePort ?? 0);
    const used = new Set((spec.ports ?? []).map((port) => port.nodePort ?? 0).filter((port) => before.includes(port)));
    used.delete(0);
    for (const port of spec.ports ?? []) {
      if (port.nodePort) continue;
      const same = old.ports?.findLast((candidate) => (candidate.name ?? '') === (port.name ?? ''));
      if (same?.nodePort && !used.has(same.nodePort)) port.nodePort = same.nodePort;
    }
  }
  if (needsHealthCheck(old) && needsHealthCheck(spec)) spec.healthCheckNodePort ||= old.healthCheckNodePort;
}

/** Whether every port gets a node port. */
export const needsNodePort = (spec: ServiceSpec): boolean => spec.type === 'NodePort' || spec.type === 'LoadBalancer';

/** Source: pkg/api/service/util.go, NeedsHealthCheck. */
export const needsHealthCheck = (spec: ServiceSpec): boolean =>
  spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';

/** Brings `clusterIP` and `clusterIPs` into step, in place. Source: normalizeClusterIPs. */
export function normaliseClusterIps(spec: ServiceSpec, old: ServiceSpec | undefined): void {
  const now = spec.clusterIP ?? '';
  if (old === undefined) {
    if (now !== '' && (spec.clusterIPs?.length ?? 0) === 0) spec.clusterIPs = [now];
    return;
  }
  const before = old.clusterIP ?? '';
  if (old.clusterIPs?.length && (spec.clusterIPs?.length ?? 0) === 0 && before === now) {
    spec.clusterIPs = [...old.clusterIPs];
  }
  if (before === now || !sameClusterIps(spec, old)) return;
  if (now === '') delete spec.clusterIPs;
  else spec.clusterIPs = [now];
}

function validateFamilies(spec: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  (spec.ipFamilies ?? []).forEach((family, index) => {
    if (!SUPPORTED_FAMILIES.includes(family))
      errors.push(notSupported([...FAMILIES, index], family, SUPPORTED_FAMILIES));
    if (seen.has(family)) errors.push(duplicate([...FAMILIES, index], family));
    seen.add(family);
  });
  const policy = spec.ipFamilyPolicy;
  if (policy !== undefined && !SUPPORTED_POLICIES.includes(policy)) {
    errors.push(notSupported(POLICY, policy, SUPPORTED_POLICIES));
  }
  return errors;
}

function validateClusterIpPair(spec: ServiceSpec): FieldError[] {
  const ips = spec.clusterIPs ?? [];
  if (spec.clusterIP) {
    if (ips.length === 0) return [required(CLUSTER_IPS)];
    return ips[0] === spec.clusterIP ? [] : [invalid(CLUSTER_IPS, ips, 'first value must match `clusterIP`')];
  }
  return ips.length === 0 ? [] : [invalid(CLUSTER_IPS, ips, 'must be empty when `clusterIP` is not specified')];
}

/** Source: ValidateServiceClusterIPsRelatedFields. */
export function validateClusterIpFields(spec: ServiceSpec, old: ServiceSpec | undefined): FieldError[] {
  if (isExternalName(spec)) return [];
  const errors = [...validateClusterIpPair(spec), ...validateFamilies(spec)];
  const ips = spec.clusterIPs ?? [];
  const families = spec.ipFamilies ?? [];
  let badIps = false;
  ips.forEach((ip, index) => {
    if (index === 0 && ip === 'None') {
      if (ips.length > 1) {
        badIps = true;
        errors.push(invalid(CLUSTER_IPS, ips, "'None' must be the first and only value"));
      }
      return;
    }
    const complaints = validateLegacyIp([...CLUSTER_IPS, index], ip, old?.clusterIPs ?? []);
    badIps ||= complaints.length > 0;
    errors.push(...complaints);
  });
  if (ips.length > 2) errors.push(invalid(CLUSTER_IPS, ips, 'may only hold up to 2 values'));
  if (badIps) return errors;
  if (ips.length > 1 && new Set(ips.map(familyOfIp)).size < 2) {
    errors.push(invalid(CLUSTER_IPS, ips, 'may specify no more than one IP for each IP family'));
  }
  if (!isHeadless(spec)) {
    ips.slice(0, families.length).forEach((ip, index) => {
      const family = families[index];
      const isIpv6 = parseIpSloppy(ip)?.family === 'IPv6';
      if (family === 'IPv4' ? isIpv6 : family === 'IPv6' && !isIpv6) {
        errors.push(
          invalid([...CLUSTER_IPS, index], ip, `expected an ${family} value as indicated by \`ipFamilies[${index}]\``),
        );
      }
    });
  }
  return errors;
}

function inferPolicy(spec: ServiceSpec, old: ServiceSpec | undefined): string {
  if (old?.ipFamilyPolicy !== undefined) return old.ipFamilyPolicy;
  const selectorless = Object.keys(spec.selector ?? {}).length === 0;
  return spec.clusterIP === 'None' && selectorless ? 'RequireDualStack' : 'SingleStack';
}

const isMatchingPreferDualStack = (spec: ServiceSpec, old: ServiceSpec | undefined): boolean =>
  old !== undefined &&
  old.type === spec.type &&
  spec.ipFamilyPolicy === 'PreferDualStack' &&
  old.ipFamilyPolicy === 'PreferDualStack' &&
  sameClusterIps(spec, old) &&
  sameList(spec.ipFamilies, old.ipFamilies);

/** How an update may give up a family: only with the policy SingleStack. */
function releaseFamilies(spec: ServiceSpec, old: ServiceSpec): FieldError[] {
  if (spec.ipFamilyPolicy === 'SingleStack') {
    if (sameClusterIps(old, spec) && (spec.clusterIPs?.length ?? 0) > 1) spec.clusterIPs = spec.clusterIPs?.slice(0, 1);
    if (sameList(old.ipFamilies, spec.ipFamilies) && (spec.ipFamilies?.length ?? 0) > 1) {
      spec.ipFamilies = spec.ipFamilies?.slice(0, 1);
    }
    return [];
  }
  const reduced = (before: readonly string[] | undefined, now: readonly string[] | undefined): boolean =>
    (now?.length ?? 0) > 0 && (now?.length ?? 0) < (before?.length ?? 0);
  const errors: FieldError[] = [];
  if (reduced(old.clusterIPs, spec.clusterIPs)) {
    errors.push(invalid(POLICY, spec.ipFamilyPolicy, "must be 'SingleStack' to release the secondary cluster IP"));
  }
  if (reduced(old.ipFamilies, spec.ipFamilies)) {
    errors.push(invalid(POLICY, spec.ipFamilyPolicy, "must be 'SingleStack' to release the secondary IP family"));
  }
  return errors;
}

function inferFamilies(spec: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  const ips = spec.clusterIPs ?? [];
  for (const [index, ip] of ips.entries()) {
    if (ip === 'None') break;
    if (index < (spec.ipFamilies?.length ?? 0)) continue;
    const family = familyOfIp(ip);
    if (family !== CONFIGURED_FAMILY) {
      errors.push(invalid([...CLUSTER_IPS, index], ips, `${family} is not configured on this cluster`));
    } else spec.ipFamilies = [...(spec.ipFamilies ?? []), family];
  }
  return errors;
}

/**
 * Infers policy and families, in place, and gives the errors that stop the request before anything else is validated.
 * Calling it again on its own outcome gives the same errors. Source: initIPFamilyFields.
 */
export function initIpFamilyFields(service: Service, oldService: Service | undefined): FieldError[] {
  const spec = (service.spec ??= {});
  const old = oldService?.spec;
  if (isExternalName(spec) || isMatchingPreferDualStack(spec, old)) return [];
  spec.ipFamilyPolicy ??= inferPolicy(spec, old);
  const related = validateClusterIpFields(spec, old);
  if (related.length > 0) return related;

  const errors = old === undefined ? [] : releaseFamilies(spec, old);
  if (spec.ipFamilyPolicy === 'SingleStack') {
    const dual = "must be 'RequireDualStack' or 'PreferDualStack' when multiple";
    if (spec.clusterIPs?.length === 2)
      errors.push(invalid(POLICY, spec.ipFamilyPolicy, `${dual} cluster IPs are specified`));
    if (spec.ipFamilies?.length === 2)
      errors.push(invalid(POLICY, spec.ipFamilyPolicy, `${dual} IP families are specified`));
  }
  errors.push(...inferFamilies(spec));
  if (errors.length > 0) return errors;

  if (spec.clusterIP === 'None' && Object.keys(spec.selector ?? {}).length === 0) {
    const families = spec.ipFamilies?.length ? spec.ipFamilies : [CONFIGURED_FAMILY];
    const both = spec.ipFamilyPolicy !== 'SingleStack' && families.length < 2;
    spec.ipFamilies = both ? [...families, families[0] === 'IPv4' ? 'IPv6' : 'IPv4'] : families;
    return [];
  }
  if (spec.ipFamilyPolicy === 'RequireDualStack') {
    errors.push(invalid(POLICY, spec.ipFamilyPolicy, 'this cluster is not configured for dual-stack services'));
  }
  (spec.ipFamilies ?? []).forEach((family, index) => {
    if (family !== CONFIGURED_FAMILY)
      errors.push(invalid([...FAMILIES, index], family, 'not configured on this cluster'));
  });
  if (errors.length > 0) return errors;
  if ((spec.ipFamilies?.length ?? 0) === 0) spec.ipFamilies = [CONFIGURED_FAMILY];
  return [];
}

/** Source: validateUpgradeDowngradeClusterIPs. */
export function validateClusterIpsUpdate(spec: ServiceSpec, old: ServiceSpec): FieldError[] {
  if (isExternalName(spec) || isExternalName(old) || (isHeadless(old) && isHeadless(spec))) return [];
  const before = old.clusterIPs ?? [];
  const now = spec.clusterIPs ?? [];
  const errors: FieldError[] = [];
  if (before.length === now.length) {
    before.forEach((ip, index) => {
      if (ip !== now[index]) errors.push(invalid([...CLUSTER_IPS, index], now, 'may not change once set'));
    });
    return errors;
  }
  if (before.length > now.length && now.length === 0) {
    errors.push(invalid([...CLUSTER_IPS, 0], now, 'primary clusterIP can not be unset'));
  }
  if (before.length > 0 && now.length > 0 && now[0] !== before[0]) {
    errors.push(invalid([...CLUSTER_IPS, 0], now, 'may not change once set'));
  }
  if (before.length > now.length && now.length === 1 && spec.ipFamilyPolicy !== 'SingleStack') {
    const detail = "must be set to 'SingleStack' when releasing the secondary clusterIP";
    errors.push(invalid(POLICY, spec.ipFamilyPolicy, detail));
  }
  return errors;
}

/** Source: validateUpgradeDowngradeIPFamilies. */
export function validateIpFamiliesUpdate(spec: ServiceSpec, old: ServiceSpec): FieldError[] {
  if (isExternalName(spec) || isExternalName(old) || isHeadless(spec) || isHeadless(old)) return [];
  const before = old.ipFamilies ?? [];
  const now = spec.ipFamilies ?? [];
  const at = [...FAMILIES, 0];
  const errors: FieldError[] = [];
  if (before.length === now.length) {
    before.forEach((family, index) => {
      if (family !== now[index]) errors.push(invalid(at, now, 'may not change once set'));
    });
    return errors;
  }
  if (before.length > now.length && (spec.clusterIPs?.length ?? 0) === 0) {
    errors.push(invalid(at, now, 'primary ipFamily can not be unset'));
  }
  if (before.length > 0 && now.length > 0 && now[0] !== before[0]) {
    errors.push(invalid(at, spec.clusterIPs, 'may not change once set'));
  }
  if (before.length > now.length && now.length === 1 && spec.ipFamilyPolicy !== 'SingleStack') {
    errors.push(
      invalid(POLICY, spec.ipFamilyPolicy, "must be set to 'SingleStack' when releasing the secondary ipFamily"),
    );
  }
  return errors;
}

/** Source: the ExternalName case of validateService. */
export function validateNoClusterIps(spec: ServiceSpec): FieldError[] {
  const detail = 'may not be set for ExternalName services';
  const errors: FieldError[] = [];
  if ((spec.clusterIPs?.length ?? 0) > 0) errors.push(forbidden(CLUSTER_IPS, detail));
  if ((spec.ipFamilies?.length ?? 0) > 0) errors.push(forbidden(FAMILIES, detail));
  if (spec.ipFamilyPolicy !== undefined) errors.push(forbidden(POLICY, detail));
  return errors;
}
