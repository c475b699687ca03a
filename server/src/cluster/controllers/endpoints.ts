// The endpoints controller: one Endpoints object per Service with a selector.
// Source: pkg/controller/endpoint/endpoints_controller.go, pkg/api/v1/endpoints/util.go, 1.36. Not modelled: the
// annotation with the time of the last change.
import { compareText, deepEqual } from '../../base/compare.ts';
import { ok, type Result } from '../../base/result.ts';
import type {
  EndpointAddress,
  EndpointPort as LegacyPort,
  EndpointSubset,
  Endpoints,
  Pod,
  Service,
} from '../../api/types.generated.ts';
import type { Status } from '../../api/status.ts';
import type { ClusterApi, Controller, DeepReadonly, Requeue } from '../controller.ts';
import { ENDPOINTS, POD, SERVICE } from '../kinds.ts';
import {
  belongsInEndpoints,
  isHeadless,
  isReady,
  publishesHostname,
  selectedPods,
  servicesOfPodChange,
  targetPortOn,
} from '../network/serviceEndpoints.ts';

type ReadPod = DeepReadonly<Pod>;
type ReadService = DeepReadonly<Service>;
type CorePort = LegacyPort;

/** More addresses than that are cut off, and an annotation says so. */
const MOST_ADDRESSES = 1000;
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';
const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';
const HEADLESS = 'service.kubernetes.io/headless';

function addressOf(pod: ReadPod, service: ReadService): EndpointAddress {
  const { name, namespace, uid } = pod.metadata ?? {};
  return {
    ip: pod.status?.podIP ?? '',
    ...(publishesHostname(pod, service) && { hostname: pod.spec?.hostname }),
    nodeName: pod.spec?.nodeName,
    targetRef: { kind: 'Pod', name, namespace, uid },
  };
}

function portsOf(pod: ReadPod, service: ReadService): CorePort[] {
  return (service.spec?.ports ?? []).flatMap((port) => {
    const number = targetPortOn(pod, port);
    if (number === undefined) return [];
    return [
      {
        ...(port.name !== undefined && port.name !== '' && { name: port.name }),
        port: number,
        protocol: port.protocol ?? 'TCP',
        ...(port.appProtocol !== undefined && { appProtocol: port.appProtocol }),
      },
    ];
  });
}

const portText = ({ name = '', protocol = '', port = 0 }: CorePort): string => `${name} ${protocol} ${port}`;

const byIp = (a: EndpointAddress, b: EndpointAddress): number =>
  compareText(a.ip ?? '', b.ip ?? '') || compareText(a.targetRef?.uid ?? '', b.targetRef?.uid ?? '');

/** Pods with the same ports make one subset. Source: RepackSubsets; its order of subsets is by a hash, ours by content. */
function subsetsOf(service: ReadService, pods: readonly ReadPod[]): EndpointSubset[] {
  const publish = service.spec?.publishNotReadyAddresses === true;
  const groups = new Map<string, { ports: CorePort[]; ready: EndpointAddress[]; notReady: EndpointAddress[] }>();
  for (const pod of pods) {
    if (!belongsInEndpoints(pod, publish)) continue;
    const ports = portsOf(pod, service).sort((a, b) => compareText(portText(a), portText(b)));
    // A headless Service may do without ports; any other has nothing to say of a Pod on which it finds none.
    if (ports.length === 0 && !((service.spec?.ports ?? []).length === 0 && service.spec?.clusterIP === 'None'))
      continue;
    const key = ports.map(portText).join(',');
    const group = groups.get(key) ?? { ports, ready: [], notReady: [] };
    groups.set(key, group);
    (publish || isReady(pod) ? group.ready : group.notReady).push(addressOf(pod, service));
  }
  return [...groups]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, { ports, ready, notReady }]) => ({
      ...(ready.length > 0 && { addresses: ready.sort(byIp) }),
      ...(notReady.length > 0 && { notReadyAddresses: notReady.sort(byIp) }),
      ...(ports.length > 0 && { ports }),
    }));
}

/** Ready addresses before others, each subset by its share. Source: truncateEndpoints. */
function truncate(subsets: EndpointSubset[]): { readonly subsets: EndpointSubset[]; readonly truncated: boolean } {
  const count = (of: (subset: EndpointSubset) => readonly unknown[] | undefined) =>
    subsets.reduce((sum, subset) => sum + (of(subset) ?? []).length, 0);
  const ready = count(({ addresses }) => addresses);
  const notReady = count(({ notReadyAddresses }) => notReadyAddresses);
  if (ready + notReady <= MOST_ADDRESSES) return { subsets, truncated: false };
  let room = MOST_ADDRESSES;
  const take = (addresses: EndpointAddress[] | undefined): EndpointAddress[] | undefined => {
    const taken = (addresses ?? []).slice(0, room);
    room -= taken.length;
    return taken.length > 0 ? taken : undefined;
  };
  const kept = subsets.map((subset) => ({ ...subset, addresses: take(subset.addresses) }));
  const all = kept.map((subset) => ({ ...subset, notReadyAddresses: take(subset.notReadyAddresses) }));
  return { subsets: all.filter(({ addresses, notReadyAddresses }) => addresses ?? notReadyAddresses), truncated: true };
}

function wantedEndpoints(service: ReadService, old: DeepReadonly<Endpoints> | undefined, api: ClusterApi): Endpoints {
  const { name, namespace, labels } = service.metadata ?? {};
  const { subsets, truncated } = truncate(subsetsOf(service, selectedPods(service, api)));
  const annotations: Record<string, string> = { ...old?.metadata?.annotations };
  delete annotations[OVER_CAPACITY];
  if (truncated) annotations[OVER_CAPACITY] = 'truncated';
  const { [HEADLESS]: _headless, ...rest } = labels ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      ...(old?.metadata as Endpoints['metadata']),
      name,
      namespace,
      labels: { ...rest, ...(isHeadless(service) && { [HEADLESS]: '' }), [MANAGED_BY]: 'endpoint-controller' },
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    ...(subsets.length > 0 && { subsets }),
  };
}

/** The controller. */
export const controller: Controller = {
  name: 'endpoint-controller',
  watches: [{ gvk: SERVICE }, { gvk: POD, keys: servicesOfPodChange }, { gvk: ENDPOINTS }],
  reconcile(key, api): Result<Requeue | undefined, Status> {
    const [namespace = '', name = ''] = key.split('/');
    const service = api.get<Service>(SERVICE, namespace, name);
    const old = api.get<Endpoints>(ENDPOINTS, namespace, name);
    if (!service) {
      // Endpoints that somebody else made for a Service go with it, too; those that never had one stay.
      if (!old || api.recall(key) === undefined) return ok(undefined);
      api.forget(key);
      const deleted = api.delete(ENDPOINTS, namespace, name);
      return deleted.ok || deleted.error.code === 404 ? ok(undefined) : deleted;
    }
    if (api.recall(key) === undefined) api.remember(key, true);
    if (service.spec?.type === 'ExternalName' || service.spec?.selector === undefined) return ok(undefined);
    const wanted = wantedEndpoints(service, old, api);
    if (old && deepEqual(old.subsets ?? [], wanted.subsets ?? []) && deepEqual(old.metadata, wanted.metadata)) {
      return ok(undefined);
    }
    const written = old ? api.update<Endpoints>(wanted) : api.create<Endpoints>(wanted);
    if (written.ok || written.error.code === 403) return ok(undefined);
    return written;
  },
};
