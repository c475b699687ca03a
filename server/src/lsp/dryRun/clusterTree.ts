// The lines of the Cluster view: namespaces → workloads → ReplicaSets → Pods, Services with endpoints, configuration,
// events; nodes at the top. Children are made when they are asked for, so a large cluster costs what is unfolded.
import { gvkOf, type GroupVersionKind } from '../../api/gvk.ts';
import { compareText } from '../../base/compare.ts';
import type { EndpointSlice, Event, Pod, Service } from '../../api/types.generated.ts';
import type { DeepReadonly, ReadApi } from '../../cluster/controller.ts';
import { revisionOf } from '../../cluster/controllers/deployment/annotations.ts';
import {
  CRON_JOB,
  ENDPOINT_SLICE,
  NAMESPACE,
  NODE,
  POD,
  SERVICE,
  DAEMON_SET,
  DEPLOYMENT,
  JOB,
  REPLICA_SET,
  REPLICATION_CONTROLLER,
  STATEFUL_SET,
} from '../../cluster/kinds.ts';
import type { TreeNode } from '../../protocol/cluster.ts';
import { standingOf } from './health.ts';
import { findObject, keyOf, nameOfObject, type Stored } from './objectNames.ts';
import type { ObjectName } from '../../protocol/cluster.ts';

const EVENT = gvkOf('v1', 'Event');

const WORKLOADS = [DEPLOYMENT, STATEFUL_SET, DAEMON_SET, CRON_JOB, JOB, REPLICATION_CONTROLLER, REPLICA_SET, POD];
/** What a workload may own directly, in the order of the tree. */
const OWNED = [REPLICA_SET, JOB, POD];
const CONFIGURATION = [
  gvkOf('v1', 'ConfigMap'),
  gvkOf('v1', 'Secret'),
  gvkOf('v1', 'PersistentVolumeClaim'),
  gvkOf('networking.k8s.io/v1', 'Ingress'),
  gvkOf('networking.k8s.io/v1', 'NetworkPolicy'),
  gvkOf('policy/v1', 'PodDisruptionBudget'),
  gvkOf('autoscaling/v2', 'HorizontalPodAutoscaler'),
  gvkOf('v1', 'ServiceAccount'),
  gvkOf('v1', 'LimitRange'),
  gvkOf('v1', 'ResourceQuota'),
  gvkOf('rbac.authorization.k8s.io/v1', 'Role'),
  gvkOf('rbac.authorization.k8s.io/v1', 'RoleBinding'),
];
const MAX_CHILDREN = 1_000;
const MAX_EVENTS = 300;

/** What every namespace comes with: nothing that a person put there. */
const comesByItself = (object: Stored): boolean => {
  const { kind } = object;
  const name = object.metadata?.name;
  return (
    (kind === 'ConfigMap' && name === 'kube-root-ca.crt') ||
    (kind === 'ServiceAccount' && name === 'default') ||
    (kind === 'Service' && name === 'kubernetes' && object.metadata?.namespace === 'default')
  );
};

/** What a node's id says: which children it has. */
type Place =
  | readonly ['namespace', string]
  | readonly ['group', 'nodes' | 'configuration' | 'events', string]
  | readonly ['object', ObjectName];

const idOf = (place: Place): string => JSON.stringify(place);

function placeOf(id: string): Place | undefined {
  try {
    const place: unknown = JSON.parse(id);
    return Array.isArray(place) && ['namespace', 'group', 'object'].includes(String(place[0]))
      ? (place as unknown as Place)
      : undefined;
  } catch {
    return undefined;
  }
}

const isOwned = (object: Stored): boolean =>
  object.metadata?.ownerReferences?.some((owner) => owner.controller === true) === true;

const group = (place: Place, label: string, description: string, type: string): TreeNode => ({
  id: idOf(place),
  label,
  description,
  tooltip: `${label} (${description})`,
  type,
  health: 'none',
  hasChildren: true,
  object: null,
});

function objectNode(object: Stored, hasChildren: boolean, extra = ''): TreeNode {
  const name = nameOfObject(object);
  const { health, state } = standingOf(object);
  // The kind is said where icon and place do not say it already.
  const parts = name.kind === 'Pod' ? [state, extra] : [extra, state];
  const description = parts.filter((part) => part !== '').join(' · ');
  const evident = name.kind === 'Pod' || name.kind === 'ReplicaSet' || name.kind === 'Node';
  return {
    id: idOf(['object', name]),
    label: name.name,
    description: evident ? description : [name.kind, description].filter((part) => part !== '').join(' · '),
    tooltip: [`${name.kind} ${name.name}`, description].filter((part) => part !== '').join('\n'),
    type: name.kind,
    health,
    hasChildren,
    object: name,
  };
}

/** The namespaces in which there is anything of a person's, and the nodes. */
function top(api: ReadApi): TreeNode[] {
  const namespaces = api.list(NAMESPACE).flatMap((namespace) => {
    const name = namespace.metadata?.name ?? '';
    const children = inNamespace(api, name).filter(({ type }) => type !== 'events');
    if (children.length === 0 && (name === 'default' || name.startsWith('kube-'))) return [];
    const terminating = namespace.metadata?.deletionTimestamp !== undefined;
    const node: TreeNode = {
      id: idOf(['namespace', name]),
      label: name,
      description: terminating ? 'Terminating' : '',
      tooltip: `Namespace ${name}`,
      type: 'namespace',
      health: terminating ? 'gone' : 'none',
      hasChildren: true,
      object: null,
    };
    return [node];
  });
  const nodes = api.list(NODE);
  return [...namespaces, group(['group', 'nodes', ''], 'Nodes', String(nodes.length), 'group')];
}

const configurationOf = (api: ReadApi, namespace: string): Stored[] =>
  CONFIGURATION.flatMap((gvk) => api.list(gvk, namespace)).filter((object) => !comesByItself(object));

function inNamespace(api: ReadApi, namespace: string): TreeNode[] {
  const workloads = WORKLOADS.flatMap((gvk) => api.list(gvk, namespace))
    .filter((object) => !isOwned(object))
    .map((object) => objectNode(object, object.kind !== 'Pod'));
  const services = api
    .list<Service>(SERVICE, namespace)
    .filter((service) => !comesByItself(service))
    .map((service) => serviceNode(service));
  const configuration = configurationOf(api, namespace);
  const events = api.list(EVENT, namespace);
  const count = String(configuration.length);
  return [
    ...workloads,
    ...services,
    ...(configuration.length > 0
      ? [group(['group', 'configuration', namespace], 'Configuration', count, 'group')]
      : []),
    ...(events.length > 0 ? [group(['group', 'events', namespace], 'Events', String(events.length), 'events')] : []),
  ];
}

function serviceNode(service: DeepReadonly<Service>): TreeNode {
  const { type, clusterIP, ports, externalName } = service.spec ?? {};
  const portTexts = (ports ?? []).map(
    ({ port, nodePort, protocol }) => `${port}${nodePort ? `:${nodePort}` : ''}/${protocol ?? 'TCP'}`,
  );
  const address = type === 'ExternalName' ? `→ ${externalName ?? ''}` : (clusterIP ?? '');
  return objectNode(service, type !== 'ExternalName', [address, portTexts.join(', ')].filter(Boolean).join(' · '));
}

/** The addresses behind a Service, ready ones first; a line that says so where there are none. */
function endpointsOf(api: ReadApi, service: ObjectName): TreeNode[] {
  const slices = api
    .list<EndpointSlice>(ENDPOINT_SLICE, service.namespace)
    .filter((slice) => slice.metadata?.labels?.['kubernetes.io/service-name'] === service.name);
  const nodes = slices.flatMap((slice) =>
    (slice.endpoints ?? []).map((endpoint): TreeNode => {
      const ready = endpoint.conditions?.ready === true;
      const ports = (slice.ports ?? []).map(({ port }) => port).join(',');
      const address = `${endpoint.addresses?.[0] ?? ''}${ports === '' ? '' : `:${ports}`}`;
      const pod = endpoint.targetRef?.name ?? '';
      const name: ObjectName | null =
        pod === '' ? null : { apiVersion: 'v1', kind: 'Pod', namespace: service.namespace, name: pod };
      return {
        id: JSON.stringify(['endpoint', keyOf(service), address, pod]),
        label: address,
        description: [pod, ready ? '' : 'not ready'].filter((part) => part !== '').join(' · '),
        tooltip: `Endpoint ${address}\n${pod}\n${ready ? 'ready' : 'not ready: gets no traffic'}`,
        type: 'endpoint',
        health: ready ? 'good' : 'busy',
        hasChildren: false,
        object: name,
      };
    }),
  );
  if (nodes.length > 0) return nodes.slice(0, MAX_CHILDREN);
  const text = 'no endpoints: no Pod matches the selector';
  const id = JSON.stringify(['endpoint', keyOf(service), 'none']);
  const none = { label: text, description: '', tooltip: text, type: 'endpoint', health: 'bad' } as const;
  return [{ id, ...none, hasChildren: false, object: null }];
}

const instant = (event: DeepReadonly<Event>): string =>
  event.lastTimestamp ?? event.eventTime ?? event.metadata?.creationTimestamp ?? '';

function eventsOf(api: ReadApi, namespace: string): TreeNode[] {
  const events = api.list<Event>(EVENT, namespace).toSorted((a, b) => compareText(instant(b), instant(a)));
  return events.slice(0, MAX_EVENTS).map((event): TreeNode => {
    const about = `${event.involvedObject?.kind ?? ''}/${event.involvedObject?.name ?? ''}`;
    const times = (event.count ?? 1) > 1 ? ` (${event.count} times)` : '';
    return {
      id: JSON.stringify(['event', namespace, event.metadata?.name ?? '']),
      label: event.reason ?? '',
      description: `${about}: ${event.message ?? ''}${times}`,
      tooltip: `${event.type ?? ''} ${event.reason ?? ''}\n${about}\n${instant(event)}${times}\n\n${event.message ?? ''}`,
      type: 'event',
      health: event.type === 'Warning' ? 'bad' : 'none',
      hasChildren: false,
      object: null,
    };
  });
}

/** The ReplicaSets of a Deployment, the newest revision first; else what the workload owns, by name. */
function ownedBy(api: ReadApi, owner: Stored): TreeNode[] {
  const uid = owner.metadata?.uid ?? '';
  const owned = OWNED.flatMap((gvk): Stored[] => {
    const objects = [...api.ownedBy(gvk, uid)];
    if (gvk.kind !== 'ReplicaSet') return objects;
    return objects.sort((a, b) => (revisionOf(b) ?? 0) - (revisionOf(a) ?? 0));
  });
  return owned.slice(0, MAX_CHILDREN).map((object) => {
    const pods = object.kind === 'Pod' ? 0 : api.ownedBy<Pod>(POD, object.metadata?.uid ?? '').length;
    const revision = object.kind === 'ReplicaSet' ? (revisionOf(object) ?? 0) : 0;
    const node = (object as DeepReadonly<Pod>).spec?.nodeName;
    const extra = revision > 0 ? `revision ${revision}` : object.kind === 'Pod' && node !== undefined ? node : '';
    return objectNode(object, pods > 0, extra);
  });
}

/** The children of a node, or the top of the tree. A node that is gone has none. */
export function treeChildren(api: ReadApi, parent: string | undefined): TreeNode[] {
  if (parent === undefined) return top(api);
  const place = placeOf(parent);
  switch (place?.[0]) {
    case 'namespace':
      return inNamespace(api, place[1]);
    case 'group':
      if (place[1] === 'nodes') return api.list(NODE).map((node) => objectNode(node, false));
      if (place[1] === 'events') return eventsOf(api, place[2]);
      return configurationOf(api, place[2]).map((object) => objectNode(object, false));
    case 'object': {
      const object = findObject(api, place[1]);
      if (!object) return [];
      return object.kind === 'Service' ? endpointsOf(api, place[1]) : ownedBy(api, object);
    }
    case undefined:
      return [];
  }
}

/** How many objects there are that a person or a workload of theirs put there. */
export function countObjects(api: ReadApi): number {
  const kinds: readonly GroupVersionKind[] = [...WORKLOADS, ...CONFIGURATION, SERVICE];
  const ours = (object: Stored): boolean =>
    !comesByItself(object) && !(object.metadata?.namespace ?? '').startsWith('kube-');
  return kinds.reduce((sum, gvk) => sum + api.list(gvk).filter(ours).length, 0);
}
