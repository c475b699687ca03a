// kube-scheduler: gives Pods their nodes. A waiting Pod is looked at when it comes, and again when something changes
// that could help against the plugins that refused it.
// Source: pkg/scheduler/{scheduler,schedule_one,eventhandlers}.go, pkg/scheduler/backend/queue/scheduling_queue.go,
// 1.36. Back-off: with SchedulerPopFromBackoffQ (on by default) a Pod in back-off is taken as soon as nothing else waits,
// so in virtual time it never has to wait out its back-off.
// Not modelled: several profiles, extenders, Pod groups, dynamic resource allocation.
import { ok, type Result } from '../../base/result.ts';
import type { Pod } from '../../api/types.generated.ts';
import type { Status } from '../../api/status.ts';
import type { ClusterApi, Controller, DeepReadonly, Key, ReadApi, Requeue } from '../controller.ts';
import { CSI_NODE, NODE, PERSISTENT_VOLUME, PERSISTENT_VOLUME_CLAIM, POD, STORAGE_CLASS } from '../kinds.ts';
import { changeOf, nodeChangeKeys, podChangeKeys, VOLUME_KEY } from './changes.ts';
import { clusterState, podKey, priorityOf } from './clusterState.ts';
import { bestNode, findFeasible, plugins, startCycle, type Cycle, type Feasibility } from './cycle.ts';
import { fitMessage, refusedMessage } from './fitError.ts';
import { claimsReady, prepareVolumes } from './bindVolumes.ts';
import { preempt, type PreemptionOutcome } from './preemption.ts';
import type { ClusterChange, NodeInfo, Snapshot } from './plugin.ts';
import { snapshotOf } from './snapshot.ts';
import { actuate, markUnschedulable } from './verdict.ts';

type ReadPod = DeepReadonly<Pod>;

/** What the scheduler remembers of a Pod that it could not place. */
interface Memory {
  /** The plugins that refused it. */
  readonly plugins: readonly string[];
  /** The node that is chosen already, while its volumes are being bound. */
  readonly node?: string;
}

/** A Pod that nothing has helped for that long is looked at again all the same. Source: flushUnschedulablePodsLeftover. */
const FLUSH_MS = 300_000;

const memoryKey = (key: string): Key => `pod/${key}`;

const isGated = (pod: ReadPod): boolean => (pod.spec?.schedulingGates ?? []).length > 0;

const byPriority = (a: ReadPod, b: ReadPod): number => priorityOf(b) - priorityOf(a);

/** The node that an earlier cycle has promised is tried alone, first. Source: evaluateNominatedNode. */
function promisedNode(cycle: Cycle): Feasibility | undefined {
  const node = cycle.snapshot.node(cycle.pod.status?.nominatedNodeName ?? '');
  if (!node) return undefined;
  const alone = findFeasible({ ...cycle, only: { plugins: [], names: new Set([node.name]) } }, 0);
  return alone.feasible.length > 0 ? alone : undefined;
}

function feasibility(cycle: Cycle, api: ClusterApi): Feasibility {
  const promised = promisedNode(cycle);
  if (promised) return promised;
  const start = api.recall<number>('start') ?? 0;
  const found = findFeasible(cycle, start);
  const nodes = cycle.snapshot.nodes.length;
  // Below 100 nodes every cycle looks at all of them, so the start never moves.
  const next = (start + found.examined) % nodes;
  if (next !== start && found.examined < nodes) api.remember('start', next);
  return found;
}

/** The reasons of all nodes; those that a plugin has ruled out beforehand have its name instead. */
function* reasonsOf({ rejections }: Feasibility, { only, snapshot }: Cycle): Iterable<string> {
  for (const { reasons } of rejections.values()) yield* reasons;
  if (!only) return;
  const names = [...only.plugins].sort().join(' ');
  for (let left = snapshot.nodes.length - rejections.size; left > 0; left--) {
    yield `node(s) didn't satisfy plugin(s) [${names}]`;
  }
}

/** The sentence and who is to blame. */
interface Failure {
  readonly message: string;
  readonly plugins: readonly string[];
  readonly outcome?: PreemptionOutcome;
}

function failureOf(cycle: Cycle, found: Feasibility, api: ClusterApi): Failure {
  const nodes = cycle.snapshot.nodes.length;
  const outcome = preempt(cycle, found, api.prng);
  const fit = fitMessage(nodes, reasonsOf(found, cycle));
  const blamed = new Set([...found.rejections.values()].map(({ plugin }) => plugin));
  for (const name of cycle.only?.plugins ?? []) blamed.add(name);
  return {
    message: outcome.kind === 'node' ? fit : `${fit} no new claims to deallocate, ${outcome.message}`,
    plugins: [...blamed],
    outcome,
  };
}

function fail(pod: ReadPod, failure: Failure, api: ClusterApi): Result<Requeue | undefined, Status> {
  api.remember(memoryKey(podKey(pod)), { plugins: failure.plugins } satisfies Memory);
  const marked = markUnschedulable(pod, failure.message, failure.outcome, api);
  if (!marked.ok) return marked;
  if (failure.outcome?.kind === 'node') actuate(pod, failure.outcome, api);
  return ok({ afterMs: FLUSH_MS, background: true });
}

/** Binds, once the volumes are there. */
function place(pod: ReadPod, node: string, api: ClusterApi): Result<Requeue | undefined, Status> {
  const key = podKey(pod);
  const { namespace = '', name = '' } = pod.metadata ?? {};
  if (!claimsReady(pod, api)) {
    api.remember(memoryKey(key), { plugins: ['VolumeBinding'], node } satisfies Memory);
    return prepareVolumes(pod, node, api);
  }
  const bound = api.bind(namespace, name, node);
  if (!bound.ok) return bound;
  if (api.recall(memoryKey(key)) !== undefined) api.forget(memoryKey(key));
  api.event(pod, 'Normal', 'Scheduled', `Successfully assigned ${key} to ${node}`);
  return ok(undefined);
}

/** One cycle. Source: schedulePod, handleSchedulingFailure. */
function schedule(pod: ReadPod, api: ClusterApi, snapshot: Snapshot): Result<Requeue | undefined, Status> {
  if (snapshot.nodes.length === 0) {
    // Any node may help, whatever the plugins would have said.
    return fail(pod, { message: 'no nodes available to schedule pods', plugins: plugins.map(({ name }) => name) }, api);
  }
  const cycle = startCycle(pod, snapshot);
  if (cycle.refused) {
    // The plugin for resource claims was not asked any more, and says so in a stray word of its own.
    const message = `${refusedMessage(snapshot.nodes.length, cycle.refused.reason)} not found`;
    return fail(pod, { message, plugins: [cycle.refused.plugin] }, api);
  }
  const found = feasibility(cycle, api);
  const best: NodeInfo | undefined = bestNode(cycle, found.feasible, api.prng);
  return best ? place(pod, best.name, api) : fail(pod, failureOf(cycle, found, api), api);
}

/** Newcomers of higher priority go first. */
function scheduleMoreImportant(pod: ReadPod, api: ClusterApi): void {
  const { fresh } = api.view(clusterState);
  for (;;) {
    let most = priorityOf(pod);
    for (const [priority, pods] of fresh) if (pods.size > 0) most = Math.max(most, priority);
    if (most === priorityOf(pod)) return;
    const first = fresh.get(most)?.values().next().value;
    if (!first) return;
    schedule(first, api, snapshotOf(api));
    // A cycle takes the Pod off the fresh ones; where it could not (a refused write), the Pod's own turn comes later.
    if (fresh.get(most)?.has(podKey(first))) return;
  }
}

function reconcilePod(key: string, api: ClusterApi): Result<Requeue | undefined, Status> {
  const state = api.view(clusterState);
  const waiting = state.waiting.get(key);
  if (!waiting) {
    if (api.recall(memoryKey(key)) !== undefined) api.forget(memoryKey(key));
    return ok(undefined);
  }
  if (isGated(waiting)) return ok(undefined);
  scheduleMoreImportant(waiting, api);
  const pod = state.waiting.get(key);
  return pod ? schedule(pod, api, snapshotOf(api)) : ok(undefined);
}

const mayHelp = (change: ClusterChange, memory: Memory, pod: ReadPod, snapshot: Snapshot): boolean =>
  plugins.some((plugin) => memory.plugins.includes(plugin.name) && plugin.mayHelp(change, pod, snapshot));

function retry(pod: ReadPod, memory: Memory, api: ClusterApi): Result<Requeue | undefined, Status> {
  if (memory.node === undefined) return schedule(pod, api, snapshotOf(api));
  return claimsReady(pod, api) ? place(pod, memory.node, api) : ok(undefined);
}

/** Something changed: the Pods that it may help are tried again, the most important first. */
function reconcileChange(change: ClusterChange, api: ClusterApi): Result<Requeue | undefined, Status> {
  const state = api.view(clusterState);
  const pods = [...state.waiting.values()].filter((pod) => !isGated(pod)).sort(byPriority);
  for (const { metadata } of pods) {
    const key = `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;
    const pod = state.waiting.get(key);
    const memory = api.recall<Memory>(memoryKey(key));
    if (!pod || !memory || !mayHelp(change, memory, pod, snapshotOf(api))) continue;
    const result = retry(pod, memory, api);
    if (!result.ok) return result;
  }
  return ok(undefined);
}

const somebodyWaits = (api: ReadApi): boolean => api.view(clusterState).waiting.size > 0;

/** The scheduler of a default cluster. */
export const scheduler: Controller = {
  name: 'default-scheduler',
  watches: [
    { gvk: POD, keys: (commit, api) => podChangeKeys(commit, somebodyWaits(api)) },
    { gvk: NODE, keys: (commit, api) => (somebodyWaits(api) ? nodeChangeKeys(commit) : []) },
    ...[PERSISTENT_VOLUME, PERSISTENT_VOLUME_CLAIM, STORAGE_CLASS, CSI_NODE].map((gvk) => ({
      gvk,
      keys: (_commit: unknown, api: ReadApi) => (somebodyWaits(api) ? [VOLUME_KEY] : []),
    })),
  ],
  initialKeys: (api) => [...api.view(clusterState).waiting.keys()].map((key) => `pod/${key}`),
  reconcile(key, api) {
    const change = changeOf(key);
    return change ? reconcileChange(change, api) : reconcilePod(key.slice('pod/'.length), api);
  },
};
