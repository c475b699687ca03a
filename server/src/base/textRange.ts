// Ranges of a text in UTF-16 code units. Line and column exist only in lsp/ and on the command line.

/** A half-open range [start, end) of UTF-16 offsets. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A range from `start` up to, not including, `end`. */
export const textRange = (start: number, end: number): TextRange => ({ start, end });

/** A replacement of the text in `range` by `newText`. */
export interface TextEdit {
  readonly range: TextRange;
  readonly newText: string;
}

/** Whether two ranges have an offset in common; those that meet do. */
export const overlaps = (a: TextRange, b: TextRange): boolean => a.start <= b.end && b.start <= a.end;

/** Whether `offset` lies in `range`, its end included (a caret at the end still touches the token). */
export const touches = (range: TextRange, offset: number): boolean => range.start <= offset && offset <= range.end;

/** Applies edits that do not overlap; their order does not matter. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = [...edits].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  let out = '';
  let at = 0;
  for (const edit of sorted) {
    out += text.slice(at, edit.range.start) + edit.newText;
    at = Math.max(at, edit.range.end);
  }
  return out + text.slice(at);
}

/** The range moved by `by`. */
export const shiftRange = (range: TextRange, by: number): TextRange => textRange(range.start + by, range.end + by);
