// textDocument/documentLink
import type { DocumentLink, DocumentLinkParams } from 'vscode-languageserver';
import { linksOf } from '../../features/documentLinks.ts';
import { defineHandler } from '../handler.ts';
import { locateFile } from '../locate.ts';
import { toRange } from '../toProtocol.ts';

export const handler = defineHandler<DocumentLinkParams, DocumentLink[]>({
  method: 'textDocument/documentLink',
  capabilities: { documentLinkProvider: { resolveProvider: false } },
  empty: [],
  handle(params, { session }) {
    const at = locateFile(session, params.textDocument.uri);
    if (!at) return [];
    return linksOf(session.analysis.workspace, at.uri).map(({ range, target, tooltip }) => ({
      range: toRange(at.positions, range),
      target,
      tooltip,
    }));
  },
});
