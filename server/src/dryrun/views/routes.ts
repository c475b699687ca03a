// What leads to a Service: its names, addresses and doors, who is behind each of them, and what becomes of a connection.
import type { Endpoint, EndpointSlice, Node, Pod, Service } from '../../api/types.generated.ts';
import type { DeepReadonly, ReadApi } from '../../cluster/controller.ts';
import { ENDPOINT_SLICE, NODE } from '../../cluster/kinds.ts';
import { CLUSTER_DOMAIN, resolveName, type DnsRecord } from '../../cluster/network/dns.ts';
import { routesOf, type Route } from '../../cluster/network/proxy.ts';
import { isReady, selectedPods, targetPortOn } from '../../cluster/network/serviceEndpoints.ts';
import { SERVICE_NAME } from '../../cluster/network/slices.ts';
import { alignColumns } from '../print/columns.ts';
import { hostPort } from '../print/words.ts';

type ReadService = DeepReadonly<Service>;

const table = (rows: readonly (readonly string[])[]): string[] =>
  alignColumns(rows.map((row) => `  ${row.join('\t')}`).join('\n'), 0, 2);

const recordText = (record: DnsRecord): string => {
  if (record.type === 'SRV') return `SRV ${record.target}:${record.port}`;
  return record.type === 'CNAME' ? `CNAME ${record.target}` : `${record.type} ${record.address}`;
};

/** The full names, and what the cluster's DNS answers. */
function nameLines(service: ReadService, read: ReadApi): string[] {
  const base = `${service.metadata?.name ?? ''}.${service.metadata?.namespace ?? ''}.svc.${CLUSTER_DOMAIN}`;
  const ports = (service.spec?.ports ?? []).flatMap(({ name = '', protocol = 'TCP' }) =>
    name === '' ? [] : [`_${name}._${protocol.toLowerCase()}.${base}`],
  );
  const hosts = slicesOf(service, read).flatMap(({ endpoints }) =>
    (endpoints ?? []).flatMap(({ hostname = '' }) => (hostname === '' ? [] : [`${hostname}.${base}`])),
  );
  const rows = [base, ...ports, ...new Set(hosts)].map((name) => {
    const { nxdomain, records } = resolveName(name, read);
    return [name, nxdomain ? 'no such name (NXDOMAIN)' : records.map(recordText).join(', ') || 'no record'];
  });
  const short = service.metadata?.name ?? '';
  return [
    'DNS',
    ...table(rows),
    `  Pods in the same namespace may say ${short}, all others ${short}.${service.metadata?.namespace ?? ''}.`,
  ];
}

const slicesOf = (service: ReadService, read: ReadApi): readonly DeepReadonly<EndpointSlice>[] =>
  read
    .list<EndpointSlice>(ENDPOINT_SLICE, service.metadata?.namespace ?? '')
    .filter(({ metadata }) => metadata?.labels?.[SERVICE_NAME] === service.metadata?.name);

function stateOf({ conditions }: DeepReadonly<Endpoint>): string {
  if (conditions?.terminating === true)
    return conditions.serving === true ? 'terminating, still serves' : 'terminating';
  return conditions?.ready === false ? 'not ready: gets no traffic' : 'ready';
}

/** Why a Pod that is selected is behind no port. */
function absence(pod: DeepReadonly<Pod>): string {
  if (pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded')
    return `has come to an end (${pod.status.phase})`;
  if ((pod.status?.podIP ?? '') === '') return 'has no address yet';
  return 'is not taken up yet';
}

/** The endpoints, ready or not, and the Pods that are selected but are none. */
function endpointLines(service: ReadService, read: ReadApi): string[] {
  const rows: string[][] = [];
  const there = new Set<string>();
  for (const { endpoints, ports } of slicesOf(service, read)) {
    const numbers = (ports ?? []).map(({ port = 0, name = '' }) => (name === '' ? String(port) : `${port} (${name})`));
    for (const endpoint of endpoints ?? []) {
      const pod = endpoint.targetRef?.name ?? '';
      there.add(pod);
      const address = (endpoint.addresses ?? []).join(', ');
      const where = [endpoint.nodeName ?? '', endpoint.zone ?? ''].filter((part) => part !== '').join(', zone ');
      rows.push([address, numbers.join(', ') || 'no port', pod, where, stateOf(endpoint)]);
    }
  }
  const selector = service.spec?.selector;
  const pods = selector === undefined ? [] : selectedPods(service, read);
  const absent = pods.filter((pod) => !there.has(pod.metadata?.name ?? ''));
  const lines = ['Endpoints'];
  if (rows.length > 0) lines.push(...table([['ADDRESS', 'PORTS', 'POD', 'NODE', 'STATE'], ...rows]));
  else if (selector === undefined)
    lines.push('  none: the Service has no selector, and nobody has made endpoints for it');
  else if (pods.length === 0) lines.push('  none: no Pod has the labels of the selector');
  else lines.push('  none');
  for (const pod of absent) lines.push(`  Pod ${pod.metadata?.name ?? ''} is selected, but ${absence(pod)}`);
  for (const port of service.spec?.ports ?? []) {
    if (pods.length === 0 || pods.some((pod) => targetPortOn(pod, port) !== undefined)) continue;
    lines.push(
      `  No Pod that is selected has a port named ${String(port.targetPort)}, which port ${port.port ?? 0} leads to.`,
    );
  }
  const unready = pods.filter((pod) => !isReady(pod)).length;
  if (pods.length > 0 && unready === pods.length) lines.push('  No Pod that is selected is ready.');
  return lines;
}

const DOORS: Readonly<Record<Route['door'], string>> = {
  'cluster-ip': 'cluster IP',
  'node-port': 'node port',
  'load-balancer': 'load balancer',
  'external-ip': 'external IP',
};

function targetText({ backends, empty }: Route): string {
  if (empty) return `${empty.drop ? 'no answer (dropped)' : 'refused'}: ${empty.reason}`;
  const list = backends.map(({ ip, port, pod, terminating }) => {
    const who = pod === undefined ? '' : ` (${pod})`;
    return `${hostPort(ip, port)}${who}${terminating ? ' terminating' : ''}`;
  });
  return list.length === 1 ? (list[0] ?? '') : `one of ${list.join(', ')}`;
}

/** The doors as the nodes have them; nodes that agree share a line. */
function doorLines(service: ReadService, read: ReadApi): string[] {
  const rows = new Map<string, { readonly route: Route; readonly nodes: string[] }>();
  const nodes = read.list<Node>(NODE).map(({ metadata }) => metadata?.name ?? '');
  for (const node of nodes) {
    for (const route of routesOf(service, node, read)) {
      const key = JSON.stringify([route.door, route.address, route.port, route.protocol, targetText(route)]);
      const known = rows.get(key);
      if (known) known.nodes.push(node);
      else rows.set(key, { route, nodes: [node] });
    }
  }
  if (rows.size === 0) return [];
  const doors = Object.keys(DOORS);
  const sorted = [...rows.values()].sort((a, b) => doors.indexOf(a.route.door) - doors.indexOf(b.route.door));
  const lines = sorted.map(({ route, nodes: from }) => [
    DOORS[route.door],
    `${hostPort(route.address, route.port)}/${route.protocol}`,
    from.length === nodes.length || route.door === 'node-port' ? 'anywhere' : from.join(', '),
    targetText(route),
  ]);
  const choice = sorted.some(({ route }) => route.backends.length > 1);
  return ['Connections', ...table([['DOOR', 'ADDRESS', 'FROM', 'TO'], ...lines]), ...remarks(service, choice)];
}

/** What a person has to know about a connection. */
function remarks({ spec }: ReadService, choice: boolean): string[] {
  const lines: string[] = [];
  if (spec?.sessionAffinity === 'ClientIP') {
    const seconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800;
    lines.push(
      `  A new client goes to one of them by lot; it keeps it until it has been silent for ${seconds} s (ClientIP).`,
    );
  } else if (choice) lines.push('  Each new connection goes to one of them by lot.');
  if (spec?.externalTrafficPolicy === 'Local') {
    lines.push(
      '  From outside, only a node that has a ready endpoint itself answers; the client’s address is kept (Local).',
    );
  } else if (spec?.type === 'NodePort' || spec?.type === 'LoadBalancer') {
    lines.push(
      '  From outside, any node answers and may pass the connection on; the client’s address is lost (Cluster).',
    );
  }
  if (spec?.internalTrafficPolicy === 'Local')
    lines.push('  From inside, only endpoints of the same node are reached (Local).');
  lines.push('  The cluster IP exists only as rules for these ports: it cannot be pinged.');
  return lines;
}

/** What the type of a Service means, where there is more to say than the table says. */
function kindLines({ spec, status }: ReadService): string[] {
  if (spec?.type === 'ExternalName') {
    return [`It is only a name: clients are sent to ${spec.externalName ?? ''} and connect there themselves.`, ''];
  }
  if (spec?.clusterIP === 'None') {
    return ['It is headless: its name leads to the Pods themselves, and nothing stands in between.', ''];
  }
  if (spec?.type === 'LoadBalancer' && (status?.loadBalancer?.ingress ?? []).length === 0) {
    return ['It waits for a load balancer: no provider has given it an address.', ''];
  }
  return [];
}

/** The page of a Service. */
export function routeLines(service: ReadService, read: ReadApi): readonly string[] {
  const { metadata, spec } = service;
  const lines = [
    `Routes to Service ${metadata?.namespace ?? ''}/${metadata?.name ?? ''} (${spec?.type ?? 'ClusterIP'})`,
    '',
  ];
  lines.push(...kindLines(service), ...nameLines(service, read));
  if (spec?.type === 'ExternalName') return lines;
  lines.push('', ...endpointLines(service, read));
  const doors = doorLines(service, read);
  return doors.length === 0 ? lines : [...lines, '', ...doors];
}
