// kube-proxy as a table: where a connection to an address and port of a Service goes, and why it goes nowhere.
// Source: pkg/proxy/{topology,serviceport}.go, pkg/proxy/iptables/proxier.go, 1.36. For people and tests: nothing in the
// cluster depends on it. Not modelled: IPv6, conntrack, health check ports.
import type { Prng } from '../../base/prng.ts';
import type { Endpoint, EndpointSlice, Node, Service, ServicePort } from '../../api/types.generated.ts';
import type { DeepReadonly, ReadApi } from '../controller.ts';
import { ENDPOINT_SLICE, NODE, SERVICE } from '../kinds.ts';
import { SERVICE_NAME } from './slices.ts';

type ReadService = DeepReadonly<Service>;

/** A place where a connection may end. */
export interface Backend {
  readonly ip: string;
  readonly port: number;
  readonly pod: string | undefined;
  readonly node: string | undefined;
  readonly zone: string | undefined;
  /** It is on its way out and serves only because nobody else does. */
  readonly terminating: boolean;
}

/** By which door traffic comes in. */
export type Door = 'cluster-ip' | 'node-port' | 'load-balancer' | 'external-ip';

/** One line of the table: an address and port of a Service, and who is behind it as seen from a node. */
export interface Route {
  readonly service: string;
  readonly door: Door;
  readonly address: string;
  readonly port: number;
  readonly protocol: string;
  readonly backends: readonly Backend[];
  /** Seconds for which a client keeps its backend. */
  readonly affinitySeconds: number | undefined;
  /** Why there is no backend: connections are refused, or (`drop`) get no answer at all. */
  readonly empty?: { readonly reason: string; readonly drop: boolean };
}

interface Candidate extends Backend {
  readonly ready: boolean;
  readonly serving: boolean;
  readonly forZones: readonly string[];
  readonly forNodes: readonly string[];
}

const candidateOf = (endpoint: DeepReadonly<Endpoint>, port: number): Candidate[] =>
  (endpoint.addresses ?? []).map((ip) => ({
    ip,
    port,
    pod: endpoint.targetRef?.name,
    node: endpoint.nodeName,
    zone: endpoint.zone,
    ready: endpoint.conditions?.ready !== false,
    serving: endpoint.conditions?.serving ?? endpoint.conditions?.ready !== false,
    terminating: endpoint.conditions?.terminating === true,
    forZones: (endpoint.hints?.forZones ?? []).map(({ name }) => name ?? ''),
    forNodes: (endpoint.hints?.forNodes ?? []).map(({ name }) => name ?? ''),
  }));

/** Everybody behind a port of a Service, ready or not. */
function candidatesOf(service: ReadService, { name = '', protocol = 'TCP' }: DeepReadonly<ServicePort>, api: ReadApi) {
  const { namespace = '', name: serviceName = '' } = service.metadata ?? {};
  return api
    .list<EndpointSlice>(ENDPOINT_SLICE, namespace)
    .filter(({ metadata }) => metadata?.labels?.[SERVICE_NAME] === serviceName)
    .flatMap(({ endpoints, ports }) => {
      const own = (ports ?? []).find((port) => (port.name ?? '') === name && (port.protocol ?? 'TCP') === protocol);
      const number = own?.port;
      return number === undefined ? [] : (endpoints ?? []).flatMap((endpoint) => candidateOf(endpoint, number));
    });
}

/** The ready ones; if there are none, those that still serve while they end. */
function usable(candidates: readonly Candidate[]): readonly Candidate[] {
  const ready = candidates.filter((one) => one.ready && !one.terminating);
  const published = ready.length > 0 ? ready : candidates.filter(({ ready: isReady }) => isReady);
  return published.length > 0 ? published : candidates.filter((one) => one.serving && one.terminating);
}

/** Hints count only if every usable endpoint has them and some are for this node or zone. Source: CategorizeEndpoints. */
function byTopology(candidates: readonly Candidate[], node: DeepReadonly<Node> | undefined): readonly Candidate[] {
  const name = node?.metadata?.name ?? '';
  const zone = node?.metadata?.labels?.['topology.kubernetes.io/zone'] ?? '';
  const close = candidates.filter(({ forNodes }) => forNodes.includes(name));
  if (candidates.every(({ forNodes }) => forNodes.length > 0) && close.length > 0) return close;
  const near = candidates.filter(({ forZones }) => forZones.includes(zone));
  return candidates.every(({ forZones }) => forZones.length > 0) && zone !== '' && near.length > 0 ? near : candidates;
}

const strip = ({ ip, port, pod, node, zone, terminating }: Candidate): Backend => ({
  ip,
  port,
  pod,
  node,
  zone,
  terminating,
});

interface Reach {
  readonly backends: readonly Backend[];
  readonly empty?: NonNullable<Route['empty']>;
}

/** Who is reached by a door on a node. `Local` policies look at that node alone and drop what finds nobody there. */
function reach(candidates: readonly Candidate[], local: boolean, node: DeepReadonly<Node> | undefined): Reach {
  const all = usable(candidates);
  if (all.length === 0) {
    const reason = candidates.length === 0 ? 'the Service has no endpoints' : 'no endpoint of the Service is ready';
    return { backends: [], empty: { reason, drop: false } };
  }
  if (!local) return { backends: byTopology(all, node).map(strip) };
  const name = node?.metadata?.name ?? '';
  const here = usable(candidates.filter((one) => one.node === name));
  if (here.length > 0) return { backends: here.map(strip) };
  return {
    backends: [],
    empty: { reason: `the traffic policy is Local and node ${name} has no endpoint`, drop: true },
  };
}

function doorsOf(service: ReadService, port: DeepReadonly<ServicePort>, node: DeepReadonly<Node> | undefined) {
  const { spec, status } = service;
  const doors: Array<readonly [Door, string, number]> = [];
  const number = port.port ?? 0;
  if (spec?.type === 'ExternalName' || (spec?.clusterIP ?? '') === '' || spec?.clusterIP === 'None') return doors;
  doors.push(['cluster-ip', spec?.clusterIP ?? '', number]);
  for (const ip of spec?.externalIPs ?? []) doors.push(['external-ip', ip, number]);
  for (const { ip } of status?.loadBalancer?.ingress ?? []) if (ip) doors.push(['load-balancer', ip, number]);
  const nodeIp = (node?.status?.addresses ?? []).find(({ type }) => type === 'InternalIP')?.address;
  if (port.nodePort && nodeIp) doors.push(['node-port', nodeIp, port.nodePort]);
  return doors;
}

/** The table of one Service as a node has it. */
export function routesOf(service: ReadService, nodeName: string, api: ReadApi): readonly Route[] {
  const node = api.get<Node>(NODE, '', nodeName);
  const { spec } = service;
  const affinity = spec?.sessionAffinity === 'ClientIP';
  return (spec?.ports ?? []).flatMap((port) => {
    const candidates = candidatesOf(service, port, api);
    return doorsOf(service, port, node).map(([door, address, number]): Route => {
      const policy = door === 'cluster-ip' ? spec?.internalTrafficPolicy : spec?.externalTrafficPolicy;
      return {
        service: `${service.metadata?.namespace ?? ''}/${service.metadata?.name ?? ''}`,
        door,
        address,
        port: number,
        protocol: port.protocol ?? 'TCP',
        affinitySeconds: affinity ? (spec?.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800) : undefined,
        ...reach(candidates, policy === 'Local', node),
      };
    });
  });
}

/** The whole table of a node. */
export const routingTable = (node: string, api: ReadApi): readonly Route[] =>
  api.list<Service>(SERVICE).flatMap((service) => routesOf(service, node, api));

/** What became of a connection. */
export type Connection =
  | { readonly kind: 'connected'; readonly backend: Backend }
  | { readonly kind: 'refused' | 'timeout'; readonly reason: string };

/** Which backend each client has been given, and when: what session affinity remembers. */
export type Sessions = Map<string, { readonly ip: string; readonly port: number; readonly at: number }>;

/** A connection as one sees it that tries. */
export interface Attempt {
  readonly address: string;
  readonly port: number;
  readonly protocol: string;
  readonly client: string;
  /** The node on which it comes in. */
  readonly node: string;
}

/** Tries a connection; ties are broken by lot, sessions are kept. */
export function connect(attempt: Attempt, sessions: Sessions, prng: Prng, api: ReadApi): Connection {
  const { address, port, protocol, client, node } = attempt;
  if (protocol === 'ICMP') return pingAnswer(address, api);
  const table = routingTable(node, api);
  const route = table.find((one) => one.address === address && one.port === port && one.protocol === protocol);
  if (!route) {
    const known = table.some((one) => one.address === address);
    return known
      ? { kind: 'refused', reason: `the Service has no port ${port}/${protocol}` }
      : { kind: 'timeout', reason: `nobody has the address ${address}` };
  }
  if (route.empty) return { kind: route.empty.drop ? 'timeout' : 'refused', reason: route.empty.reason };
  const key = `${client} ${route.service} ${address} ${port}`;
  const session = route.affinitySeconds === undefined ? undefined : sessions.get(key);
  const kept =
    session && api.now - session.at <= (route.affinitySeconds ?? 0) * 1000
      ? route.backends.find(({ ip, port: own }) => ip === session.ip && own === session.port)
      : undefined;
  const backend = kept ?? prng.pick(route.backends);
  if (route.affinitySeconds !== undefined) sessions.set(key, { ip: backend.ip, port: backend.port, at: api.now });
  return { kind: 'connected', backend };
}

/** A cluster IP is a rule for ports and no machine: nobody answers a ping. */
function pingAnswer(address: string, api: ReadApi): Connection {
  const service = api.list<Service>(SERVICE).find(({ spec }) => spec?.clusterIP === address);
  return service
    ? {
        kind: 'timeout',
        reason: `${address} is the cluster IP of Service ${service.metadata?.name ?? ''}: it exists only as rules for its ports, so it cannot be pinged`,
      }
    : { kind: 'timeout', reason: `nobody has the address ${address}` };
}
