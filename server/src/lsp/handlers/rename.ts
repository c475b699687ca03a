// textDocument/rename
import { LSPErrorCodes, ResponseError, type RenameParams, type WorkspaceEdit } from 'vscode-languageserver';
import { rename } from '../../features/rename.ts';
import { defineHandler } from '../handler.ts';
import { locate } from '../locate.ts';
import { toWorkspaceEdit } from '../toProtocol.ts';

export const handler = defineHandler<RenameParams, WorkspaceEdit | null>({
  method: 'textDocument/rename',
  capabilities: { renameProvider: { prepareProvider: true } },
  empty: null,
  handle(params, { session }) {
    const at = locate(session, params);
    if (!at) return null;
    const result = rename(session.analysis.workspace, at.uri, at.offset, params.newName);
    // The editor shows the reason where the person typed the name.
    if (!result.ok) throw new ResponseError(LSPErrorCodes.RequestFailed, result.error);
    return toWorkspaceEdit(session, result.value) ?? null;
  },
});
