// One scheduling cycle: which nodes are feasible for a Pod, and which of them is the best.
// Source: pkg/scheduler/schedule_one.go, pkg/scheduler/framework/runtime/framework.go, 1.36.
import type { Prng } from '../../base/prng.ts';
import type { Pod } from '../../api/types.generated.ts';
import type { DeepReadonly } from '../controller.ts';
import { clusterState, podKey, priorityOf } from './clusterState.ts';
import type { NodeInfo, Prepared, Rejection, SchedulerPlugin, Snapshot } from './plugin.ts';
import { schedulerPlugins } from './plugins/schedulerPlugins.generated.ts';
import { changedNode, withChangedNode } from './snapshot.ts';

type ReadPod = DeepReadonly<Pod>;

/** The plugins in upstream's order. */
export const plugins: readonly SchedulerPlugin[] = [...schedulerPlugins].sort((a, b) => a.order - b.order);

/** A plugin with what it has prepared for a Pod. */
interface Ready {
  readonly plugin: SchedulerPlugin;
  readonly prepared: Prepared<never>;
}

/** A Pod that is about to be placed. */
export interface Cycle {
  readonly pod: ReadPod;
  readonly snapshot: Snapshot;
  readonly ready: readonly Ready[];
  /** A plugin has refused the Pod before any node was looked at. */
  readonly refused?: { readonly plugin: string; readonly reason: string };
  /** Only these nodes are looked at, on these plugins' word. */
  readonly only?: { readonly plugins: readonly string[]; readonly names: ReadonlySet<string> };
}

/** A rejection and whose it is. */
export interface PluginRejection extends Rejection {
  readonly plugin: string;
}

/** Asks every plugin what it thinks of the Pod as such. Source: RunPreFilterPlugins. */
export function startCycle(pod: ReadPod, snapshot: Snapshot): Cycle {
  const ready: Ready[] = [];
  let only: Cycle['only'];
  for (const plugin of plugins) {
    const prepared = plugin.prepare(pod, snapshot);
    ready.push({ plugin, prepared });
    if (prepared.refused !== undefined) {
      return { pod, snapshot, ready, refused: { plugin: plugin.name, reason: prepared.refused } };
    }
    if (prepared.only) {
      const known = only?.names;
      only = {
        plugins: [...(only?.plugins ?? []), plugin.name],
        names: known ? new Set([...prepared.only].filter((name) => known.has(name))) : prepared.only,
      };
    }
  }
  return { pod, snapshot, ready, ...(only && { only }) };
}

/** The first plugin that does not want the Pod on the node. Source: RunFilterPlugins. */
export function rejectionOf(cycle: Cycle, node: NodeInfo): PluginRejection | undefined {
  for (const { plugin, prepared } of cycle.ready) {
    if (prepared.skipFilter || !plugin.filter) continue;
    const rejection = plugin.filter(prepared.state, cycle.pod, node, cycle.snapshot);
    if (rejection) return { ...rejection, plugin: plugin.name };
  }
  return undefined;
}

/** The same cycle with other Pods on one node; plugins that look at Pods prepare themselves anew. */
export function withPods(
  cycle: Cycle,
  node: NodeInfo,
  less: readonly ReadPod[],
  more: readonly ReadPod[],
): { readonly cycle: Cycle; readonly node: NodeInfo } {
  const changed = changedNode(node, less, more);
  const snapshot = withChangedNode(cycle.snapshot, changed, less, more);
  const ready = cycle.ready.map(({ plugin, prepared }) =>
    plugin.looksAtPods ? { plugin, prepared: plugin.prepare(cycle.pod, snapshot) } : { plugin, prepared },
  );
  return { cycle: { ...cycle, snapshot, ready }, node: changed };
}

/**
 * Whether the node is feasible also if the Pods of at least the same priority that preemption has promised it were
 * there. It must be so with and without them, because they may yet go elsewhere.
 * Source: RunFilterPluginsWithNominatedPods.
 */
export function rejectionWithNominated(cycle: Cycle, node: NodeInfo): PluginRejection | undefined {
  const promised = cycle.snapshot.api.view(clusterState).nominated.get(node.name);
  if (promised && promised.size > 0) {
    const more = [...promised.values()].filter(
      (pod) => priorityOf(pod) >= priorityOf(cycle.pod) && podKey(pod) !== podKey(cycle.pod),
    );
    if (more.length > 0) {
      const crowded = withPods(cycle, node, [], more);
      const rejection = rejectionOf(crowded.cycle, crowded.node);
      if (rejection) return rejection;
    }
  }
  return rejectionOf(cycle, node);
}

/** Below 100 nodes all are looked at; else (50 − n/125) %, at least 5 % and 100. 1,000 nodes → 42 % → 420. */
export function feasibleNodesToFind(nodes: number): number {
  if (nodes < 100) return nodes;
  const percent = Math.max(5, 50 - Math.trunc(nodes / 125));
  return Math.max(100, Math.trunc((nodes * percent) / 100));
}

/** What was found about nodes. */
export interface Feasibility {
  readonly feasible: readonly NodeInfo[];
  readonly rejections: ReadonlyMap<string, PluginRejection>;
  /** How many nodes were looked at: the next cycle begins after them. */
  readonly examined: number;
}

/** Looks for feasible nodes, from a starting point on. Source: findNodesThatPassFilters. */
export function findFeasible(cycle: Cycle, start: number): Feasibility {
  const { names } = cycle.only ?? {};
  const candidates = names ? cycle.snapshot.nodes.filter(({ name }) => names.has(name)) : cycle.snapshot.nodes;
  const wanted = feasibleNodesToFind(candidates.length);
  const feasible: NodeInfo[] = [];
  const rejections = new Map<string, PluginRejection>();
  let examined = 0;
  for (; examined < candidates.length && feasible.length < wanted; examined++) {
    const node = candidates[(start + examined) % candidates.length] as NodeInfo;
    const rejection = rejectionWithNominated(cycle, node);
    if (rejection) rejections.set(node.name, rejection);
    else feasible.push(node);
  }
  return { feasible, rejections, examined };
}

/** What one plugin gives a node: 0–100, and that times its weight. */
export interface PluginScore {
  readonly plugin: string;
  readonly score: number;
  readonly weighted: number;
}

/** The scores of nodes, plugin by plugin. Source: RunScorePlugins. */
export function scoreNodes(cycle: Cycle, nodes: readonly NodeInfo[]): ReadonlyArray<readonly PluginScore[]> {
  const perNode: PluginScore[][] = nodes.map(() => []);
  for (const { plugin, prepared } of cycle.ready) {
    if (plugin.weight === 0 || prepared.skipScore || !plugin.score) continue;
    const score = plugin.score.bind(plugin);
    const raw = nodes.map((node) => score(prepared.state, cycle.pod, node, cycle.snapshot));
    const scores = plugin.normalise ? plugin.normalise(raw, prepared.state, nodes) : raw;
    scores.forEach((score, at) => perNode[at]?.push({ plugin: plugin.name, score, weighted: score * plugin.weight }));
  }
  return perNode;
}

/** The sum of a node's weighted scores. */
export const totalOf = (scores: readonly PluginScore[]): number =>
  scores.reduce((sum, { weighted }) => sum + weighted, 0);

/** The node with the greatest sum; of several one by lot. Source: prioritizeNodes, selectHost. */
export function bestNode(cycle: Cycle, feasible: readonly NodeInfo[], prng: Prng): NodeInfo | undefined {
  if (feasible.length < 2) return feasible[0];
  const totals = scoreNodes(cycle, feasible).map(totalOf);
  const most = Math.max(...totals);
  return prng.pick(feasible.filter((_, at) => totals[at] === most));
}
