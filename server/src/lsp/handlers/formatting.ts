// textDocument/formatting
import type { DocumentFormattingParams, TextEdit } from 'vscode-languageserver';
import { formatFile } from '../../features/format.ts';
import { defineHandler } from '../handler.ts';
import { locateFile } from '../locate.ts';
import { toEdit } from '../toProtocol.ts';

export const handler = defineHandler<DocumentFormattingParams, TextEdit[] | null>({
  method: 'textDocument/formatting',
  capabilities: { documentFormattingProvider: true },
  empty: null,
  handle(params, { session }) {
    const at = locateFile(session, params.textDocument.uri);
    if (!at) return null;
    return formatFile(session.analysis.workspace, at.uri).map((edit) => toEdit(at.positions, edit));
  },
});
