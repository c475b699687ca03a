// textDocument/selectionRange
import type { SelectionRange, SelectionRangeParams } from 'vscode-languageserver';
import { selectionsAt } from '../../features/selection.ts';
import { fromPosition } from '../fromProtocol.ts';
import { defineHandler } from '../handler.ts';
import { locateFile } from '../locate.ts';
import { toRange } from '../toProtocol.ts';

export const handler = defineHandler<SelectionRangeParams, SelectionRange[] | null>({
  method: 'textDocument/selectionRange',
  capabilities: { selectionRangeProvider: true },
  empty: null,
  handle(params, { session }) {
    const at = locateFile(session, params.textDocument.uri);
    if (!at) return null;
    return params.positions.map((position) => {
      const ranges = selectionsAt(session.analysis.workspace, at.uri, fromPosition(at.positions, position));
      const nested = ranges.reduceRight<SelectionRange | undefined>(
        (parent, range) => ({ range: toRange(at.positions, range), ...(parent ? { parent } : {}) }),
        undefined,
      );
      return nested ?? { range: { start: position, end: position } };
    });
  },
});
