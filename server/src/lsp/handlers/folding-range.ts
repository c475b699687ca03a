// textDocument/foldingRange
import { FoldingRangeKind, type FoldingRange, type FoldingRangeParams } from 'vscode-languageserver';
import { foldsOf } from '../../features/folding.ts';
import { defineHandler } from '../handler.ts';
import { locateFile } from '../locate.ts';

export const handler = defineHandler<FoldingRangeParams, FoldingRange[] | null>({
  method: 'textDocument/foldingRange',
  capabilities: { foldingRangeProvider: true },
  empty: null,
  handle(params, { session }) {
    const at = locateFile(session, params.textDocument.uri);
    const folds = at ? foldsOf(session.analysis.workspace, at.uri) : [];
    // Without an answer the editor folds by indentation.
    if (!at || folds.length === 0) return null;
    return folds.flatMap(({ range, kind }) => {
      const startLine = at.positions.positionAt(range.start).line;
      const endLine = at.positions.positionAt(range.end).line;
      if (endLine <= startLine) return [];
      return [{ startLine, endLine, ...(kind === 'comment' ? { kind: FoldingRangeKind.Comment } : {}) }];
    });
  },
});
