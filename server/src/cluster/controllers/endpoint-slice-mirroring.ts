// The mirroring controller: Endpoints that somebody wrote by hand for a Service without selector become EndpointSlices.
// Source: pkg/controller/endpointslicemirroring/{endpointslicemirroring_controller,reconciler,utils}.go, 1.36.
import { ok, type Result } from '../../base/result.ts';
import type { Endpoint, EndpointAddress, Endpoints, EndpointSlice, Service } from '../../api/types.generated.ts';
import type { Status } from '../../api/status.ts';
import type { Commit, Controller, DeepReadonly, Key, Requeue } from '../controller.ts';
import { ENDPOINT_SLICE, ENDPOINTS, SERVICE } from '../kinds.ts';
import {
  applyChanges,
  changesOf,
  MANAGED_BY,
  SERVICE_NAME,
  type SliceGroup,
  type SliceTemplate,
} from '../network/slices.ts';

const NAME = 'endpointslicemirroring-controller.k8s.io';
const SKIP_MIRROR = 'endpointslice.kubernetes.io/skip-mirror';
const UNWANTED_ANNOTATIONS = new Set([
  'endpoints.kubernetes.io/last-change-trigger-time',
  'kubectl.kubernetes.io/last-applied-configuration',
]);

type ReadEndpoints = DeepReadonly<Endpoints>;

/** Not what the endpoints controller made, nor a lock of a leader election, nor what does not want it. */
function wantsMirror(endpoints: ReadEndpoints): boolean {
  const { labels, annotations } = endpoints.metadata ?? {};
  return (
    labels?.['endpoints.kubernetes.io/managed-by'] !== 'endpoint-controller' &&
    labels?.[SKIP_MIRROR] !== 'true' &&
    annotations?.['control-plane.alpha.kubernetes.io/leader'] === undefined
  );
}

const endpointOf = (address: DeepReadonly<EndpointAddress>, ready: boolean): Endpoint => ({
  addresses: [address.ip ?? ''],
  conditions: { ready },
  ...(address.hostname !== undefined && address.hostname !== '' && { hostname: address.hostname }),
  ...(address.nodeName !== undefined && { nodeName: address.nodeName }),
  ...(address.targetRef !== undefined && { targetRef: address.targetRef }),
});

const isV6 = ({ ip = '' }: DeepReadonly<EndpointAddress>): boolean => ip.includes(':');

function groupsOf(endpoints: ReadEndpoints, v6: boolean): SliceGroup[] {
  return (endpoints.subsets ?? []).flatMap(({ addresses = [], notReadyAddresses = [], ports = [] }) => {
    const of = [
      ...addresses.filter((address) => isV6(address) === v6).map((address) => endpointOf(address, true)),
      ...notReadyAddresses.filter((address) => isV6(address) === v6).map((address) => endpointOf(address, false)),
    ];
    if (of.length === 0) return [];
    return [{ ports: ports.map((port) => ({ ...port, name: port.name ?? '' })), endpoints: of }];
  });
}

function templateOf(endpoints: ReadEndpoints, addressType: string): SliceTemplate {
  const { name = '', namespace, uid, labels, annotations } = endpoints.metadata ?? {};
  const kept = Object.entries(annotations ?? {}).filter(([key]) => !UNWANTED_ANNOTATIONS.has(key));
  return {
    addressType,
    metadata: {
      generateName: `${name}-`,
      namespace,
      labels: { ...labels, [MANAGED_BY]: NAME, [SERVICE_NAME]: name },
      ...(kept.length > 0 && { annotations: Object.fromEntries(kept) }),
      ownerReferences: [{ apiVersion: 'v1', kind: 'Endpoints', name, uid, controller: true, blockOwnerDeletion: true }],
    },
  };
}

const sliceKeys = ({ before, after }: Commit): Key[] => {
  const { labels, namespace = '' } = (after ?? before)?.metadata ?? {};
  return labels?.[MANAGED_BY] === NAME ? [`${namespace}/${labels[SERVICE_NAME] ?? ''}`] : [];
};

/** The controller. */
export const controller: Controller = {
  name: 'endpoint-slice-mirroring-controller',
  watches: [{ gvk: ENDPOINTS }, { gvk: SERVICE }, { gvk: ENDPOINT_SLICE, keys: sliceKeys }],
  reconcile(key, api): Result<Requeue | undefined, Status> {
    const [namespace = '', name = ''] = key.split('/');
    const endpoints = api.get<Endpoints>(ENDPOINTS, namespace, name);
    const service = api.get<Service>(SERVICE, namespace, name);
    const wanted = endpoints && wantsMirror(endpoints) && service && service.spec?.selector === undefined;
    // The common case costs nothing: a Service with a selector never had mirrored slices.
    if (!wanted && api.recall(key) === undefined) return ok(undefined);
    const existing = api
      .list<EndpointSlice>(ENDPOINT_SLICE, namespace)
      .filter(({ metadata }) => metadata?.labels?.[MANAGED_BY] === NAME && metadata.labels[SERVICE_NAME] === name);
    for (const [type, v6] of [['IPv4', false] as const, ['IPv6', true] as const]) {
      const groups = wanted ? groupsOf(endpoints, v6) : [];
      const own = existing.filter(({ addressType }) => addressType === type);
      const template = templateOf(endpoints ?? {}, type);
      const done = applyChanges(changesOf(groups, own, template, false), namespace, api);
      if (!done.ok) return done;
    }
    if (wanted) {
      if (api.recall(key) === undefined) api.remember(key, true);
    } else api.forget(key);
    return ok(undefined);
  },
};
