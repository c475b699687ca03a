// drydock/cluster/reset: the cluster is made anew.
import { CLUSTER_RESET, type ClusterState } from '../../protocol/cluster.ts';
import { ClusterSession } from '../clusterSession.ts';
import { defineHandler } from '../handler.ts';

export const handler = defineHandler<unknown, ClusterState | null>({
  method: CLUSTER_RESET,
  empty: null,
  handle: (_params, { session }) => ClusterSession.of(session).reset(),
});
