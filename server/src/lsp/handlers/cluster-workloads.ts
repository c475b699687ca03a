// drydock/cluster/workloads: what can be scaled or rolled back.
import { CLUSTER_WORKLOADS, type Workload } from '../../protocol/cluster.ts';
import { workloadsOf } from '../dryRun/history.ts';
import { ClusterSession } from '../clusterSession.ts';
import { defineHandler } from '../handler.ts';

export const handler = defineHandler<unknown, Workload[]>({
  method: CLUSTER_WORKLOADS,
  empty: [],
  handle: (_params, { session }) => ClusterSession.of(session).read(({ read }) => workloadsOf(read)),
});
