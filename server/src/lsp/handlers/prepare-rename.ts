// textDocument/prepareRename
import { LSPErrorCodes, ResponseError, type PrepareRenameParams, type Range } from 'vscode-languageserver';
import { prepareRename } from '../../features/rename.ts';
import { defineHandler } from '../handler.ts';
import { locate } from '../locate.ts';
import { toRange } from '../toProtocol.ts';

export const handler = defineHandler<PrepareRenameParams, { range: Range; placeholder: string } | null>({
  method: 'textDocument/prepareRename',
  empty: null,
  handle(params, { session }) {
    const at = locate(session, params);
    if (!at) return null;
    const result = prepareRename(session.analysis.workspace, at.uri, at.offset);
    if (!result.ok) throw new ResponseError(LSPErrorCodes.RequestFailed, result.error);
    return { range: toRange(at.positions, result.value.range), placeholder: result.value.name };
  },
});
