// A cloud's load balancers, simulated for the Services whose annotation asks for it (api/behaviour.ts). In a cluster
// without a cloud, which the default one is, the address of a LoadBalancer stays pending for ever.
// Source: staging/src/k8s.io/cloud-provider/controllers/service/controller.go, 1.36.
import { ok, type Result } from '../../base/result.ts';
import type { Service } from '../../api/types.generated.ts';
import type { Status } from '../../api/status.ts';
import type { ClusterApi, Controller, DeepReadonly, Key, Requeue } from '../controller.ts';
import { SERVICE } from '../kinds.ts';
import { addressText, LOAD_BALANCER_RANGE, nextFree, rangeOf } from '../network/ranges.ts';

type ReadService = DeepReadonly<Service>;

const FINALIZER = 'service.kubernetes.io/load-balancer-cleanup';
const ANNOTATION = 'drydock.dev/load-balancer';
const RANGE = rangeOf(LOAD_BALANCER_RANGE);

const ingressOf = ({ status }: ReadService) => status?.loadBalancer?.ingress ?? [];

/** A Service with a class of its own is for somebody else. */
const isOurs = ({ spec, metadata }: ReadService): boolean =>
  metadata?.annotations?.[ANNOTATION] === 'simulated' && spec?.loadBalancerClass === undefined;

const wantsBalancer = (service: ReadService): boolean =>
  service.spec?.type === 'LoadBalancer' && service.metadata?.deletionTimestamp === undefined;

function withFinalizer(service: ReadService, present: boolean, api: ClusterApi): Result<ReadService, Status> {
  const old = service.metadata?.finalizers ?? [];
  if (old.includes(FINALIZER) === present) return ok(service);
  const finalizers = present ? [...old, FINALIZER] : old.filter((name) => name !== FINALIZER);
  return api.update<Service>({ ...service, metadata: { ...service.metadata, finalizers } });
}

/** A free address, or the one that the Service asks for. */
function addressFor(service: ReadService, api: ClusterApi): string | undefined {
  if (service.spec?.loadBalancerIP) return service.spec.loadBalancerIP;
  const taken = new Set(api.list<Service>(SERVICE).flatMap((other) => ingressOf(other).map(({ ip }) => ip ?? '')));
  const offset = nextFree(RANGE, 0, (address) => taken.has(address));
  return offset === undefined ? undefined : addressText(RANGE.base + offset);
}

function ensure(service: ReadService, api: ClusterApi): Result<Requeue | undefined, Status> {
  const held = withFinalizer(service, true, api);
  if (!held.ok) return held;
  if (ingressOf(held.value).length > 0) return ok(undefined);
  api.event(service, 'Normal', 'EnsuringLoadBalancer', 'Ensuring load balancer');
  const ip = addressFor(held.value, api);
  if (ip === undefined) {
    api.event(
      service,
      'Warning',
      'SyncLoadBalancerFailed',
      'Error syncing load balancer: failed to ensure load balancer: no free address',
    );
    return ok(undefined);
  }
  const status = { ...held.value.status, loadBalancer: { ingress: [{ ip, ipMode: 'VIP' }] } };
  const written = api.updateStatus<Service>({ ...held.value, status });
  if (!written.ok) return written;
  api.event(service, 'Normal', 'EnsuredLoadBalancer', 'Ensured load balancer');
  return ok(undefined);
}

function release(service: ReadService, api: ClusterApi): Result<Requeue | undefined, Status> {
  if (!(service.metadata?.finalizers ?? []).includes(FINALIZER)) return ok(undefined);
  api.event(service, 'Normal', 'DeletingLoadBalancer', 'Deleting load balancer');
  let current = service;
  if (ingressOf(service).length > 0) {
    const cleared = api.updateStatus<Service>({ ...service, status: { ...service.status, loadBalancer: {} } });
    if (!cleared.ok) return cleared;
    current = cleared.value;
  }
  api.event(service, 'Normal', 'DeletedLoadBalancer', 'Deleted load balancer');
  const freed = withFinalizer(current, false, api);
  return freed.ok ? ok(undefined) : freed;
}

/** The controller. */
export const controller: Controller = {
  name: 'service-controller',
  watches: [{ gvk: SERVICE }],
  reconcile(key: Key, api): Result<Requeue | undefined, Status> {
    const [namespace = '', name = ''] = key.split('/');
    const service = api.get<Service>(SERVICE, namespace, name);
    if (!service) return ok(undefined);
    return wantsBalancer(service) && isOurs(service) ? ensure(service, api) : release(service, api);
  },
};
