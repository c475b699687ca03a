// drydock/dryRun: one step of work on a fork of the workspace's cluster.
import { DRY_RUN, type DryRunParams, type DryRunReport } from '../../protocol/dryRun.ts';
import { ClusterSession } from '../clusterSession.ts';
import { defineHandler } from '../handler.ts';

export const handler = defineHandler<DryRunParams, DryRunReport | null>({
  method: DRY_RUN,
  empty: null,
  handle: (params, { session, token, progress }) => ClusterSession.of(session).run(params, token, progress),
});
