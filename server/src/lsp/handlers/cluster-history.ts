// drydock/cluster/history: the revisions of a workload.
import { CLUSTER_HISTORY, type ObjectParams, type Revision } from '../../protocol/cluster.ts';
import { historyOf } from '../dryRun/history.ts';
import { ClusterSession } from '../clusterSession.ts';
import { defineHandler } from '../handler.ts';

export const handler = defineHandler<ObjectParams, Revision[]>({
  method: CLUSTER_HISTORY,
  empty: [],
  handle: ({ object }, { session }) => ClusterSession.of(session).read(({ read }) => historyOf(read, object)),
});
