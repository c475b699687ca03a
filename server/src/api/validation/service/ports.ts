// A Service's ports. Source: pkg/apis/core/validation/validation.go (validateServicePort, validateService), 1.36.
import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../../fieldError.ts';
import type { FieldPath } from '../../fieldPath.ts';
import type { ServicePort, ServiceSpec } from '../../types.generated.ts';
import { needsHealthCheck } from './ipFamilies.ts';
import { isDns1123Label, isPortName, isPortNumber, isQualifiedName } from '../strings.ts';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

/** A port by number or name. Source: ValidatePortNumOrName. */
export function validatePortNumberOrName(path: FieldPath, port: number | string): FieldError[] {
  const complaints = typeof port === 'number' ? isPortNumber(port) : isPortName(port);
  return complaints.map((detail) => invalid(path, port, detail));
}

function validatePort(path: FieldPath, port: ServicePort, nameNeeded: boolean, names: Set<string>): FieldError[] {
  const errors: FieldError[] = [];
  const name = port.name ?? '';
  if (name === '') {
    if (nameNeeded) errors.push(required([...path, 'name']));
  } else {
    errors.push(...isDns1123Label(name).map((detail) => invalid([...path, 'name'], name, detail)));
    if (names.has(name)) errors.push(duplicate([...path, 'name'], name));
    names.add(name);
  }
  const number = port.port ?? 0;
  errors.push(...isPortNumber(number).map((detail) => invalid([...path, 'port'], number, detail)));
  if (!port.protocol) errors.push(required([...path, 'protocol']));
  else if (!PROTOCOLS.includes(port.protocol))
    errors.push(notSupported([...path, 'protocol'], port.protocol, PROTOCOLS));
  errors.push(...validatePortNumberOrName([...path, 'targetPort'], port.targetPort ?? 0));
  if (port.appProtocol !== undefined) {
    const at = [...path, 'appProtocol'];
    errors.push(...isQualifiedName(port.appProtocol).map((detail) => invalid(at, port.appProtocol, detail)));
  }
  return errors;
}

/** The node ports of a default cluster. Source: kubeoptions.DefaultServiceNodePortRange. */
const NODE_PORTS = { first: 30_000, last: 32_767 };

const outOfRange = (port: number): boolean => port !== 0 && (port < NODE_PORTS.first || port > NODE_PORTS.last);

/**
 * Ports that the cluster has not to give. The server allocates before it validates, and stops at the first.
 * Source: pkg/registry/core/service/storage/alloc.go, portallocator.ErrNotInRange.
 */
export function allocateNodePorts(spec: ServiceSpec): FieldError[] {
  const detail = `provided port is not in the valid range. The range of valid ports is ${NODE_PORTS.first}-${NODE_PORTS.last}`;
  if (spec.type !== 'NodePort' && spec.type !== 'LoadBalancer') return [];
  for (const [index, { nodePort = 0 }] of (spec.ports ?? []).entries()) {
    if (outOfRange(nodePort)) return [invalid(['spec', 'ports', index, 'nodePort'], nodePort, detail)];
  }
  const check = spec.healthCheckNodePort ?? 0;
  if (!needsHealthCheck(spec) || !outOfRange(check)) return [];
  const failed = `failed to allocate requested HealthCheck NodePort ${check}: ${detail}`;
  return [{ type: 'InternalError', path: ['spec', 'healthCheckNodePort'], detail: failed }];
}

/** Every port by itself. */
export function validatePorts(spec: ServiceSpec): FieldError[] {
  const ports = spec.ports ?? [];
  const names = new Set<string>();
  return ports.flatMap((port, index) => validatePort(['spec', 'ports', index], port, ports.length > 1, names));
}

/** Node ports where the type has none, and ports that are there twice. */
export function validatePortUses(spec: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  const ports = spec.ports ?? [];
  if (spec.type === 'ClusterIP') {
    ports.forEach((port, index) => {
      if (port.nodePort) {
        errors.push(forbidden(['spec', 'ports', index, 'nodePort'], "may not be used when `type` is 'ClusterIP'"));
      }
    });
  }
  const nodePorts = new Set<string>();
  ports.forEach((port, index) => {
    if (!port.nodePort) return;
    const key = `${port.protocol ?? ''}/${port.nodePort}`;
    if (nodePorts.has(key)) errors.push(duplicate(['spec', 'ports', index, 'nodePort'], port.nodePort));
    nodePorts.add(key);
  });
  const numbers = new Set<string>();
  ports.forEach((port, index) => {
    const key = `${port.protocol ?? ''}/${port.port ?? 0}`;
    if (numbers.has(key))
      errors.push(duplicate(['spec', 'ports', index], { port: port.port, protocol: port.protocol }));
    numbers.add(key);
  });
  return errors;
}
