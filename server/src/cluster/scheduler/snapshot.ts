// What a scheduling cycle looks at: the cluster as it is, or as it would be with other Pods on one node.
import type { Pod } from '../../api/types.generated.ts';
import type { DeepReadonly, ReadApi } from '../controller.ts';
import { account, clusterState, copyInfo, countsOf, nodesInOrder } from './clusterState.ts';
import type { NodeInfo, Snapshot } from './plugin.ts';

type ReadPod = DeepReadonly<Pod>;

/** The cluster as it is. */
export function snapshotOf(api: ReadApi): Snapshot {
  const state = api.view(clusterState);
  return {
    api,
    nodes: nodesInOrder(state),
    node: (name) => (state.present.has(name) ? state.infos.get(name) : undefined),
    counts: (key, matches) => countsOf(state, key, matches),
  };
}

/** A node with some Pods less and some more. */
export function changedNode(node: NodeInfo, less: readonly ReadPod[], more: readonly ReadPod[]): NodeInfo {
  const copy = copyInfo(node);
  for (const pod of less) account(copy, pod, -1);
  for (const pod of more) account(copy, pod, 1);
  return copy;
}

/** The cluster with one node changed in that way. */
export function withChangedNode(
  base: Snapshot,
  changed: NodeInfo,
  less: readonly ReadPod[],
  more: readonly ReadPod[],
): Snapshot {
  return {
    api: base.api,
    nodes: base.nodes.map((node) => (node.name === changed.name ? changed : node)),
    node: (name) => (name === changed.name ? changed : base.node(name)),
    counts(key, matches) {
      const difference = more.filter(matches).length - less.filter(matches).length;
      const counts = base.counts(key, matches);
      if (difference === 0) return counts;
      return new Map(counts).set(changed.name, (counts.get(changed.name) ?? 0) + difference);
    },
  };
}
