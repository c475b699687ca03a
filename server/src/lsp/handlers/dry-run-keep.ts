// drydock/dryRun/keep: the outcome becomes the cluster's state.
import type { ClusterState } from '../../protocol/cluster.ts';
import { DRY_RUN_KEEP, type DecideParams } from '../../protocol/dryRun.ts';
import { ClusterSession } from '../clusterSession.ts';
import { defineHandler } from '../handler.ts';

export const handler = defineHandler<DecideParams, ClusterState | null>({
  method: DRY_RUN_KEEP,
  empty: null,
  handle: ({ id }, { session }) => ClusterSession.of(session).keep(id),
});
