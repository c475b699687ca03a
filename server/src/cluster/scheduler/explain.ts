// Why here, why not there: what every plugin says of every node for one Pod. For people; it changes nothing.
import type { Pod } from '../../api/types.generated.ts';
import type { DeepReadonly, ReadApi } from '../controller.ts';
import { clusterState, podKey } from './clusterState.ts';
import { plugins, rejectionOf, scoreNodes, startCycle, totalOf, type PluginScore } from './cycle.ts';
import type { NodeInfo } from './plugin.ts';
import { snapshotOf, withChangedNode, changedNode } from './snapshot.ts';

/** One row: a node. */
export interface NodeVerdict {
  readonly node: string;
  /** Whether the Pod is on this node. */
  readonly chosen: boolean;
  /** The plugin that speaks against the node first, and what it says. */
  readonly refusedBy?: string;
  readonly reasons?: readonly string[];
  /** Whether evicting Pods could help. */
  readonly preemptionMayHelp?: boolean;
  /** The points of each plugin that scores, for nodes that are feasible. */
  readonly scores?: readonly PluginScore[];
  readonly total?: number;
}

/** The table of a Pod. */
export interface PlacementTable {
  readonly pod: string;
  /** Gates that hold the Pod back before any node is looked at. */
  readonly gates: readonly string[];
  /** A reason that rules out every node. */
  readonly refused?: { readonly plugin: string; readonly reason: string };
  /** The plugins that give points, with their weights: the columns. */
  readonly weights: ReadonlyArray<{ readonly plugin: string; readonly weight: number }>;
  readonly nodes: readonly NodeVerdict[];
}

/**
 * The table as the cluster stands now. A Pod that has its node is thought away first, so that the table says what
 * would be decided today; that need not be what was decided then.
 */
export function explainPlacement(pod: DeepReadonly<Pod>, api: ReadApi): PlacementTable {
  const own = pod.spec?.nodeName ?? '';
  const { nodeName: _node, ...spec } = pod.spec ?? {};
  const placed = api.view(clusterState).infos.get(own)?.pods.has(podKey(pod)) ?? false;
  const home = placed ? snapshotOf(api).node(own) : undefined;
  const snapshot = home ? withChangedNode(snapshotOf(api), changedNode(home, [pod], []), [pod], []) : snapshotOf(api);
  const cycle = startCycle(own === '' ? pod : { ...pod, spec }, snapshot);
  const base = {
    pod: podKey(pod),
    gates: (pod.spec?.schedulingGates ?? []).map(({ name }) => name ?? ''),
    weights: plugins.filter(({ weight }) => weight > 0).map(({ name, weight }) => ({ plugin: name, weight })),
  };
  if (cycle.refused) return { ...base, refused: cycle.refused, nodes: [] };
  const feasible: NodeInfo[] = [];
  const verdicts = snapshot.nodes.map((node): NodeVerdict => {
    const chosen = node.name === own;
    if (cycle.only && !cycle.only.names.has(node.name)) {
      const names = cycle.only.plugins.join(' ');
      return { node: node.name, chosen, refusedBy: names, reasons: [`node(s) didn't satisfy plugin(s) [${names}]`] };
    }
    const rejection = rejectionOf(cycle, node);
    if (!rejection) {
      feasible.push(node);
      return { node: node.name, chosen };
    }
    const { plugin, reasons, unresolvable } = rejection;
    return { node: node.name, chosen, refusedBy: plugin, reasons, preemptionMayHelp: !unresolvable };
  });
  const scores = new Map(scoreNodes(cycle, feasible).map((row, at) => [feasible[at]?.name ?? '', row]));
  return {
    ...base,
    nodes: verdicts.map((verdict) => {
      const row = scores.get(verdict.node);
      return row ? { ...verdict, scores: row, total: totalOf(row) } : verdict;
    }),
  };
}
