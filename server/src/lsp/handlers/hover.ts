// textDocument/hover
import { MarkupKind, type Hover, type HoverParams } from 'vscode-languageserver';
import { hoverAt } from '../../features/hover.ts';
import { defineHandler } from '../handler.ts';
import { locate } from '../locate.ts';
import { toRange } from '../toProtocol.ts';

export const handler = defineHandler<HoverParams, Hover | null>({
  method: 'textDocument/hover',
  capabilities: { hoverProvider: true },
  empty: null,
  handle(params, { session }) {
    const at = locate(session, params);
    const found = at && hoverAt(session.analysis.workspace, at.uri, at.offset, session.docs, session.findings(at.uri));
    if (!at || !found) return null;
    return {
      contents: { kind: MarkupKind.Markdown, value: found.markdown },
      ...(found.range ? { range: toRange(at.positions, found.range) } : {}),
    };
  },
});
