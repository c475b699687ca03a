// drydock/cluster/list: the objects of a kind, to pick one.
import { gvkOf } from '../../api/gvk.ts';
import { CLUSTER_LIST, type ListParams, type ObjectName } from '../../protocol/cluster.ts';
import { ClusterSession } from '../clusterSession.ts';
import { nameOfObject } from '../dryRun/objectNames.ts';
import { defineHandler } from '../handler.ts';

const MOST = 5_000;

export const handler = defineHandler<ListParams, ObjectName[]>({
  method: CLUSTER_LIST,
  empty: [],
  handle: ({ apiVersion, kind }, { session }) =>
    ClusterSession.of(session).look(({ read }) => read.list(gvkOf(apiVersion, kind)).slice(0, MOST).map(nameOfObject)),
});
