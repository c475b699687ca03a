// textDocument/documentHighlight
import { DocumentHighlightKind, type DocumentHighlight, type DocumentHighlightParams } from 'vscode-languageserver';
import { highlightsAt } from '../../features/references.ts';
import { defineHandler } from '../handler.ts';
import { locate } from '../locate.ts';
import { toRange } from '../toProtocol.ts';

export const handler = defineHandler<DocumentHighlightParams, DocumentHighlight[] | null>({
  method: 'textDocument/documentHighlight',
  capabilities: { documentHighlightProvider: true },
  empty: null,
  handle(params, { session }) {
    const at = locate(session, params);
    if (!at) return null;
    const found = highlightsAt(session.analysis.workspace, at.uri, at.offset);
    // Where nothing is named the editor highlights equal words by itself.
    if (found.length === 0) return null;
    return found.map(({ range, declaration }) => ({
      range: toRange(at.positions, range),
      kind: declaration ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    }));
  },
});
