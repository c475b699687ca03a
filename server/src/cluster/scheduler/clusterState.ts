// The scheduler's picture of the cluster: per node what its Pods ask for, and the Pods that have no node yet. A view of
// the store, so one Pod more costs one addition and not a walk over all Pods.
// Source: pkg/scheduler/backend/cache/cache.go, node_tree.go, pkg/scheduler/framework/types.go (NodeInfo), 1.36.
import { compareText } from '../../base/compare.ts';
import type { ApiObject } from '../../api/kindRules.ts';
import type { Node, Pod } from '../../api/types.generated.ts';
import type { DeepReadonly } from '../controller.ts';
import { NODE, POD } from '../kinds.ts';
import type { View } from '../view.ts';
import { allocatableOf, needsOf, type PodNeeds } from './amounts.ts';
import type { AffinityGroup, NodeInfo } from './plugin.ts';

type ReadPod = DeepReadonly<Pod>;

/** A NodeInfo that the view changes. */
export interface MutableNodeInfo extends NodeInfo {
  node: DeepReadonly<Node>;
  pods: Map<string, ReadPod>;
  allocatable: NodeInfo['allocatable'];
  requested: { cpu: number; memory: number; ephemeralStorage: number; scalars: Map<string, number> };
  nonZeroRequested: { cpu: number; memory: number };
  hostPorts: Map<string, number>;
  affinityGroups: Map<string, { pod: ReadPod; count: number }>;
}

/** Pods that match something, counted per node. */
interface Counter {
  readonly matches: (pod: ReadPod) => boolean;
  readonly byNode: Map<string, number>;
}

/** The state. `present` tells nodes from mere names that Pods mention. */
export interface ClusterState {
  readonly infos: Map<string, MutableNodeInfo>;
  readonly present: Set<string>;
  /** The nodes in the scheduler's order; undefined until somebody asks after a change. */
  order: readonly NodeInfo[] | undefined;
  /** Pods without a node that this scheduler is to place, by key. */
  readonly waiting: Map<string, ReadPod>;
  /** Waiting Pods that no cycle has looked at yet, by priority: the greatest goes first. */
  readonly fresh: Map<number, Map<string, ReadPod>>;
  /** Waiting Pods that preemption has promised a node, by its name. */
  readonly nominated: Map<string, Map<string, ReadPod>>;
  readonly counters: Map<string, Counter>;
  /** Image → the nodes that have it, with its size; undefined until somebody asks after a change. */
  images: Map<string, { readonly sizeBytes: number; readonly nodes: Set<string> }> | undefined;
}

/** How many counters are kept; the one that was not asked for the longest goes first. */
const MOST_COUNTERS = 256;

export const podKey = (pod: ReadPod): string => `${pod.metadata?.namespace ?? ''}/${pod.metadata?.name ?? ''}`;

export const hasFinished = (pod: ReadPod): boolean =>
  pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';

const emptyInfo = (name: string): MutableNodeInfo => ({
  name,
  node: {},
  pods: new Map(),
  allocatable: { cpu: 0, memory: 0, ephemeralStorage: 0, scalars: new Map(), pods: 0 },
  requested: { cpu: 0, memory: 0, ephemeralStorage: 0, scalars: new Map() },
  nonZeroRequested: { cpu: 0, memory: 0 },
  hostPorts: new Map(),
  affinityGroups: new Map(),
});

/** A copy that may be changed without the original's knowing. */
export const copyInfo = (info: NodeInfo): MutableNodeInfo => ({
  ...info,
  pods: new Map(info.pods),
  requested: { ...info.requested, scalars: new Map(info.requested.scalars) },
  nonZeroRequested: { ...info.nonZeroRequested },
  hostPorts: new Map(info.hostPorts),
  affinityGroups: new Map([...info.affinityGroups].map(([key, group]) => [key, { ...group }])),
});

/** `TCP/0.0.0.0/8080` for every host port of a Pod. Sidecars count, other init containers do not. */
export function hostPortsOf(pod: ReadPod): string[] {
  const out: string[] = [];
  const sidecars = (pod.spec?.initContainers ?? []).filter((container) => container.restartPolicy === 'Always');
  for (const container of [...(pod.spec?.containers ?? []), ...sidecars]) {
    for (const port of container.ports ?? []) {
      if (port.hostPort) out.push(`${port.protocol || 'TCP'}/${port.hostIP || '0.0.0.0'}/${port.hostPort}`);
    }
  }
  return out;
}

/** Pods of one namespace with the same terms are one group; the text of the terms is the key. */
const affinityTexts = new WeakMap<object, string>();

function affinityKeyOf(pod: ReadPod): string | undefined {
  const affinity = pod.spec?.affinity;
  if (!affinity?.podAffinity && !affinity?.podAntiAffinity) return undefined;
  let text = affinityTexts.get(affinity);
  if (text === undefined) {
    text = JSON.stringify([affinity.podAffinity, affinity.podAntiAffinity]);
    affinityTexts.set(affinity, text);
  }
  return `${pod.metadata?.namespace ?? ''} ${text}`;
}

function bump(map: Map<string, number>, key: string, by: number): void {
  const next = (map.get(key) ?? 0) + by;
  if (next === 0) map.delete(key);
  else map.set(key, next);
}

function addNeeds(info: MutableNodeInfo, needs: PodNeeds, sign: 1 | -1): void {
  info.requested.cpu += sign * needs.cpu;
  info.requested.memory += sign * needs.memory;
  info.requested.ephemeralStorage += sign * needs.ephemeralStorage;
  for (const [name, amount] of needs.scalars) bump(info.requested.scalars, name, sign * amount);
  info.nonZeroRequested.cpu += sign * needs.nonZero.cpu;
  info.nonZeroRequested.memory += sign * needs.nonZero.memory;
}

/** Puts a Pod on a node's account, or (sign −1) takes it off. */
export function account(info: MutableNodeInfo, pod: ReadPod, sign: 1 | -1): void {
  if (sign === 1) info.pods.set(podKey(pod), pod);
  else info.pods.delete(podKey(pod));
  addNeeds(info, needsOf(pod.spec), sign);
  for (const port of hostPortsOf(pod)) bump(info.hostPorts, port, sign);
  const key = affinityKeyOf(pod);
  if (key === undefined) return;
  const count = (info.affinityGroups.get(key)?.count ?? 0) + sign;
  if (count === 0) info.affinityGroups.delete(key);
  else info.affinityGroups.set(key, { pod, count } satisfies AffinityGroup);
}

const infoOf = (state: ClusterState, name: string): MutableNodeInfo => {
  let info = state.infos.get(name);
  if (!info) state.infos.set(name, (info = emptyInfo(name)));
  return info;
};

function countPod(state: ClusterState, pod: ReadPod, by: 1 | -1): void {
  const node = pod.spec?.nodeName ?? '';
  for (const counter of state.counters.values()) if (counter.matches(pod)) bump(counter.byNode, node, by);
}

const isPlaced = (pod: ReadPod | undefined): pod is ReadPod =>
  pod !== undefined && (pod.spec?.nodeName ?? '') !== '' && !hasFinished(pod);

const isWaiting = (pod: ReadPod | undefined): pod is ReadPod =>
  pod !== undefined &&
  (pod.spec?.nodeName ?? '') === '' &&
  pod.metadata?.deletionTimestamp === undefined &&
  !hasFinished(pod) &&
  (pod.spec?.schedulerName ?? 'default-scheduler') === 'default-scheduler';

/** Whether a change of a Pod changes nothing of what is added up. */
const countsAlike = (a: ReadPod, b: ReadPod): boolean =>
  a.spec === b.spec &&
  a.metadata?.labels === b.metadata?.labels &&
  (a.metadata?.deletionTimestamp === undefined) === (b.metadata?.deletionTimestamp === undefined);

function changePlaced(state: ClusterState, before: ReadPod | undefined, after: ReadPod | undefined): void {
  if (isPlaced(before) && isPlaced(after) && countsAlike(before, after)) {
    infoOf(state, after.spec?.nodeName ?? '').pods.set(podKey(after), after);
    return;
  }
  if (isPlaced(before)) {
    account(infoOf(state, before.spec?.nodeName ?? ''), before, -1);
    countPod(state, before, -1);
  }
  if (isPlaced(after)) {
    account(infoOf(state, after.spec?.nodeName ?? ''), after, 1);
    countPod(state, after, 1);
  }
}

/** The priority that admission has written down. Source: corev1helpers.PodPriority. */
export const priorityOf = (pod: ReadPod): number => pod.spec?.priority ?? 0;

/** Gated Pods are not looked at; one with a word on PodScheduled has been. */
const isFresh = (pod: ReadPod): boolean =>
  (pod.spec?.schedulingGates ?? []).length === 0 &&
  !(pod.status?.conditions ?? []).some(({ type, reason }) => type === 'PodScheduled' && reason !== 'SchedulingGated');

function changeWaiting(state: ClusterState, before: ReadPod | undefined, after: ReadPod | undefined): void {
  if (isWaiting(before)) {
    state.waiting.delete(podKey(before));
    state.fresh.get(priorityOf(before))?.delete(podKey(before));
    state.nominated.get(before.status?.nominatedNodeName ?? '')?.delete(podKey(before));
  }
  if (!isWaiting(after)) return;
  state.waiting.set(podKey(after), after);
  if (isFresh(after)) {
    const peers = state.fresh.get(priorityOf(after)) ?? new Map<string, ReadPod>();
    state.fresh.set(priorityOf(after), peers.set(podKey(after), after));
  }
  const node = after.status?.nominatedNodeName ?? '';
  if (node === '') return;
  const there = state.nominated.get(node) ?? new Map<string, ReadPod>();
  state.nominated.set(node, there.set(podKey(after), after));
}

function changeNode(
  state: ClusterState,
  before: DeepReadonly<Node> | undefined,
  after: DeepReadonly<Node> | undefined,
): void {
  const name = (after ?? before)?.metadata?.name ?? '';
  const info = infoOf(state, name);
  if (before?.metadata?.labels !== after?.metadata?.labels || !before || !after) state.order = undefined;
  if (before?.status?.images !== after?.status?.images) state.images = undefined;
  if (after) {
    info.node = after;
    if (before?.status?.allocatable !== after.status?.allocatable || !before) info.allocatable = allocatableOf(after);
    state.present.add(name);
  } else {
    state.present.delete(name);
    if (info.pods.size === 0) state.infos.delete(name);
  }
}

/** The view. */
export const clusterState: View<ClusterState> = {
  name: 'scheduler',
  kinds: [NODE, POD],
  create: () => ({
    infos: new Map(),
    present: new Set(),
    order: undefined,
    waiting: new Map(),
    fresh: new Map(),
    nominated: new Map(),
    counters: new Map(),
    images: undefined,
  }),
  change(state, before, after) {
    if (((after ?? before) as ApiObject).kind === 'Node') {
      changeNode(state, before, after);
      return;
    }
    changePlaced(state, before, after);
    changeWaiting(state, before, after);
  },
};

const zoneOf = ({ node }: NodeInfo): string => {
  const labels = node.metadata?.labels ?? {};
  return `${labels['topology.kubernetes.io/region'] ?? ''}:${labels['topology.kubernetes.io/zone'] ?? ''}`;
};

/** Zones in turn: a1 b1 c1 a2 b2 c2 …, so that a sample of nodes has all zones in it. Source: nodeTree.list. */
export function nodesInOrder(state: ClusterState): readonly NodeInfo[] {
  if (state.order) return state.order;
  const zones = new Map<string, NodeInfo[]>();
  for (const name of [...state.present].sort(compareText)) {
    const info = infoOf(state, name);
    zones.set(zoneOf(info), [...(zones.get(zoneOf(info)) ?? []), info]);
  }
  const lists = [...zones.values()];
  const out: NodeInfo[] = [];
  for (let turn = 0; out.length < state.present.size; turn++) {
    for (const list of lists) if (turn < list.length) out.push(list[turn] as NodeInfo);
  }
  state.order = out;
  return out;
}

/** Counts the Pods that match, per node; kept up to date from then on. */
export function countsOf(
  state: ClusterState,
  key: string,
  matches: (pod: ReadPod) => boolean,
): ReadonlyMap<string, number> {
  const known = state.counters.get(key);
  if (known) {
    // Maps keep the order of insertion: putting it back makes the first the one that was not asked for the longest.
    state.counters.delete(key);
    state.counters.set(key, known);
    return known.byNode;
  }
  const byNode = new Map<string, number>();
  for (const info of state.infos.values()) {
    for (const pod of info.pods.values()) if (matches(pod)) bump(byNode, info.name, 1);
  }
  state.counters.set(key, { matches, byNode });
  const oldest = state.counters.keys().next().value;
  if (state.counters.size > MOST_COUNTERS && oldest !== undefined) state.counters.delete(oldest);
  return byNode;
}

const imageName = (name: string): string => (name.lastIndexOf(':') <= name.lastIndexOf('/') ? `${name}:latest` : name);

/** The images of all nodes under the names that containers use. Source: imagelocality normalizedImageName. */
export function imagesOf(state: ClusterState): NonNullable<ClusterState['images']> {
  if (state.images) return state.images;
  const images: NonNullable<ClusterState['images']> = new Map();
  for (const name of state.present) {
    for (const image of infoOf(state, name).node.status?.images ?? []) {
      for (const alias of image.names ?? []) {
        const found = images.get(alias) ?? { sizeBytes: image.sizeBytes ?? 0, nodes: new Set<string>() };
        found.nodes.add(name);
        images.set(alias, found);
      }
    }
  }
  state.images = images;
  return images;
}

export { imageName };
