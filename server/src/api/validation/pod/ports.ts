// Ports of containers.
// Source: pkg/apis/core/validation/validation.go (validateContainerPorts, AccumulateUniqueHostPorts), 1.36.
import { duplicate, invalid, required, type FieldError } from '../../fieldError.ts';
import type { FieldPath } from '../../fieldPath.ts';
import type { Container, ContainerPort, PodSpec } from '../../types.generated.ts';
import { complain } from '../fields.ts';
import { isPortName, isPortNumber } from '../strings.ts';
import { requireOneOf } from './enums.ts';

/** Source: supportedPortProtocols. */
export const PROTOCOLS: readonly string[] = ['SCTP', 'TCP', 'UDP'];

/** Source: validateContainerPorts. */
export function validateContainerPorts(errors: FieldError[], ports: readonly ContainerPort[], path: FieldPath): void {
  const names = new Set<string>();
  ports.forEach((port, index) => {
    const at = [...path, index];
    const { name = '', containerPort = 0, hostPort = 0 } = port;
    if (name !== '') {
      const complaints = isPortName(name);
      if (complaints.length > 0) complain(errors, [...at, 'name'], name, complaints);
      else if (names.has(name)) errors.push(duplicate([...at, 'name'], name));
      else names.add(name);
    }
    if (containerPort === 0) errors.push(required([...at, 'containerPort']));
    else complain(errors, [...at, 'containerPort'], containerPort, isPortNumber(containerPort));
    if (hostPort !== 0) complain(errors, [...at, 'hostPort'], hostPort, isPortNumber(hostPort));
    requireOneOf(errors, port.protocol, PROTOCOLS, [...at, 'protocol']);
  });
}

/** No two containers may have the same port of the node. Source: checkHostPortConflicts. */
export function checkHostPortConflicts(errors: FieldError[], containers: readonly Container[], path: FieldPath): void {
  let seen: Set<string> | undefined;
  containers.forEach(({ ports }, containerIndex) => {
    ports?.forEach(({ hostPort = 0, hostIP = '', protocol = '' }, index) => {
      if (hostPort === 0) return;
      const key = `${protocol}/${hostIP}/${hostPort}`;
      seen ??= new Set();
      if (seen.has(key)) errors.push(duplicate([...path, containerIndex, 'ports', index, 'hostPort'], key));
      else seen.add(key);
    });
  });
}

/** In the host's network a port is the same inside and outside. Source: validatePodHostNetworkDeps. */
export function validateHostNetworkPorts(errors: FieldError[], spec: PodSpec, path: FieldPath, isPod: boolean): void {
  if (spec.hostNetwork !== true) return;
  spec.containers?.forEach(({ ports }, containerIndex) => {
    ports?.forEach(({ hostPort = 0, containerPort = 0 }, index) => {
      if ((!isPod && hostPort === 0) || hostPort === containerPort) return;
      const at = [...path, 'containers', containerIndex, 'ports', index, 'hostPort'];
      errors.push(invalid(at, hostPort, 'must match `containerPort` when `hostNetwork` is true'));
    });
  });
}
