// IP addresses and CIDR values, read and refused as the API server does. Parsing and arithmetic are ipaddr.js's.
// Source: staging/src/k8s.io/apimachinery/pkg/util/validation/ip.go, k8s.io/utils/net, 1.36 (StrictIPCIDRValidation on).
import ipaddr from 'ipaddr.js';
import { invalid, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';

/** A parsed address; IPv4-mapped IPv6 addresses are IPv4 ones, as in Go. */
export interface IpAddress {
  readonly family: 'IPv4' | 'IPv6';
  readonly address: ipaddr.IPv4 | ipaddr.IPv6;
  /** Written in the mapped form `::ffff:1.2.3.4`. */
  readonly mapped: boolean;
  /** An octet was written with leading zeros: only the sloppy reader takes it. */
  readonly leadingZeros: boolean;
}

const FOUR_PARTS = /^\d+\.\d+\.\d+\.\d+$/;
const EMBEDDED = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/;

const octets = (text: string): number[] | undefined => {
  const parts = text.split('.').map(Number);
  return parts.every((part) => part <= 255) ? parts : undefined;
};

const hasLeadingZeros = (text: string): boolean => /(^|\.)0\d/.test(text);

/** Reads an address as ParseIPSloppy does: leading zeros in octets are decimal; no zones. */
export function parseIpSloppy(text: string): IpAddress | undefined {
  if (text.length > 64) return undefined;
  if (FOUR_PARTS.test(text)) {
    const parts = octets(text);
    if (!parts) return undefined;
    return { family: 'IPv4', address: new ipaddr.IPv4(parts), mapped: false, leadingZeros: hasLeadingZeros(text) };
  }
  if (!text.includes(':') || text.includes('%')) return undefined;
  const embedded = EMBEDDED.exec(text);
  let plain = text;
  if (embedded) {
    const parts = octets(embedded[2] ?? '');
    if (!parts) return undefined;
    plain = `${embedded[1]}${parts.join('.')}`;
  }
  if (!ipaddr.IPv6.isValid(plain)) return undefined;
  const address = ipaddr.IPv6.parse(plain);
  const leadingZeros = embedded !== null && hasLeadingZeros(embedded[2] ?? '');
  if (address.isIPv4MappedAddress()) {
    return { family: 'IPv4', address: address.toIPv4Address(), mapped: true, leadingZeros };
  }
  return { family: 'IPv6', address, mapped: false, leadingZeros };
}

/** The canonical text (RFC 5952; mapped addresses as IPv4). */
export const formatIp = (ip: IpAddress): string => ip.address.toString();

/** `IPv6`, or `IPv4` for everything else. Source: netutils.IsIPv6String. */
export const familyOfIp = (text: string): 'IPv4' | 'IPv6' => parseIpSloppy(text)?.family ?? 'IPv4';

/** An address in a field older than strict validation; `known` are the old object's values. */
export function validateLegacyIp(path: FieldPath, value: string, known: readonly string[] = []): FieldError[] {
  if (known.includes(value)) return [];
  const ip = parseIpSloppy(value);
  if (!ip) return [invalid(path, value, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')];
  if (ip.leadingZeros) return [invalid(path, value, 'must not have leading 0s')];
  return ip.mapped ? [invalid(path, value, 'must not be an IPv4-mapped IPv6 address')] : [];
}

/** An address in a newer field: strict and canonical. Source: IsValidIP. */
export function validateIp(path: FieldPath, value: string): FieldError[] {
  const errors = validateLegacyIp(path, value);
  const ip = parseIpSloppy(value);
  if (errors.length > 0 || !ip) return errors;
  const canonical = formatIp(ip);
  return value === canonical ? [] : [invalid(path, value, `must be in canonical form (${JSON.stringify(canonical)})`)];
}

interface Cidr {
  readonly ip: IpAddress;
  readonly bits: number;
  /** The network's address with all host bits cleared. */
  readonly network: string;
  readonly hasHostBits: boolean;
  readonly strict: boolean;
}

function parseCidrSloppy(value: string): Cidr | undefined {
  const slash = value.indexOf('/');
  if (slash < 0) return undefined;
  const ip = parseIpSloppy(value.slice(0, slash));
  const prefix = value.slice(slash + 1);
  if (!ip || !/^\d+$/.test(prefix)) return undefined;
  const written = Number(prefix);
  // A mapped address is an IPv6 one as far as the prefix is concerned.
  if (written > (ip.family === 'IPv4' && !ip.mapped ? 32 : 128)) return undefined;
  const bits = ip.mapped ? Math.max(0, written - 96) : written;
  const bytes = ip.address.toByteArray();
  const masked = bytes.map((byte, index) => byte & (0xff00 >> Math.min(8, Math.max(0, bits - 8 * index))) & 0xff);
  return {
    ip,
    bits,
    network: ipaddr.fromByteArray(masked).toString(),
    hasHostBits: masked.some((byte, index) => byte !== bytes[index]),
    strict: !ip.leadingZeros && !/^0\d/.test(prefix),
  };
}

/** A CIDR value in a field older than strict validation; `known` are the old object's values. */
export function validateLegacyCidr(path: FieldPath, value: string, known: readonly string[] = []): FieldError[] {
  if (known.includes(value)) return [];
  const cidr = parseCidrSloppy(value);
  if (!cidr) return [invalid(path, value, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')];
  if (!cidr.strict) return [invalid(path, value, 'must not have leading 0s in IP or prefix length')];
  if (cidr.ip.mapped) return [invalid(path, value, 'must not have an IPv4-mapped IPv6 address')];
  return cidr.hasHostBits ? [invalid(path, value, 'must not have bits set beyond the prefix length')] : [];
}

/** A CIDR value in a newer field: strict and canonical. Source: IsValidCIDR. */
export function validateCidr(path: FieldPath, value: string): FieldError[] {
  const errors = validateLegacyCidr(path, value);
  const cidr = parseCidrSloppy(value);
  if (errors.length > 0 || !cidr) return errors;
  const canonical = `${cidr.network}/${cidr.bits}`;
  return value === canonical ? [] : [invalid(path, value, `must be in canonical form (${JSON.stringify(canonical)})`)];
}

/** Whether `inner` lies wholly in `outer`; false if one of them is no CIDR value. */
export function cidrContains(outer: string, inner: string): boolean {
  const a = parseCidrSloppy(outer);
  const b = parseCidrSloppy(inner);
  if (!a || !b || a.ip.family !== b.ip.family || a.bits > b.bits) return false;
  const network = ipaddr.parse(a.network);
  return b.ip.address.match(network, a.bits);
}

/** The network's address and prefix, to compare CIDR values by meaning; undefined if it is none. */
export const canonicalCidr = (value: string): string | undefined => {
  const cidr = parseCidrSloppy(value);
  return cidr && `${cidr.network}/${cidr.bits}`;
};

/** The family of a CIDR value; undefined if it is none. Source: netutils.IPFamilyOfCIDRString. */
export const familyOfCidr = (value: string): 'IPv4' | 'IPv6' | undefined => parseCidrSloppy(value)?.ip.family;

const rangeOf = (ip: IpAddress): string => ip.address.range();

/** An address that endpoints may have. Source: ValidateEndpointIP, pkg/apis/core/validation/validation.go. */
export function validateEndpointIp(path: FieldPath, value: string): FieldError[] {
  const ip = parseIpSloppy(value);
  if (!ip) return [invalid(path, value, 'must be a valid IP address')];
  const bytes = ip.address.toByteArray();
  switch (rangeOf(ip)) {
    case 'unspecified':
      // ipaddr.js calls all of 0.0.0.0/8 unspecified; upstream only the address itself.
      return bytes.every((byte) => byte === 0) ? [invalid(path, value, `may not be unspecified (${value})`)] : [];
    case 'loopback':
      return [invalid(path, value, 'may not be in the loopback range (127.0.0.0/8, ::1/128)')];
    case 'linkLocal':
      return [invalid(path, value, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)')];
    case 'multicast': {
      const linkLocal =
        ip.family === 'IPv4' ? bytes[0] === 224 && bytes[1] === 0 && bytes[2] === 0 : ((bytes[1] ?? 0) & 0x0f) === 2;
      return linkLocal
        ? [invalid(path, value, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)')]
        : [];
    }
    default:
      return [];
  }
}

/** The server's warnings for an address in a legacy field. Source: GetWarningsForIP. */
export function warningsForIp(field: string, value: string): string[] {
  const ip = parseIpSloppy(value);
  if (!ip) return [];
  const canonical = formatIp(ip);
  if (ip.leadingZeros || ip.mapped) {
    return [`${field}: non-standard IP address ${JSON.stringify(value)} is invalid: use ${JSON.stringify(canonical)}`];
  }
  return ip.family === 'IPv6' && canonical !== value
    ? [
        `${field}: IPv6 address ${JSON.stringify(value)} should be in RFC 5952 canonical format (${JSON.stringify(canonical)})`,
      ]
    : [];
}

/** The server's warnings for a CIDR value in a legacy field. Source: GetWarningsForCIDR. */
export function warningsForCidr(field: string, value: string): string[] {
  const cidr = parseCidrSloppy(value);
  if (!cidr) return [];
  const network = `${cidr.network}/${cidr.bits}`;
  const warnings: string[] = [];
  if (cidr.hasHostBits) {
    const single = `${formatIp(cidr.ip)}/${cidr.ip.family === 'IPv4' ? 32 : 128}`;
    warnings.push(
      `${field}: CIDR value ${JSON.stringify(value)} is ambiguous in this context (should be ${JSON.stringify(network)} or ${JSON.stringify(single)}?)`,
    );
  }
  if (!cidr.strict || cidr.ip.mapped) {
    warnings.push(
      `${field}: non-standard CIDR value ${JSON.stringify(value)} is invalid: use ${JSON.stringify(network)}`,
    );
  }
  if (warnings.length === 0 && cidr.ip.family === 'IPv6' && network !== value) {
    warnings.push(
      `${field}: IPv6 CIDR value ${JSON.stringify(value)} should be in RFC 5952 canonical format (${JSON.stringify(network)})`,
    );
  }
  return warnings;
}
