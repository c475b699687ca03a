// The difference between two texts as few line edits, so that the editor keeps its cursor, folds and undo steps.
import { diffLines } from 'diff';
import type { TextEdit } from '../base/textRange.ts';

/** Edits of whole lines that turn `before` into `after`. */
export function lineEdits(before: string, after: string): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  let at = 0;
  let start = 0;
  let newText = '';
  let open = false;
  const flush = () => {
    if (open) edits.push({ range: { start, end: at }, newText });
    open = false;
    newText = '';
  };
  for (const part of diffLines(before, after)) {
    if (!part.added && !part.removed) {
      flush();
      at += part.value.length;
      continue;
    }
    if (!open) start = at;
    open = true;
    if (part.added) newText += part.value;
    else at += part.value.length;
  }
  flush();
  return edits;
}
