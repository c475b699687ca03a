// drydock/cluster/open: says where the state of the workspace's cluster is kept.
import { CLUSTER_OPEN, type ClusterOpenParams, type ClusterState } from '../../protocol/cluster.ts';
import { ClusterSession } from '../clusterSession.ts';
import { defineHandler } from '../handler.ts';

export const handler = defineHandler<ClusterOpenParams, ClusterState | null>({
  method: CLUSTER_OPEN,
  empty: null,
  handle: ({ stateDir }, { session }) => ClusterSession.of(session).open(stateDir),
});
