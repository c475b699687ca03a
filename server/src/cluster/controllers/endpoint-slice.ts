// The EndpointSlice controller: slices of at most 100 endpoints per Service with a selector.
// Source: pkg/controller/endpointslice/endpointslice_controller.go, staging/src/k8s.io/endpointslice, 1.36.
// Not modelled: dual stack, topology hints by capacity.
import { ok, type Result } from '../../base/result.ts';
import type { Endpoint, EndpointSlice, Node, Pod, Service } from '../../api/types.generated.ts';
import type { Status } from '../../api/status.ts';
import type { Commit, ClusterApi, Controller, DeepReadonly, Key, Requeue } from '../controller.ts';
import { ENDPOINT_SLICE, NODE, POD, SERVICE } from '../kinds.ts';
import {
  belongsInEndpoints,
  isHeadless,
  isReady,
  publishesHostname,
  selectedPods,
  servicesOfPodChange,
  targetPortOn,
} from '../network/serviceEndpoints.ts';
import {
  applyChanges,
  changesOf,
  MANAGED_BY,
  portsKey,
  SERVICE_NAME,
  type SliceGroup,
  type SlicePort,
  type SliceTemplate,
} from '../network/slices.ts';

type ReadPod = DeepReadonly<Pod>;
type ReadService = DeepReadonly<Service>;

const NAME = 'endpointslice-controller.k8s.io';
const HEADLESS = 'service.kubernetes.io/headless';

function portsOn(pod: ReadPod, service: ReadService): SlicePort[] {
  return (service.spec?.ports ?? []).flatMap((port) => {
    const number = targetPortOn(pod, port);
    if (number === undefined) return [];
    const { name = '', protocol = 'TCP', appProtocol } = port;
    return [{ name, port: number, protocol, ...(appProtocol !== undefined && { appProtocol }) }];
  });
}

/** Source: podToEndpoint. */
function endpointOf(pod: ReadPod, service: ReadService, api: ClusterApi): Endpoint {
  const serving = isReady(pod);
  const terminating = pod.metadata?.deletionTimestamp !== undefined;
  const { name, namespace, uid } = pod.metadata ?? {};
  const zone = api.get<Node>(NODE, '', pod.spec?.nodeName ?? '')?.metadata?.labels?.['topology.kubernetes.io/zone'];
  return {
    addresses: [pod.status?.podIP ?? ''],
    conditions: {
      ready: service.spec?.publishNotReadyAddresses === true || (serving && !terminating),
      serving,
      terminating,
    },
    ...(publishesHostname(pod, service) && { hostname: pod.spec?.hostname }),
    targetRef: { kind: 'Pod', namespace, name, uid },
    nodeName: pod.spec?.nodeName,
    ...(zone !== undefined && zone !== '' && { zone }),
    ...hintsOf(service, zone, pod.spec?.nodeName),
  };
}

/** Where traffic should stay close, every endpoint is for its own zone or node. Source: trafficdist.ReconcileHints. */
function hintsOf(
  { spec }: ReadService,
  zone: string | undefined,
  node: string | undefined,
): Pick<Endpoint, 'hints'> | undefined {
  const wish = spec?.trafficDistribution;
  if (wish === undefined || zone === undefined || zone === '') return undefined;
  const forZones = [{ name: zone }];
  return wish === 'PreferSameNode' && node !== undefined
    ? { hints: { forZones, forNodes: [{ name: node }] } }
    : { hints: { forZones } };
}

function groupsOf(service: ReadService, api: ClusterApi): SliceGroup[] {
  const groups = new Map<string, { ports: SlicePort[]; endpoints: Endpoint[] }>();
  for (const pod of selectedPods(service, api)) {
    if (!belongsInEndpoints(pod, true)) continue;
    const ports = portsOn(pod, service);
    const key = portsKey(ports);
    const group = groups.get(key) ?? { ports, endpoints: [] };
    groups.set(key, group);
    group.endpoints.push(endpointOf(pod, service, api));
  }
  return [...groups.values()];
}

/** What labels a slice has from its Service. Source: setEndpointSliceLabels. */
function templateOf(service: ReadService): SliceTemplate {
  const { name = '', namespace, uid, labels } = service.metadata ?? {};
  const { [HEADLESS]: _headless, ...rest } = labels ?? {};
  return {
    addressType: 'IPv4',
    metadata: {
      generateName: `${name}-`,
      namespace,
      labels: {
        ...rest,
        [MANAGED_BY]: NAME,
        [SERVICE_NAME]: name,
        ...(isHeadless(service) && { [HEADLESS]: '' }),
      },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name, uid, controller: true, blockOwnerDeletion: true }],
    },
  };
}

const sliceKeys = ({ before, after }: Commit): Key[] => {
  const { labels, namespace = '' } = (after ?? before)?.metadata ?? {};
  return labels?.[MANAGED_BY] === NAME ? [`${namespace}/${labels[SERVICE_NAME] ?? ''}`] : [];
};

/** A node's zone may have changed; a Pod may have been waiting for its node. */
function nodeKeys({ before, after }: Commit, api: ReadServices): Key[] {
  const zone = (commit: Commit['after']) => commit?.metadata?.labels?.['topology.kubernetes.io/zone'];
  if (zone(before) === zone(after)) return [];
  return api.list<Service>(SERVICE).map(({ metadata }) => `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`);
}

type ReadServices = Pick<ClusterApi, 'list'>;

/** The controller. */
export const controller: Controller = {
  name: 'endpoint-slice-controller',
  watches: [
    { gvk: SERVICE },
    { gvk: POD, keys: servicesOfPodChange },
    { gvk: ENDPOINT_SLICE, keys: sliceKeys },
    { gvk: NODE, keys: nodeKeys },
  ],
  reconcile(key, api): Result<Requeue | undefined, Status> {
    const [namespace = '', name = ''] = key.split('/');
    const service = api.get<Service>(SERVICE, namespace, name);
    // Without its Service a slice is the garbage collector's.
    if (service?.metadata?.deletionTimestamp !== undefined) return ok(undefined);
    if (!service || service.spec?.type === 'ExternalName' || service.spec?.selector === undefined) return ok(undefined);
    const existing = api
      .ownedBy<EndpointSlice>(ENDPOINT_SLICE, service.metadata?.uid ?? '')
      .filter(({ metadata }) => metadata?.labels?.[MANAGED_BY] === NAME && metadata.deletionTimestamp === undefined);
    return applyChanges(changesOf(groupsOf(service, api), existing, templateOf(service), true), namespace, api);
  },
};
