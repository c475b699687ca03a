// The rules of Endpoints. Source: pkg/registry/core/endpoint/strategy.go, pkg/apis/core/validation/validation.go
// (ValidateEndpoints), pkg/apis/core/v1/defaults.go, 1.36.
import { notSupported, required, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import { defineKind } from '../kindRules.ts';
import type { EndpointAddress, Endpoints } from '../types.generated.ts';
import { complain, semanticallyEqual } from '../validation/fields.ts';
import { validateEndpointIp, validateLegacyIp, warningsForIp } from '../validation/ip.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { isDns1123Label, isPortNumber, isQualifiedName, nameIsDnsSubdomain } from '../validation/strings.ts';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

function validateAddress(errors: FieldError[], address: EndpointAddress, path: FieldPath): void {
  const { ip = '', hostname = '', nodeName } = address;
  errors.push(...validateLegacyIp([...path, 'ip'], ip));
  if (hostname !== '') complain(errors, [...path, 'hostname'], hostname, isDns1123Label(hostname));
  if (nodeName !== undefined) complain(errors, [...path, 'nodeName'], nodeName, nameIsDnsSubdomain(nodeName, false));
  errors.push(...validateEndpointIp([...path, 'ip'], ip));
}

type Subset = NonNullable<Endpoints['subsets']>[number];
type Port = NonNullable<Subset['ports']>[number];

function validatePort(errors: FieldError[], port: Port, nameNeeded: boolean, path: FieldPath): void {
  const { name = '', port: number = 0, protocol = '', appProtocol } = port;
  if (name !== '') complain(errors, [...path, 'name'], name, isDns1123Label(name));
  else if (nameNeeded) errors.push(required([...path, 'name']));
  complain(errors, [...path, 'port'], number, isPortNumber(number));
  if (protocol === '') errors.push(required([...path, 'protocol']));
  else if (!PROTOCOLS.includes(protocol)) errors.push(notSupported([...path, 'protocol'], protocol, PROTOCOLS));
  if (appProtocol !== undefined) complain(errors, [...path, 'appProtocol'], appProtocol, isQualifiedName(appProtocol));
}

function validateSubset(errors: FieldError[], subset: Subset, path: FieldPath): void {
  const { addresses = [], notReadyAddresses = [], ports = [] } = subset;
  if (addresses.length === 0 && notReadyAddresses.length === 0) {
    errors.push(required(path, 'must specify `addresses` or `notReadyAddresses`'));
  }
  addresses.forEach((address, index) => validateAddress(errors, address, [...path, 'addresses', index]));
  notReadyAddresses.forEach((address, index) =>
    validateAddress(errors, address, [...path, 'notReadyAddresses', index]),
  );
  ports.forEach((port, index) => validatePort(errors, port, ports.length > 1, [...path, 'ports', index]));
}

function validate(endpoints: Endpoints, old?: Endpoints): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, endpoints.metadata, true, nameIsDnsSubdomain);
  // Subsets that an older server took stay good as long as nobody touches them.
  if (old && semanticallyEqual(endpoints.subsets, old.subsets)) return errors;
  (endpoints.subsets ?? []).forEach((subset, index) => validateSubset(errors, subset, ['subsets', index]));
  return errors;
}

export const kind = defineKind<Endpoints>({
  gvk: { group: '', version: 'v1', kind: 'Endpoints' },
  setDefaults(endpoints) {
    for (const subset of endpoints.subsets ?? []) for (const port of subset.ports ?? []) port.protocol ||= 'TCP';
  },
  validate: (endpoints) => validate(endpoints),
  validateUpdate(endpoints, old) {
    const errors: FieldError[] = [];
    validateObjectMetaUpdate(errors, endpoints.metadata, old.metadata);
    return [...errors, ...validate(endpoints, old)];
  },
  warnings: (endpoints) => [
    'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
    ...(endpoints.subsets ?? []).flatMap((subset, index) =>
      (['addresses', 'notReadyAddresses'] as const).flatMap((list) =>
        (subset[list] ?? []).flatMap(({ ip = '' }, at) => warningsForIp(`subsets[${index}].${list}[${at}].ip`, ip)),
      ),
    ),
  ],
});
