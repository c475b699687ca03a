// Texts with tabs in them as aligned columns. A column ends where a line has no further tab, so that every table of an
// answer has widths of its own. Source: Go's text/tabwriter, which kubectl prints through.

interface Cells {
  readonly cells: readonly string[];
}

const widthOf = (text: string): number => [...text].length;

/** Aligns the lines of a text: each column is as wide as its widest cell and `padding`, but at least `least`. */
export function alignColumns(text: string, least: number, padding: number): string[] {
  const rows: Cells[] = text.split('\n').map((line) => ({ cells: line.split('\t') }));
  const out: string[] = [];
  const print = (from: number, to: number, widths: readonly number[]): void => {
    for (const { cells } of rows.slice(from, to)) {
      const padded = cells.map((cell, at) => {
        const width = at < cells.length - 1 ? widths[at] : undefined;
        return width === undefined ? cell : cell + ' '.repeat(Math.max(0, width - widthOf(cell)));
      });
      out.push(padded.join(''));
    }
  };
  const format = (from: number, to: number, widths: readonly number[]): void => {
    const column = widths.length;
    const isIn = (row: number): boolean => column < (rows[row]?.cells.length ?? 0) - 1;
    let begin = from;
    for (let row = from; row < to; row++) {
      if (!isIn(row)) continue;
      print(begin, row, widths);
      begin = row;
      let width = least;
      for (; row < to && isIn(row); row++) {
        width = Math.max(width, widthOf(rows[row]?.cells[column] ?? '') + padding);
      }
      format(begin, row, [...widths, width]);
      begin = row;
    }
    print(begin, to, widths);
  };
  format(0, rows.length, []);
  return out;
}
