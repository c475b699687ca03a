// What the cluster's DNS answers. Source: the DNS specification of Kubernetes (kubernetes/dns, docs/specification.md,
// schema version 1.1), pkg/kubelet/network/dns/dns.go for search domains, 1.36. Not modelled: IPv6, reverse lookups.
import { compareText } from '../../base/compare.ts';
import type { EndpointSlice, Namespace, Pod, Service } from '../../api/types.generated.ts';
import type { DeepReadonly, ReadApi } from '../controller.ts';
import { ENDPOINT_SLICE, NAMESPACE, SERVICE } from '../kinds.ts';
import { SERVICE_NAME } from './slices.ts';

export const CLUSTER_DOMAIN = 'cluster.local';

/** One record of an answer. */
export type DnsRecord =
  | { readonly type: 'A'; readonly name: string; readonly address: string }
  | { readonly type: 'CNAME'; readonly name: string; readonly target: string }
  | { readonly type: 'SRV'; readonly name: string; readonly port: number; readonly target: string };

/** An answer; `nxdomain`: there is no such name. An empty answer without it: the name is there, but has no record. */
export interface DnsAnswer {
  readonly name: string;
  readonly nxdomain: boolean;
  readonly records: readonly DnsRecord[];
}

/** The search domains of a Pod: a short name is tried with each of them. Source: appendDNSConfig with ClusterFirst. */
export const searchDomains = (pod: DeepReadonly<Pod>): readonly string[] =>
  pod.spec?.dnsPolicy === 'Default' || pod.spec?.dnsPolicy === 'None'
    ? (pod.spec.dnsConfig?.searches ?? [])
    : [
        `${pod.metadata?.namespace ?? ''}.svc.${CLUSTER_DOMAIN}`,
        `svc.${CLUSTER_DOMAIN}`,
        CLUSTER_DOMAIN,
        ...(pod.spec?.dnsConfig?.searches ?? []),
      ];

interface Target {
  readonly ip: string;
  /** The Pod's own host name under the Service, or its address with dashes. */
  readonly host: string;
  readonly ports: ReadonlyArray<{ readonly name: string; readonly protocol: string; readonly port: number }>;
}

/** The endpoints that a headless Service publishes. */
function targetsOf(service: DeepReadonly<Service>, api: ReadApi): readonly Target[] {
  const publish = service.spec?.publishNotReadyAddresses === true;
  return api
    .list<EndpointSlice>(ENDPOINT_SLICE, service.metadata?.namespace ?? '')
    .filter(({ metadata }) => metadata?.labels?.[SERVICE_NAME] === service.metadata?.name)
    .flatMap(({ endpoints, ports }) =>
      (endpoints ?? [])
        .filter(({ conditions }) => publish || conditions?.ready !== false)
        .flatMap(({ addresses, hostname }) =>
          (addresses ?? []).map((ip) => ({
            ip,
            host: hostname || ip.replaceAll('.', '-'),
            ports: (ports ?? []).map(({ name = '', protocol = 'TCP', port = 0 }) => ({ name, protocol, port })),
          })),
        ),
    )
    .sort((a, b) => compareText(a.ip, b.ip));
}

const NOTHING = (name: string): DnsAnswer => ({ name, nxdomain: true, records: [] });

function serviceAnswer(name: string, service: DeepReadonly<Service>, api: ReadApi): DnsAnswer {
  const { spec } = service;
  if (spec?.type === 'ExternalName') {
    return { name, nxdomain: false, records: [{ type: 'CNAME', name, target: spec.externalName ?? '' }] };
  }
  if (spec?.clusterIP !== 'None') {
    return { name, nxdomain: false, records: [{ type: 'A', name, address: spec?.clusterIP ?? '' }] };
  }
  const records = targetsOf(service, api).map(({ ip }): DnsRecord => ({ type: 'A', name, address: ip }));
  // A headless Service with nobody behind it has no name at all.
  return records.length === 0 ? NOTHING(name) : { name, nxdomain: false, records };
}

/** `_http._tcp.web.default.svc…`: where a named port is. */
function portAnswer(
  name: string,
  [port = '', protocol = '']: readonly string[],
  service: DeepReadonly<Service>,
  api: ReadApi,
): DnsAnswer {
  const wanted = { port: port.slice(1), protocol: protocol.slice(1).toUpperCase() };
  const base = `${service.metadata?.name ?? ''}.${service.metadata?.namespace ?? ''}.svc.${CLUSTER_DOMAIN}`;
  if (service.spec?.clusterIP === 'None') {
    const records = targetsOf(service, api).flatMap(({ host, ports }) =>
      ports
        .filter((own) => own.name === wanted.port && own.protocol === wanted.protocol)
        .map((own): DnsRecord => ({ type: 'SRV', name, port: own.port, target: `${host}.${base}` })),
    );
    return records.length === 0 ? NOTHING(name) : { name, nxdomain: false, records };
  }
  const own = (service.spec?.ports ?? []).find(
    (one) => one.name === wanted.port && (one.protocol ?? 'TCP') === wanted.protocol,
  );
  return own
    ? { name, nxdomain: false, records: [{ type: 'SRV', name, port: own.port ?? 0, target: base }] }
    : NOTHING(name);
}

/** `a-b-c-d.NAMESPACE.pod…`: the address that the name itself says. */
function podAnswer(name: string, [dashed = '', namespace = '']: readonly string[], api: ReadApi): DnsAnswer {
  const address = dashed.replaceAll('-', '.');
  const isAddress = /^\d{1,3}(\.\d{1,3}){3}$/.test(address);
  const there = api.get<Namespace>(NAMESPACE, '', namespace) !== undefined;
  return isAddress && there ? { name, nxdomain: false, records: [{ type: 'A', name, address }] } : NOTHING(name);
}

/** Answers for a full name, with or without the dot at its end. */
export function resolveName(full: string, api: ReadApi): DnsAnswer {
  const name = full.endsWith('.') ? full.slice(0, -1) : full;
  if (!name.endsWith(`.${CLUSTER_DOMAIN}`)) return NOTHING(name);
  const labels = name.slice(0, -CLUSTER_DOMAIN.length - 1).split('.');
  const kind = labels.pop();
  const namespace = labels.pop() ?? '';
  if (kind === 'pod') return podAnswer(name, [labels.join('.'), namespace], api);
  const service = kind === 'svc' ? api.get<Service>(SERVICE, namespace, labels.pop() ?? '') : undefined;
  if (!service) return NOTHING(name);
  if (labels.length === 0) return serviceAnswer(name, service, api);
  if (labels.length === 2 && labels.every((label) => label.startsWith('_')))
    return portAnswer(name, labels, service, api);
  const found = labels.length === 1 ? targetsOf(service, api).filter(({ host }) => host === labels[0]) : [];
  if (found.length === 0) return NOTHING(name);
  return { name, nxdomain: false, records: found.map(({ ip }) => ({ type: 'A', name, address: ip })) };
}

/** What a Pod gets for a name: with fewer than five dots the search domains are tried first (`ndots:5`). */
export function lookUp(pod: DeepReadonly<Pod>, name: string, api: ReadApi): DnsAnswer {
  const isFull = name.endsWith('.');
  const dots = name.split('.').length - 1;
  const searched = isFull ? [] : searchDomains(pod).map((domain) => `${name}.${domain}`);
  const candidates = isFull || dots >= 5 ? [name, ...searched] : [...searched, name];
  for (const candidate of candidates) {
    const answer = resolveName(candidate, api);
    if (!answer.nxdomain) return answer;
  }
  return NOTHING(name);
}
