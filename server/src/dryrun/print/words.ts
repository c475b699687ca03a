// What tables and descriptions have in common: labels, ports, roles, access modes.
// Source: pkg/printers/internalversion/printers.go, staging/src/k8s.io/kubectl/pkg/describe/describe.go, 1.36.
import { compareText } from '../../base/compare.ts';
import type { Container, Node, PersistentVolumeClaim, Service } from '../../api/types.generated.ts';
import type { DeepReadonly } from '../../cluster/controller.ts';

/** `a=1,b=2`, or `<none>`. Source: labels.FormatLabels. */
export function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  const keys = Object.keys(labels ?? {}).sort(compareText);
  return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${labels?.[key] ?? ''}`).join(',');
}

/** The first three of a list, and how many more. */
export function firstThree(list: readonly string[]): string {
  if (list.length === 0) return '<unset>';
  const text = list.slice(0, 3).join(',');
  return list.length > 3 ? `${text} + ${list.length - 3} more...` : text;
}

const ROLE_PREFIX = 'node-role.kubernetes.io/';

/** The roles that a node's labels say. Source: findNodeRoles. */
export function rolesOf(node: DeepReadonly<Node>): string {
  const roles = Object.entries(node.metadata?.labels ?? {}).flatMap(([key, value]) => {
    if (key.startsWith(ROLE_PREFIX)) return key === ROLE_PREFIX ? [] : [key.slice(ROLE_PREFIX.length)];
    return key === 'kubernetes.io/role' && value !== '' ? [value] : [];
  });
  return roles.length === 0 ? '<none>' : [...new Set(roles)].sort(compareText).join(',');
}

/** Names and images of containers. Source: layoutContainerCells. */
export const containerCells = (
  containers: readonly DeepReadonly<Container>[] | undefined,
): readonly [string, string] => [
  (containers ?? []).map(({ name }) => name ?? '').join(','),
  (containers ?? []).map(({ image }) => image ?? '').join(','),
];

const MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

/** `RWO,ROX`. Source: GetAccessModesAsString. */
export const accessModes = (modes: readonly string[] | undefined): string =>
  Object.keys(MODES)
    .filter((mode) => modes?.includes(mode))
    .map((mode) => MODES[mode] ?? '')
    .join(',');

/** The class of a claim or volume, by the old annotation or the field. */
export const classOf = (object: DeepReadonly<PersistentVolumeClaim>): string =>
  object.metadata?.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? object.spec?.storageClassName ?? '';

/** Addresses of a load balancer. Source: loadBalancerStatusStringer. */
export function ingressText(service: DeepReadonly<Service>, wide: boolean): string {
  const places = (service.status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname ?? '');
  const text = [...new Set(places)].sort(compareText).join(',');
  return !wide && text.length > 16 ? `${text.slice(0, 13)}...` : text;
}

/** Where an address needs brackets before a port. Source: net.JoinHostPort. */
export const hostPort = (host: string, port: string | number): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

/** A scalar as it stands, anything else as JSON. */
export function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'bigint' ? value.toString() : (JSON.stringify(value) ?? '');
}
