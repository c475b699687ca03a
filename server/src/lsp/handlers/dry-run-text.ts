// drydock/dryRun/text: one side of an object's diff.
import { DRY_RUN_TEXT, type ChangeTextParams } from '../../protocol/dryRun.ts';
import { ClusterSession } from '../clusterSession.ts';
import { defineHandler } from '../handler.ts';

export const handler = defineHandler<ChangeTextParams, string>({
  method: DRY_RUN_TEXT,
  empty: '',
  handle: (params, { session }) => ClusterSession.of(session).textOf(params),
});
