// textDocument/inlayHint
import { InlayHintKind, MarkupKind, type InlayHint, type InlayHintParams } from 'vscode-languageserver';
import { defaultHints, referenceHints, type Hint } from '../../features/inlayHints.ts';
import { fromRange } from '../fromProtocol.ts';
import { defineHandler } from '../handler.ts';
import { locateFile } from '../locate.ts';
import type { Positions } from '../toProtocol.ts';

const toHint = (positions: Positions, { offset, text, tooltip }: Hint, kind: InlayHintKind): InlayHint => ({
  position: positions.positionAt(offset),
  label: text,
  kind,
  paddingLeft: true,
  ...(tooltip === undefined ? {} : { tooltip: { kind: MarkupKind.Markdown, value: tooltip } }),
});

export const handler = defineHandler<InlayHintParams, InlayHint[]>({
  method: 'textDocument/inlayHint',
  capabilities: { inlayHintProvider: true },
  empty: [],
  handle(params, { session }) {
    const at = locateFile(session, params.textDocument.uri);
    if (!at) return [];
    const { inlayReferences, inlayDefaults } = session.settingsFor(at.uri);
    const { workspace, checker } = session.analysis;
    const range = fromRange(at.positions, params.range);
    const references = inlayReferences ? referenceHints(workspace, at.uri, range) : [];
    const defaults = inlayDefaults ? defaultHints(workspace, at.uri, range, (node) => checker.judged(node)) : [];
    return [
      ...references.map((hint) => toHint(at.positions, hint, InlayHintKind.Type)),
      ...defaults.map((hint) => toHint(at.positions, hint, InlayHintKind.Parameter)),
    ];
  },
});
