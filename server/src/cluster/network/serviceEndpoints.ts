// Which Pods stand behind a Service, and on which ports. Shared by the controllers of Endpoints and EndpointSlices.
// Source: staging/src/k8s.io/endpointslice/{utils,util/controller_utils}.go, 1.36.
import { deepEqual } from '../../base/compare.ts';
import { matchesLabels } from '../../api/labelSelector.ts';
import type { Pod, Service, ServicePort } from '../../api/types.generated.ts';
import type { Commit, DeepReadonly, Key, ReadApi } from '../controller.ts';
import { POD, SERVICE } from '../kinds.ts';

type ReadPod = DeepReadonly<Pod>;
type ReadService = DeepReadonly<Service>;

/** Whether the Pod's condition Ready is true. */
export const isReady = (pod: ReadPod): boolean =>
  (pod.status?.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True');

/** It has an address and has not come to an end. Source: ShouldPodBeInEndpoints. */
export const belongsInEndpoints = (pod: ReadPod, includeTerminating: boolean): boolean =>
  pod.status?.phase !== 'Failed' &&
  pod.status?.phase !== 'Succeeded' &&
  (pod.status?.podIP ?? '') !== '' &&
  (includeTerminating || pod.metadata?.deletionTimestamp === undefined);

/** The Pods that a Service selects. */
export const selectedPods = (service: ReadService, api: ReadApi): readonly ReadPod[] =>
  api
    .list<Pod>(POD, service.metadata?.namespace ?? '')
    .filter((pod) => matchesLabels(service.spec?.selector ?? {}, pod.metadata?.labels));

/** The number of a Service's target port on a Pod; undefined if the Pod has no port of that name. Source: FindPort. */
export function targetPortOn(
  pod: ReadPod,
  { targetPort, port, protocol = 'TCP' }: DeepReadonly<ServicePort>,
): number | undefined {
  if (typeof targetPort !== 'string') return targetPort === undefined || targetPort === 0 ? port : targetPort;
  const sidecars = (pod.spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  for (const container of [...(pod.spec?.containers ?? []), ...sidecars]) {
    for (const own of container.ports ?? []) {
      if (own.name === targetPort && (own.protocol ?? 'TCP') === protocol) return own.containerPort;
    }
  }
  return undefined;
}

/** A Service without a cluster IP of its own: its name leads to the Pods themselves. */
export const isHeadless = (service: ReadService): boolean =>
  (service.spec?.clusterIP ?? '') === '' || service.spec?.clusterIP === 'None';

/** Whether a Pod's own host name is published. Source: ShouldSetHostname. */
export const publishesHostname = (pod: ReadPod, service: ReadService): boolean =>
  (pod.spec?.hostname ?? '') !== '' &&
  pod.spec?.subdomain === service.metadata?.name &&
  pod.metadata?.namespace === service.metadata?.namespace;

/** Whether a change of a Pod can change endpoints. Source: podEndpointsChanged. */
function matters(before: ReadPod | undefined, after: ReadPod | undefined): boolean {
  if (!before || !after) return true;
  const seen = (pod: ReadPod) => [
    belongsInEndpoints(pod, true),
    isReady(pod),
    pod.metadata?.deletionTimestamp === undefined,
    pod.status?.podIP,
    pod.spec?.nodeName,
  ];
  if (!deepEqual(seen(before), seen(after))) return true;
  return (
    before.metadata?.labels !== after.metadata?.labels && !deepEqual(before.metadata?.labels, after.metadata?.labels)
  );
}

const keyOf = (service: ReadService): Key => `${service.metadata?.namespace ?? ''}/${service.metadata?.name ?? ''}`;

/** The Services that a change of a Pod concerns: those that select it, or did. */
export function servicesOfPodChange(commit: Commit, api: ReadApi): Key[] {
  const before = commit.before as ReadPod | undefined;
  const after = commit.after as ReadPod | undefined;
  if (!matters(before, after)) return [];
  const namespace = (after ?? before)?.metadata?.namespace ?? '';
  return api
    .list<Service>(SERVICE, namespace)
    .filter(
      ({ spec }) =>
        spec?.selector !== undefined &&
        (matchesLabels(spec.selector, after?.metadata?.labels) ||
          matchesLabels(spec.selector, before?.metadata?.labels)),
    )
    .map(keyOf);
}
