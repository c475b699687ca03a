// drydock/cluster/tree: the children of a line of the Cluster view.
import { CLUSTER_TREE, type TreeNode, type TreeParams } from '../../protocol/cluster.ts';
import { treeChildren } from '../dryRun/clusterTree.ts';
import { ClusterSession } from '../clusterSession.ts';
import { defineHandler } from '../handler.ts';

export const handler = defineHandler<TreeParams, TreeNode[]>({
  method: CLUSTER_TREE,
  empty: [],
  handle: ({ parent }, { session }) => ClusterSession.of(session).read(({ read }) => treeChildren(read, parent)),
});
