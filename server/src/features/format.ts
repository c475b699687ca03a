// Formatting of block YAML that keeps comments, blank lines and quotes: indentation by two, one blank behind `:` and
// `-`, no blanks at line ends. Sections whose meaning would change, or that are not ours, stay as they are.
import { deepEqual } from '../base/compare.ts';
import { applyEdits, overlaps, shiftRange, type TextEdit, type TextRange } from '../base/textRange.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { parseSource } from '../manifest/parse.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { lineEdits } from './textDiff.ts';

/** The edits that format a file, or the lines of it that a range touches. */
export function formatFile(workspace: Workspace, uri: string, within?: TextRange): readonly TextEdit[] {
  return workspace.manifests(uri).flatMap((manifest) => {
    if (manifest.source.languageId !== 'yaml' || !manifest.isKubernetes || manifest.problems.length > 0) return [];
    const { start, end } = manifest.range;
    if (within && !overlaps(manifest.range, within)) return [];
    const before = manifest.source.text.slice(start, end);
    const after = formatSection(before);
    if (after === before) return [];
    const edits = lineEdits(before, after);
    const wanted = within ? edits.filter(({ range }) => overlaps(shiftRange(range, start), within)) : edits;
    // Part of the changes alone may move a line out of its block.
    if (!meansTheSame(manifest, within ? applyEdits(before, wanted) : after)) return [];
    return wanted.map(({ range, newText }) => ({ range: shiftRange(range, start), newText }));
  });
}

/** Whether a text is read as the same value and has the same comments. */
function meansTheSame(manifest: Manifest, text: string): boolean {
  const [section, ...more] = parseSource({ ...manifest.source, text }).manifests;
  if (!section || more.length > 0 || section.problems.length > 0) return false;
  return deepEqual(section.value, manifest.value);
}

/** A collection that is open: where its keys or dashes stood and where they stand now. */
interface Level {
  readonly column: number;
  readonly now: number;
  readonly list: boolean;
}

interface State {
  readonly levels: Level[];
  /** Whether the first list found stands below its key's column. */
  readonly listIndent: number;
  /** Lines that follow are text of a scalar or lie in brackets: they move with their owner. */
  shift: number;
  scalarColumn: number;
  brackets: number;
  quote: string;
}

const KEY =
  /^((?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#'"[\]{},&*!|>%@`-][^:#]*?|-[^\s:#][^:#]*?))[ \t]*:(?:[ \t]+(.*))?$/s;

/** The section's text, formatted. */
export function formatSection(text: string): string {
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(/\r?\n/);
  const state: State = {
    levels: [],
    listIndent: listIndentOf(lines),
    shift: 0,
    scalarColumn: -1,
    brackets: 0,
    quote: '',
  };
  const out: string[] = [];
  const comments: Comment[] = [];
  for (const raw of lines) {
    const line = raw.trimEnd();
    const content = line.trimStart();
    const inside = state.scalarColumn >= 0 || state.brackets > 0 || state.quote !== '';
    if (!inside && content.startsWith('#')) {
      const column = indentOf(line);
      const own = state.levels.findLast((level) => level.column === column)?.now;
      comments.push({ text: content, column, own });
      continue;
    }
    const done = formatLine(raw, state);
    if (content !== '') flushComments(comments, out, indentOf(line), indentOf(done), state);
    else if (comments.length > 0) {
      comments.push({ text: '', column: 0, own: undefined });
      continue;
    }
    out.push(done);
  }
  // At the end there is nothing below that they could belong to.
  out.push(...comments.map(({ text, column, own }) => (text === '' ? '' : ' '.repeat(own ?? column) + text)));
  return out.join(lineBreak);
}

/** A comment line, or a blank line among comments. */
interface Comment {
  readonly text: string;
  readonly column: number;
  /** Where the keys of the collection that it is in line with stand now. */
  readonly own: number | undefined;
}

/** Comments go with the line below them, unless they are in line with what ends above it. */
function flushComments(comments: Comment[], out: string[], before: number, now: number, state: State): void {
  const inScalar = state.scalarColumn >= 0 && now > state.scalarColumn;
  for (const { text, column, own } of comments) {
    const indent = inScalar ? column : column > before && own !== undefined ? own : now;
    out.push(text === '' ? '' : ' '.repeat(indent) + text);
  }
  comments.length = 0;
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** Lists stand two columns below their key, or at its column: as the first list of the text does. */
function listIndentOf(lines: readonly string[]): number {
  for (const [index, line] of lines.entries()) {
    const next = lines.slice(index + 1).find((below) => below.trim() !== '' && !below.trimStart().startsWith('#'));
    if (/:[ \t]*(?:#.*)?$/.test(line) && next !== undefined && /^[ \t]*-(\s|$)/.test(next)) {
      const key = /^[ \t]*(?:-[ \t]+)*/.exec(line)?.[0].length ?? 0;
      return indentOf(next) > key ? 2 : 0;
    }
  }
  return 2;
}

function formatLine(raw: string, state: State): string {
  const line = raw.trimEnd();
  if (line === '') return '';
  const indent = indentOf(line);
  if (state.scalarColumn >= 0) {
    if (indent > state.scalarColumn) return moved(raw, state.shift);
    state.scalarColumn = -1;
  }
  if (state.brackets > 0 || state.quote !== '') {
    follow(line, 0, state);
    return moved(line, state.shift);
  }
  return formatStructure(line, state);
}

/** A line of a scalar or within brackets, moved with its owner. Text of scalars keeps its trailing blanks. */
const moved = (line: string, shift: number): string => {
  const indent = indentOf(line);
  return ' '.repeat(Math.max(0, indent + shift)) + line.slice(indent);
};

function formatStructure(line: string, state: State): string {
  let at = indentOf(line);
  let text = '';
  let first = true;
  while (line.charAt(at) === '-' && (at + 1 >= line.length || /\s/.test(line.charAt(at + 1)))) {
    const now = enter(state, at, true);
    text = first ? `${' '.repeat(now)}- ` : `${text}- `;
    first = false;
    at++;
    while (line.charAt(at) === ' ' || line.charAt(at) === '\t') at++;
  }
  const content = line.slice(at);
  if (content === '') return text.trimEnd();
  if (content.startsWith('#')) return text + content;
  const match = KEY.exec(content);
  const now = first || match ? enter(state, at, false, first ? undefined : text.length) : text.length;
  if (first) text = ' '.repeat(now);
  state.shift = now - at;
  const value = match?.[2]?.trimStart() ?? '';
  const scalar = match ? value : content;
  if (/^(?:[&!]\S*\s+)*[|>][-+0-9]*\s*(?:#.*)?$/.test(scalar)) {
    state.scalarColumn = match ? at : (state.levels.at(-1)?.column ?? at);
  } else follow(scalar, 0, state);
  if (!match) return text + content;
  return `${text}${match[1] ?? ''}:${value === '' ? '' : ` ${value}`}`;
}

/** Opens or continues the collection at a column; gives its new column. */
function enter(state: State, column: number, list: boolean, behindDash?: number): number {
  const { levels } = state;
  let last: Level | undefined;
  for (;;) {
    last = levels.at(-1);
    if (!last || last.column < column) break;
    if (last.column === column && last.list === list) return last.now;
    // A list may stand at the column of its key: the key's mapping stays open below it.
    if (last.column === column && list && !last.list) break;
    levels.pop();
  }
  const own = behindDash ?? (last ? last.now + (list && !last.list ? state.listIndent : 2) : 0);
  levels.push({ column, now: own, list });
  return own;
}

/** Notes which brackets and quotes stay open at the end of a line. */
function follow(text: string, from: number, state: State): void {
  let wordStart = state.quote === '';
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at);
    if (state.quote !== '') {
      if (char === '\\' && state.quote === '"') at++;
      else if (char === state.quote) state.quote = '';
      continue;
    }
    if ((char === '"' || char === "'") && wordStart) state.quote = char;
    else if (char === '#' && (at === 0 || /\s/.test(text.charAt(at - 1)))) return;
    else if ((char === '[' || char === '{') && (wordStart || state.brackets > 0)) state.brackets++;
    else if ((char === ']' || char === '}') && state.brackets > 0) state.brackets--;
    wordStart = /[\s[{,:]/.test(char) && (state.brackets > 0 || wordStart);
  }
}
