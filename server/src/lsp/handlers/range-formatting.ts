// textDocument/rangeFormatting
import type { DocumentRangeFormattingParams, TextEdit } from 'vscode-languageserver';
import { formatFile } from '../../features/format.ts';
import { fromRange } from '../fromProtocol.ts';
import { defineHandler } from '../handler.ts';
import { locateFile } from '../locate.ts';
import { toEdit } from '../toProtocol.ts';

export const handler = defineHandler<DocumentRangeFormattingParams, TextEdit[] | null>({
  method: 'textDocument/rangeFormatting',
  capabilities: { documentRangeFormattingProvider: true },
  empty: null,
  handle(params, { session }) {
    const at = locateFile(session, params.textDocument.uri);
    if (!at) return null;
    const range = fromRange(at.positions, params.range);
    return formatFile(session.analysis.workspace, at.uri, range).map((edit) => toEdit(at.positions, edit));
  },
});
