// Pages of plain text about the dry-run cluster.

/** The lines of a page, with a word on top where they are about an outcome that nobody has kept yet. */
export const pageText = (lines: readonly string[], pending: string | undefined): string =>
  [...(pending === undefined ? [] : [`# After “${pending}”, which is not kept yet.`, '']), ...lines, ''].join('\n');
