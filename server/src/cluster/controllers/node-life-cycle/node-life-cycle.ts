// The node life cycle controller: notices silent kubelets, taints nodes for their conditions, marks their Pods.
// Source: pkg/controller/nodelifecycle/node_lifecycle_controller.go, 1.36. A kubelet is silent when its node's label
// says so; there are no leases here (see kubelet/nodeStatus.ts). Not modelled: the five-second grid of the checks.
import { formatTime } from '../../../base/instant.ts';
import { ok, type Result } from '../../../base/result.ts';
import type { Node, NodeCondition, Pod, PodCondition } from '../../../api/types.generated.ts';
import type { Status } from '../../../api/status.ts';
import type { ClusterApi, Commit, Controller, DeepReadonly, Key, Requeue } from '../../controller.ts';
import { NODE } from '../../kinds.ts';
import { isDead } from '../../kubelet/nodeStatus.ts';
import { clusterState } from '../../scheduler/clusterState.ts';
import { conditionTaints, executionTaints, isBad, readiness, withTaints } from './taints.ts';

type ReadNode = DeepReadonly<Node>;

/** How long a kubelet may be silent; and one that never was heard of. */
const GRACE_MS = 50_000;
const STARTUP_GRACE_MS = 60_000;
/** One node in ten seconds is tainted; in a large zone that is mostly broken one in a hundred, in a small one none. */
const EVICTION_MS = 10_000;
const SLOW_EVICTION_MS = 100_000;
const LARGE_ZONE = 50;
const UNHEALTHY_SHARE = 0.55;

const ZONE = 'zone:';

/** What is remembered of a node. */
interface Memory {
  readonly uid: string;
  /** Since when its kubelet has been silent. */
  readonly silentSince?: number;
}

const zoneOf = (node: ReadNode): string => {
  const labels = node.metadata?.labels ?? {};
  return `${labels['topology.kubernetes.io/region'] ?? ''}:${labels['topology.kubernetes.io/zone'] ?? ''}`;
};

const UNKNOWN_TYPES = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

/** The conditions once nobody has heard of the kubelet for too long. */
function unknownConditions(node: ReadNode, now: number): readonly DeepReadonly<NodeCondition>[] {
  const old = node.status?.conditions ?? [];
  const lost = UNKNOWN_TYPES.map((type): DeepReadonly<NodeCondition> => {
    const known = old.find((one) => one.type === type);
    if (known?.status === 'Unknown') return known;
    return {
      type,
      status: 'Unknown',
      reason: known ? 'NodeStatusUnknown' : 'NodeStatusNeverUpdated',
      message: known ? 'Kubelet stopped posting node status.' : 'Kubelet never posted node status.',
      lastHeartbeatTime: known?.lastHeartbeatTime ?? node.metadata?.creationTimestamp,
      lastTransitionTime: formatTime(now),
    };
  });
  return [...old.filter(({ type }) => !UNKNOWN_TYPES.includes(type ?? '')), ...lost];
}

/** The Pods of a lost node are no longer counted as ready. Source: MarkPodsNotReady. */
function markPodsNotReady(name: string, api: ClusterApi): void {
  for (const pod of [...(api.view(clusterState).infos.get(name)?.pods.values() ?? [])]) {
    const conditions = pod.status?.conditions ?? [];
    if (!conditions.some(({ type, status }) => type === 'Ready' && status === 'True')) continue;
    const marked = conditions.map((one): DeepReadonly<PodCondition> =>
      one.type === 'Ready' ? { ...one, status: 'False', lastTransitionTime: formatTime(api.now) } : one,
    );
    api.event(pod, 'Warning', 'NodeNotReady', 'Node is not ready');
    api.updateStatus<Pod>({ ...pod, status: { ...pod.status, conditions: marked } });
  }
}

function loseNode(node: ReadNode, api: ClusterApi): Result<ReadNode, Status> {
  const wasReady = readiness(node) === 'True';
  const written = api.updateStatus<Node>({
    ...node,
    status: { ...node.status, conditions: unknownConditions(node, api.now) },
  });
  if (!written.ok) return written;
  if (wasReady) {
    const name = node.metadata?.name ?? '';
    api.event(node, 'Normal', 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
    markPodsNotReady(name, api);
  }
  return written;
}

/** Announces a node, and keeps since when it has been silent. */
function rememberNode(node: ReadNode, api: ClusterApi): Memory {
  const name = node.metadata?.name ?? '';
  const known = api.recall<Memory>(name);
  const uid = node.metadata?.uid ?? '';
  if (known?.uid !== uid) {
    api.event(node, 'Normal', 'RegisteredNode', `Node ${name} event: Registered Node ${name} in Controller`);
  }
  const silentSince = isDead(node) ? (known?.silentSince ?? api.now) : undefined;
  const memory = { uid, ...(silentSince !== undefined && { silentSince }) };
  if (known?.uid !== uid || known.silentSince !== silentSince) api.remember(name, memory);
  return memory;
}

function reconcileNode(name: string, api: ClusterApi): Result<Requeue | undefined, Status> {
  let node = api.get<Node>(NODE, '', name);
  if (!node) {
    const known = api.recall<Memory>(name);
    if (known) {
      const subject = { apiVersion: 'v1', kind: 'Node', metadata: { name, uid: known.uid } };
      api.event(subject, 'Normal', 'RemovingNode', `Node ${name} event: Removing Node ${name} from Controller`);
      api.forget(name);
    }
    return ok(undefined);
  }
  const { silentSince } = rememberNode(node, api);
  let next: Requeue | undefined;
  if (silentSince !== undefined && readiness(node) !== 'Unknown') {
    const grace = (node.status?.conditions ?? []).length > 0 ? GRACE_MS : STARTUP_GRACE_MS;
    if (api.now >= silentSince + grace) {
      const lost = loseNode(node, api);
      if (!lost.ok) return lost;
      node = lost.value;
    } else next = { afterMs: silentSince + grace - api.now };
  }
  const taints = conditionTaints(node, api.now);
  if (taints) {
    const written = api.update<Node>(withTaints(node, taints));
    if (!written.ok) return written;
    node = written.value;
  }
  // A node that is well again is freed at once; one that is not waits for its turn in its zone.
  const execution = isBad(node) ? undefined : executionTaints(node, api.now);
  if (execution) {
    const written = api.update<Node>(withTaints(node, execution));
    if (!written.ok) return written;
  }
  return ok(next);
}

/** Milliseconds between two nodes of a zone; undefined: none is tainted. Source: ComputeZoneState, handleDisruption. */
function paceOf(zone: readonly ReadNode[], all: readonly ReadNode[]): number | undefined {
  // If nobody is well, it is more likely the control plane that has lost the network.
  if (all.every(isBad)) return undefined;
  const bad = zone.filter(isBad).length;
  if (bad > 2 && bad < zone.length && bad / zone.length >= UNHEALTHY_SHARE) {
    return zone.length > LARGE_ZONE ? SLOW_EVICTION_MS : undefined;
  }
  return EVICTION_MS;
}

/** Taints the next node of a zone for eviction, if it is time. */
function reconcileZone(key: Key, api: ClusterApi): Result<Requeue | undefined, Status> {
  const all = api.list<Node>(NODE);
  const zone = all.filter((node) => `${ZONE}${zoneOf(node)}` === key);
  const queue = zone.flatMap((node) => {
    const taints = isBad(node) ? executionTaints(node, api.now) : undefined;
    return taints ? [{ node, taints }] : [];
  });
  const [first] = queue;
  if (!first) return ok(undefined);
  const pace = paceOf(zone, all);
  if (pace === undefined) return ok(undefined);
  const last = api.recall<number>(key);
  // A node that only changes from one taint to the other has had its turn.
  const isSwap = (first.node.spec?.taints ?? []).length >= first.taints.length;
  if (!isSwap && last !== undefined && last + pace > api.now) return ok({ afterMs: last + pace - api.now });
  const written = api.update<Node>(withTaints(first.node, first.taints));
  if (!written.ok) return written;
  api.remember(key, api.now);
  return queue.length > 1 ? ok({ afterMs: pace }) : ok(undefined);
}

/** A node wants a look when it changes, its zone when one of its nodes is not ready. */
function keysOf({ before, after }: Commit): Key[] {
  const node = (after ?? before) as ReadNode;
  const name = node.metadata?.name ?? '';
  return after && isBad(after) ? [name, `${ZONE}${zoneOf(node)}`] : [name];
}

/** The controller. */
export const controller: Controller = {
  name: 'node-controller',
  watches: [{ gvk: NODE, keys: keysOf }],
  initialKeys: (api) => api.list<Node>(NODE).map(({ metadata }) => metadata?.name ?? ''),
  reconcile: (key, api) => (key.startsWith(ZONE) ? reconcileZone(key, api) : reconcileNode(key, api)),
};
