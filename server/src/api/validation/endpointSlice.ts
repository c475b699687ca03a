// What the API server refuses of an EndpointSlice. Source: pkg/apis/discovery/validation/validation.go, 1.36.
import { duplicate, invalid, notSupported, required, tooMany, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import type { Endpoint, EndpointHints, EndpointSlice } from '../types.generated.ts';
import { validateFullyQualifiedDomainName } from './domains.ts';
import { checkImmutable, complain, semanticallyEqual } from './fields.ts';
import { familyOfIp, validateEndpointIp, validateIp, validateLegacyIp } from './ip.ts';
import { validateLabels } from './labelSelector.ts';
import { validateObjectMeta } from './objectMeta.ts';
import { isDns1123Label, isLabelValue, isQualifiedName, nameIsDnsSubdomain, type Complaints } from './strings.ts';

const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const MAX_ENDPOINTS = 1000;
const MAX_ADDRESSES = 100;
const MAX_PORTS = 20_000;
const MAX_TOPOLOGY_LABELS = 16;
const MAX_HINTS = 8;

function validateAddress(errors: FieldError[], type: string, address: string, list: FieldPath, index: number): void {
  const path = [...list, index];
  if (type === 'FQDN') validateFullyQualifiedDomainName(errors, path, address);
  if (type !== 'IPv4' && type !== 'IPv6') return;
  const complaints = type === 'IPv4' ? validateLegacyIp(path, address) : validateIp(path, address);
  errors.push(...complaints);
  if (complaints.length > 0) return;
  if (familyOfIp(address) !== type) errors.push(invalid(list, address, `must be an ${type} address`));
  errors.push(...validateEndpointIp(path, address));
}

type Named = { readonly name?: string | undefined };

function validateHintList(
  errors: FieldError[],
  list: readonly Named[],
  path: FieldPath,
  check: (name: string) => Complaints,
): boolean {
  if (list.length > MAX_HINTS) {
    errors.push(tooMany(path, list.length, MAX_HINTS));
    return false;
  }
  const seen = new Set<string>();
  list.forEach(({ name = '' }, index) => {
    const at = [...path, index, 'name'];
    if (seen.has(name)) errors.push(duplicate(at, name));
    seen.add(name);
    complain(errors, at, name, check(name));
  });
  return true;
}

function validateHints(errors: FieldError[], hints: EndpointHints, path: FieldPath): void {
  const zones = validateHintList(errors, hints.forZones ?? [], [...path, 'forZones'], isLabelValue);
  if (!zones) return;
  validateHintList(errors, hints.forNodes ?? [], [...path, 'forNodes'], (name) => nameIsDnsSubdomain(name, false));
}

function validateEndpoint(errors: FieldError[], endpoint: Endpoint, type: string, path: FieldPath): void {
  const { addresses = [], nodeName, hostname, hints, deprecatedTopology } = endpoint;
  const at = [...path, 'addresses'];
  if (addresses.length === 0) errors.push(required(at, 'must contain at least 1 address'));
  else if (addresses.length > MAX_ADDRESSES) errors.push(tooMany(at, addresses.length, MAX_ADDRESSES));
  addresses.forEach((address, index) => validateAddress(errors, type, address, at, index));
  if (nodeName !== undefined) complain(errors, [...path, 'nodeName'], nodeName, nameIsDnsSubdomain(nodeName, false));
  const topology = [...path, 'deprecatedTopology'];
  const labels = Object.keys(deprecatedTopology ?? {}).length;
  if (labels > MAX_TOPOLOGY_LABELS) errors.push(tooMany(topology, labels, MAX_TOPOLOGY_LABELS));
  validateLabels(errors, deprecatedTopology, topology);
  if (hostname !== undefined) complain(errors, [...path, 'hostname'], hostname, isDns1123Label(hostname));
  if (hints) validateHints(errors, hints, [...path, 'hints']);
}

function validatePorts(errors: FieldError[], slice: EndpointSlice): void {
  const ports = slice.ports ?? [];
  if (ports.length > MAX_PORTS) {
    errors.push(tooMany(['ports'], ports.length, MAX_PORTS));
    return;
  }
  const names = new Set<string>();
  ports.forEach(({ name = '', protocol, appProtocol }, index) => {
    const path = ['ports', index];
    if (name !== '') complain(errors, [...path, 'name'], name, isDns1123Label(name));
    if (names.has(name)) errors.push(duplicate([...path, 'name'], name));
    names.add(name);
    if (protocol === undefined) errors.push(required([...path, 'protocol']));
    else if (!PROTOCOLS.includes(protocol)) errors.push(notSupported([...path, 'protocol'], protocol, PROTOCOLS));
    if (appProtocol !== undefined)
      complain(errors, [...path, 'appProtocol'], appProtocol, isQualifiedName(appProtocol));
  });
}

/** Source: ValidateEndpointSlice. */
export function validateEndpointSlice(slice: EndpointSlice, old?: EndpointSlice): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, slice.metadata, true, nameIsDnsSubdomain);
  const type = slice.addressType ?? '';
  if (type === '') errors.push(required(['addressType']));
  else if (!ADDRESS_TYPES.includes(type)) errors.push(notSupported(['addressType'], type, ADDRESS_TYPES));
  validatePorts(errors, slice);
  const endpoints = slice.endpoints ?? [];
  if (old && semanticallyEqual(endpoints, old.endpoints)) return errors;
  if (endpoints.length > MAX_ENDPOINTS) errors.push(tooMany(['endpoints'], endpoints.length, MAX_ENDPOINTS));
  else endpoints.forEach((endpoint, index) => validateEndpoint(errors, endpoint, type, ['endpoints', index]));
  return errors;
}

/** Source: ValidateEndpointSliceUpdate. */
export function validateEndpointSliceUpdate(slice: EndpointSlice, old: EndpointSlice): FieldError[] {
  const errors = validateEndpointSlice(slice, old);
  checkImmutable(errors, ['addressType'], slice.addressType ?? '', old.addressType ?? '');
  return errors;
}
