// Cluster IPs and node ports: what the API server gives a Service when it is created or updated.
// Source: pkg/registry/core/service/storage/alloc.go, pkg/registry/core/service/{ipallocator,portallocator}, 1.36.
// What is taken is read from the Services that are stored, so nothing ever leaks. Not modelled: IPv6, IPAddress and
// ServiceCIDR objects.
import type { Prng } from '../../base/prng.ts';
import { invalid, type FieldError } from '../../api/fieldError.ts';
import type { ApiObject } from '../../api/kindRules.ts';
import { problemOf } from '../../api/problem.ts';
import { failure, invalidStatus, type Status } from '../../api/status.ts';
import type { Service, ServiceSpec } from '../../api/types.generated.ts';
import { needsHealthCheck, validateClusterIpFields } from '../../api/validation/service/ipFamilies.ts';
import type { DeepReadonly, ReadApi } from '../controller.ts';
import { SERVICE } from '../kinds.ts';
import type { View } from '../view.ts';
import { addressNumber, addressText, rangeOf, SERVICE_RANGE } from './ranges.ts';

const IPS = rangeOf(SERVICE_RANGE);
/** The low end is for addresses that people ask for: min(max(16, size/16), 256) of them. */
const STATIC_IPS = Math.min(Math.max(16, Math.trunc(IPS.size / 16)), 256);
const FIRST_PORT = 30000;
const PORTS = 2768;
/** The same for ports: size/32, from 16 to 128. 2768/32 = 86: 30000–30085. */
const STATIC_PORTS = Math.min(Math.max(16, Math.trunc(PORTS / 32)), 128);
/** The first address of the range belongs to the API server itself. */
const API_SERVER = addressText(IPS.base + 1);

type ReadSpec = DeepReadonly<ServiceSpec>;

interface Taken {
  readonly ips: Map<string, number>;
  readonly ports: Map<number, number>;
}

function portsOf(spec: ReadSpec | undefined): number[] {
  const ports = (spec?.ports ?? []).flatMap(({ nodePort }) => (nodePort ? [nodePort] : []));
  // The same number for TCP and UDP is one allocation.
  return [...new Set(spec?.healthCheckNodePort ? [...ports, spec.healthCheckNodePort] : ports)];
}

const ipsOf = (spec: ReadSpec | undefined): readonly string[] =>
  (spec?.clusterIPs ?? (spec?.clusterIP ? [spec.clusterIP] : [])).filter((ip) => ip !== '' && ip !== 'None');

function count<Key>(map: Map<Key, number>, keys: Iterable<Key>, by: 1 | -1): void {
  for (const key of keys) {
    const next = (map.get(key) ?? 0) + by;
    if (next === 0) map.delete(key);
    else map.set(key, next);
  }
}

/** What the stored Services have. */
export const taken: View<Taken> = {
  name: 'service-allocations',
  kinds: [SERVICE],
  create: () => ({ ips: new Map(), ports: new Map() }),
  change(view, before, after) {
    const specOf = (object: DeepReadonly<ApiObject> | undefined) => (object as DeepReadonly<Service> | undefined)?.spec;
    count(view.ips, ipsOf(specOf(before)), -1);
    count(view.ports, portsOf(specOf(before)), -1);
    count(view.ips, ipsOf(specOf(after)), 1);
    count(view.ports, portsOf(specOf(after)), 1);
  },
};

/** What a request to the API server has at hand. */
export interface AllocationHost {
  readonly read: ReadApi;
  readonly prng: Prng;
  /** A dry run looks at no range and takes nothing. */
  readonly dryRun: boolean;
}

class Refusal extends Error {
  readonly status: Status;
  constructor(status: Status) {
    super(status.message);
    this.status = status;
  }
}

/** One request's allocations. */
class Allocation {
  readonly #host: AllocationHost;
  readonly #name: string;
  readonly #ports = new Set<number>();

  constructor(host: AllocationHost, name: string) {
    this.#host = host;
    this.#name = name;
  }

  refuse(error: FieldError): never {
    const gvk = { group: '', version: 'v1', kind: 'Service' };
    throw new Refusal(invalidStatus(gvk, this.#name, [problemOf(error)]));
  }

  /** An offset that is free: by lot in the upper band, then in the lower. Source: AllocateNext with an offset. */
  #next(size: number, reserved: number, isFree: (offset: number) => boolean): number | undefined {
    const bands = [
      [reserved, size - reserved],
      [0, reserved],
    ] as const;
    for (const [from, length] of bands) {
      const start = this.#host.dryRun || length <= 0 ? 0 : this.#host.prng.below(length);
      for (let tried = 0; tried < length; tried++) {
        const offset = from + ((start + tried) % length);
        if (isFree(offset)) return offset;
      }
    }
    return undefined;
  }

  nextIp(): string {
    const { ips } = this.#host.read.view(taken);
    // The network's own address and the last one are not given.
    const offset = this.#next(IPS.size - 2, STATIC_IPS, (at) => {
      const address = addressText(IPS.base + 1 + at);
      return address !== API_SERVER && !ips.has(address);
    });
    if (offset !== undefined) return addressText(IPS.base + 1 + offset);
    throw new Refusal(
      failure(
        500,
        'InternalError',
        `Internal error occurred: failed to allocate a serviceIP for Service "${this.#name}": range is full`,
        {},
      ),
    );
  }

  takeIp(ip: string, written: readonly string[]): void {
    if (this.#host.dryRun) return;
    const offset = addressNumber(ip) - IPS.base;
    const why = !(offset > 0 && offset < IPS.size - 1)
      ? 'the provided network does not match the current range'
      : ip === API_SERVER || this.#host.read.view(taken).ips.has(ip)
        ? 'provided IP is already allocated'
        : undefined;
    if (why) this.refuse(invalid(['spec', 'clusterIPs'], [...written], `failed to allocate IP ${ip}: ${why}`));
  }

  /** Why a port cannot be had. */
  portFault(port: number): string | undefined {
    if (this.#host.dryRun) return undefined;
    if (port < FIRST_PORT || port >= FIRST_PORT + PORTS) {
      return 'provided port is not in the valid range. The range of valid ports is 30000-32767';
    }
    const free = !this.#ports.has(port) && !this.#host.read.view(taken).ports.has(port);
    return free ? undefined : 'provided port is already allocated';
  }

  takePort(port: number, at: number): void {
    const why = this.portFault(port);
    if (why) this.refuse(invalid(['spec', 'ports', at, 'nodePort'], port, why));
    this.#ports.add(port);
  }

  nextPort(): number {
    const { ports } = this.#host.read.view(taken);
    const offset = this.#next(
      PORTS,
      STATIC_PORTS,
      (at) => !ports.has(FIRST_PORT + at) && !this.#ports.has(FIRST_PORT + at),
    );
    if (offset === undefined) {
      throw new Refusal(
        failure(500, 'InternalError', 'Internal error occurred: failed to allocate a nodePort: range is full', {}),
      );
    }
    this.#ports.add(FIRST_PORT + offset);
    return FIRST_PORT + offset;
  }
}

const wantsClusterIp = (spec: ReadSpec): boolean =>
  spec.type !== 'ExternalName' && (spec.clusterIPs ?? [])[0] !== 'None';

/** Source: allocClusterIPs. One address per family; there is but IPv4 here. */
function allocateIps(spec: ServiceSpec, allocation: Allocation): void {
  const families = spec.ipFamilies ?? ['IPv4'];
  const written = spec.clusterIPs ?? [];
  // A family that is not configured, and what is no IPv4 address, are for validation to refuse.
  if (families.includes('IPv6')) return;
  if (written.some((ip) => ip !== '' && !/^\d{1,3}(\.\d{1,3}){3}$/.test(ip))) return;
  spec.clusterIPs = families.map((_, at) => {
    const asked = written[at] ?? '';
    if (asked === '') return allocation.nextIp();
    allocation.takeIp(asked, written);
    return asked;
  });
  spec.clusterIP = spec.clusterIPs[0];
}

const hasNodePorts = (spec: ReadSpec | undefined): boolean =>
  spec?.type === 'NodePort' || spec?.type === 'LoadBalancer';

const givesNodePorts = (spec: ReadSpec): boolean =>
  spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);

/** On create, Service ports of the same number share a node port. Source: initNodePorts. */
function initNodePorts(spec: ServiceSpec, allocation: Allocation): void {
  const ports = spec.ports ?? [];
  const byPort = new Map<number, number>();
  ports.forEach((port, at) => {
    if (!port.nodePort && !givesNodePorts(spec)) return;
    const number = port.port ?? 0;
    const given = byPort.get(number);
    if (given === undefined) {
      const asked = ports.find((other) => other.port === number && other.nodePort)?.nodePort;
      if (asked) allocation.takePort(asked, at);
      port.nodePort = asked ?? allocation.nextPort();
      byPort.set(number, port.nodePort);
    } else if (!port.nodePort) port.nodePort = given;
    else if (port.nodePort !== given) allocation.takePort(port.nodePort, at);
  });
}

/** Source: updateNodePorts. */
function updateNodePorts(spec: ServiceSpec, old: ReadSpec, allocation: Allocation): void {
  const known = new Set((old.ports ?? []).map(({ nodePort }) => nodePort ?? 0));
  const fresh = new Set<number>();
  (spec.ports ?? []).forEach((port, at) => {
    if (!port.nodePort && !givesNodePorts(spec)) return;
    if (!port.nodePort) port.nodePort = allocation.nextPort();
    else if (!known.has(port.nodePort) && !fresh.has(port.nodePort)) {
      allocation.takePort(port.nodePort, at);
      fresh.add(port.nodePort);
    }
  });
}

function allocateHealthCheck(spec: ServiceSpec, allocation: Allocation): void {
  const asked = spec.healthCheckNodePort ?? 0;
  if (asked === 0) {
    spec.healthCheckNodePort = allocation.nextPort();
    return;
  }
  const why = allocation.portFault(asked);
  if (why === undefined) return;
  throw new Refusal(
    failure(
      500,
      'InternalError',
      `Internal error occurred: failed to allocate requested HealthCheck NodePort ${asked}: ${why}`,
      {},
    ),
  );
}

function allocate(service: Service, old: DeepReadonly<Service> | undefined, allocation: Allocation): void {
  const spec = (service.spec ??= {});
  const before = old?.spec;
  // Nothing is allocated for addresses and families that do not go together: validation says why.
  // Source: initIPFamilyFields, which comes before allocServiceClusterIPs.
  if (before === undefined && validateClusterIpFields(spec, undefined).length > 0) return;
  if (wantsClusterIp(spec) && (before === undefined || before.type === 'ExternalName')) allocateIps(spec, allocation);
  if (hasNodePorts(spec)) {
    if (before === undefined) initNodePorts(spec, allocation);
    else updateNodePorts(spec, before, allocation);
  }
  const needed = before !== undefined && needsHealthCheck(before as ServiceSpec);
  if (!needed && needsHealthCheck(spec)) allocateHealthCheck(spec, allocation);
}

/**
 * Gives a Service on its way into the store what it needs, in place, or says why it cannot have what it asks for.
 * Source: allocateCreate, allocateUpdate.
 */
export function allocateService(
  service: ApiObject,
  old: DeepReadonly<ApiObject> | undefined,
  host: AllocationHost,
): Status | undefined {
  try {
    allocate(service, old, new Allocation(host, service.metadata?.name ?? ''));
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.status;
    throw error;
  }
}
