// drydock/dryRun/discard: the outcome is forgotten.
import type { ClusterState } from '../../protocol/cluster.ts';
import { DRY_RUN_DISCARD, type DecideParams } from '../../protocol/dryRun.ts';
import { ClusterSession } from '../clusterSession.ts';
import { defineHandler } from '../handler.ts';

export const handler = defineHandler<DecideParams, ClusterState | null>({
  method: DRY_RUN_DISCARD,
  empty: null,
  handle: ({ id }, { session }) => ClusterSession.of(session).discard(id),
});
