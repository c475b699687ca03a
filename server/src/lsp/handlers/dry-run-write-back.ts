// drydock/dryRun/writeBack: the outcome as an edit of the manifest.
import type { WorkspaceEdit } from 'vscode-languageserver';
import { DRY_RUN_WRITE_BACK, type DecideParams } from '../../protocol/dryRun.ts';
import { writeBackEdits } from '../dryRun/writeBack.ts';
import { toWorkspaceEdit } from '../toProtocol.ts';
import { ClusterSession } from '../clusterSession.ts';
import { defineHandler } from '../handler.ts';

export const handler = defineHandler<DecideParams, WorkspaceEdit | null>({
  method: DRY_RUN_WRITE_BACK,
  empty: null,
  handle({ id }, { session }) {
    const files = writeBackEdits(ClusterSession.of(session).written(id));
    return files.length === 0 ? null : (toWorkspaceEdit(session, files) ?? null);
  },
});
