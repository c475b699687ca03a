// Where in a manifest the caret is while it is being written: read from the text itself, by indentation or brackets,
// because half-written YAML has no tree worth asking. Pure text; knows nothing of Kubernetes.

import { bare, flowContext, openBracket, type CaretContext } from './flowContext.ts';

export type { CaretContext } from './flowContext.ts';

interface Line {
  readonly text: string;
  readonly start: number;
  readonly dashes: readonly number[];
  /** Where the content behind the dashes begins. */
  readonly column: number;
  readonly key: string | undefined;
  /** What follows `key:`. */
  readonly value: string;
}

const KEY = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#'"[\]{},&*!|>%@`-][^:#]*?|-[^\s:#][^:#]*?)\s*:(?:\s+|$)(.*)$/s;

function readLine(text: string, start: number): Line | undefined {
  let at = 0;
  const dashes: number[] = [];
  for (;;) {
    while (text.charAt(at) === ' ') at++;
    if (text.charAt(at) === '-' && (at + 1 === text.length || /\s/.test(text.charAt(at + 1)))) dashes.push(at++);
    else break;
  }
  const content = text.slice(at);
  if (dashes.length === 0 && (content.trim() === '' || content.startsWith('#'))) return undefined;
  const match = KEY.exec(content);
  const value = match?.[2] ?? '';
  return { text, start, dashes, column: at, key: match ? bare(match[1] ?? '') : undefined, value };
}

const withoutComment = (value: string): string => value.replace(/(^|\s)#.*$/s, '').trim();

const isBlockScalar = (value: string): boolean => /^(?:[&!]\S*\s+)*[|>][-+0-9]*\s*$/.test(withoutComment(value));

/** The section's lines up to and with the caret's; those inside of block scalars and blank ones are left out. */
function linesBefore(text: string, from: number, to: number): Line[] {
  const lines: Line[] = [];
  let scalarColumn = -1;
  let at = from;
  while (at < to) {
    let end = text.indexOf('\n', at);
    if (end < 0 || end > to) end = to;
    const raw = text.slice(at, end).replace(/\r$/, '');
    const indent = raw.length - raw.trimStart().length;
    if (raw.trim() !== '' && scalarColumn >= 0 && indent <= scalarColumn) scalarColumn = -1;
    const line = scalarColumn < 0 ? readLine(raw, at) : undefined;
    if (line) {
      lines.push(line);
      if (isBlockScalar(line.key === undefined ? raw.slice(line.column) : line.value)) {
        scalarColumn = line.key === undefined ? (line.dashes.at(-1) ?? 0) : line.column;
      }
    }
    at = end + 1;
  }
  return lines;
}

/** Whether the caret's line lies inside of a block scalar that the lines before have opened. */
function insideScalar(lines: readonly Line[], indent: number): boolean {
  const last = lines.at(-1);
  if (!last) return false;
  const opens = isBlockScalar(last.key === undefined ? last.text.slice(last.column) : last.value);
  return opens && indent > (last.key === undefined ? (last.dashes.at(-1) ?? 0) : last.column);
}

/** How many items of the list with dashes at `column` stand before line `index`. */
function itemsBefore(lines: readonly Line[], index: number, column: number): number {
  let count = 0;
  for (let i = index - 1; i >= 0; i--) {
    const line = lines[i] as Line;
    const first = line.dashes[0] ?? line.column;
    if (line.dashes.includes(column)) count++;
    else if (first < column || (first === column && line.dashes.length === 0)) break;
    if (first < column) break;
  }
  return count;
}

/** The path from the root to what stands at `column` below the lines. */
function pathAbove(lines: readonly Line[], column: number, ownDashes: readonly number[]): (string | number)[] {
  const path: (string | number)[] = [];
  let limit = column;
  // Behind a dash the list's own key may stand at the dash's column.
  let atDash = false;
  const passDashes = (dashes: readonly number[], index: number, below: number) => {
    for (const dash of [...dashes].reverse()) {
      if (dash >= below) continue;
      path.unshift(itemsBefore(lines, index, dash));
      limit = dash;
      atDash = true;
    }
  };
  passDashes(ownDashes, lines.length, column);
  for (let i = lines.length - 1; i >= 0; i--) {
    const line = lines[i] as Line;
    const isParent =
      line.key !== undefined && (line.column < limit || (atDash && line.column === limit && line.dashes.length === 0));
    if (isParent && line.key !== undefined) {
      path.unshift(line.key);
      limit = line.column;
      atDash = false;
      passDashes(line.dashes, i, line.column);
    } else if (!atDash && line.column === limit && line.dashes.length > 0) {
      // A sibling that opens the list item which the caret stands in.
      passDashes(line.dashes, i, line.column);
    } else if (line.key === undefined && line.text.slice(line.column).trim() === '') {
      // A dash alone: the item stands on the lines below it.
      passDashes(line.dashes, i, limit);
    }
  }
  return path;
}

/** The keys of the mapping at `column` around the caret's line. */
function siblingKeys(
  text: string,
  lines: readonly Line[],
  column: number,
  own: Line | undefined,
  lineEnd: number,
  to: number,
) {
  const keys = new Set<string>();
  const ownOpens = own !== undefined && own.dashes.length > 0;
  for (let i = lines.length - 1; i >= 0 && !ownOpens; i--) {
    const line = lines[i] as Line;
    if (line.column === column && line.key !== undefined) keys.add(line.key);
    if (line.column < column || (line.column === column && line.dashes.length > 0)) break;
    if ((line.dashes[0] ?? line.column) < column && line.column > column) break;
  }
  for (const line of linesBefore(text, lineEnd + 1, to)) {
    if ((line.dashes[0] ?? line.column) < column) break;
    if (line.column === column && line.dashes.length === 0 && line.key !== undefined) keys.add(line.key);
  }
  return keys;
}

/** The context at `offset`; `from` and `to` are the section's bounds. Undefined inside of comments and block scalars. */
export function caretContext(
  text: string,
  from: number,
  to: number,
  offset: number,
  json: boolean,
): CaretContext | undefined {
  if (json) return flowContext(text, from, offset, [], 'json');
  const lineStart = Math.max(from, text.lastIndexOf('\n', offset - 1) + 1);
  let lineEnd = text.indexOf('\n', offset);
  if (lineEnd < 0 || lineEnd > to) lineEnd = to;
  const before = text.slice(lineStart, offset);
  if (/(^|\s)#/.test(before.replaceAll(/"[^"]*"|'[^']*'/g, '""'))) return undefined;
  const lines = linesBefore(text, from, lineStart);
  const indent = before.length - before.trimStart().length;
  if (insideScalar(lines, before.trim() === '' ? before.length : indent)) return undefined;
  const flow = openBracket(text, from, lineStart, offset);
  if (flow !== undefined) return contextInFlow(text, lines, lineStart, flow, offset);
  const own = readLine(before, lineStart);
  const column = own?.column ?? before.length;
  const dashes = own?.dashes ?? [];
  const path = pathAbove(lines, column, dashes);
  const tail = /^[^\s:#,[\]{}]*/.exec(text.slice(offset, lineEnd))?.[0] ?? '';
  if (own?.key !== undefined) {
    const start = lineStart + before.length - own.value.length;
    return {
      path: [...path, own.key],
      mode: 'value',
      word: own.value,
      start,
      end: endOfScalar(text, offset, lineEnd, own.value),
      column,
      siblings: new Set(),
      style: 'block',
      before: own.value === '' && before.endsWith(':') ? ' ' : '',
      after: '',
      hasColon: false,
      inItem: dashes.length > 0,
    };
  }
  const glued = dashes.length > 0 && column === before.length && !/\s$/.test(before);
  const behind = text.slice(offset + tail.length, lineEnd).trim();
  const hasColon = before.slice(column) + tail !== '' && /^:(?:\s|$)/.test(behind);
  // `-name` is a text of its own, not an item; before or within other text nothing is begun.
  if (glued && tail !== '') return undefined;
  if (behind !== '' && !hasColon && !behind.startsWith('#')) return undefined;
  return {
    path,
    mode: 'key',
    word: before.slice(column),
    start: lineStart + column,
    end: offset + tail.length,
    column: glued ? column + 1 : column,
    siblings: siblingKeys(text, lines, column, own, lineEnd, to),
    style: 'block',
    before: glued ? ' ' : '',
    after: '',
    hasColon,
    inItem: dashes.length > 0,
  };
}

/** The end of the scalar at the caret: its closing quote, else the next blank. */
function endOfScalar(text: string, offset: number, lineEnd: number, word: string): number {
  const rest = text.slice(offset, lineEnd);
  const quote = /^["']/.exec(word)?.[0];
  const closing = quote === undefined ? -1 : rest.indexOf(quote);
  return offset + (closing >= 0 ? closing + 1 : (/^[^\s#]*/.exec(rest)?.[0].length ?? 0));
}

function contextInFlow(text: string, lines: readonly Line[], lineStart: number, open: number, offset: number) {
  // The line that the bracket stands on, as far as the bracket.
  const start = Math.max(text.lastIndexOf('\n', open - 1) + 1, 0);
  const head = readLine(`${text.slice(start, open)}`.replace(/\s+$/, ' '), start);
  const above = lines.filter((line) => line.start < start);
  const path = pathAbove(above, head?.column ?? open - start, head?.dashes ?? []);
  const base = head?.key === undefined ? path : [...path, head.key];
  return flowContext(text, open, offset, base, 'flow');
}
