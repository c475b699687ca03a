// Small edits of manifests as text: add, remove, rename and move fields, keeping comments and style. Every function
// gives edits that do not overlap, or undefined where the text has no room for the change.
import { valueAt, type FieldPath, type PathElement } from '../api/fieldPath.ts';
import { textRange, type TextEdit, type TextRange } from '../base/textRange.ts';
import type { Resource } from '../manifest/manifest.ts';
import { flowText, yamlEntry, yamlLines, yamlScalar } from './yamlText.ts';

const textOf = (resource: Resource): string => resource.manifest.source.text;

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  if (newline < 0) return text.length;
  return newline > offset && text.charCodeAt(newline - 1) === 13 ? newline - 1 : newline;
}

/** The end of the line including its line break. */
function nextLine(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  return newline < 0 ? text.length : newline + 1;
}

const columnOf = (text: string, offset: number): number => offset - lineStart(text, offset);

const isFlow = (text: string, range: TextRange): boolean => /[[{]/.test(text.charAt(range.start));

/** Whether keys are written as JSON writes them. */
const isJson = (resource: Resource, flow: TextRange): boolean =>
  resource.manifest.source.languageId === 'json' ||
  /^[[{]\s*(?:\{\s*)*"/.test(textOf(resource).slice(flow.start, flow.end));

const lineBreak = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

/** Replaces the value of a field by a scalar or, on one line, by anything else. */
export function replaceValue(resource: Resource, path: FieldPath, value: unknown): TextEdit | undefined {
  const range = resource.rangeOf(path, 'value');
  if (range === undefined) return undefined;
  const text = textOf(resource);
  const json = resource.manifest.source.languageId === 'json';
  const newText =
    isMap(value) || Array.isArray(value) ? flowText(value, json) : json ? JSON.stringify(value) : yamlScalar(value);
  const glued = range.start === range.end && text.charAt(range.start - 1) === ':';
  return { range, newText: glued ? ` ${newText}` : newText };
}

/** Replaces the value of a field by text as it is. */
export function replaceText(resource: Resource, path: FieldPath, newText: string): TextEdit | undefined {
  const range = resource.rangeOf(path, 'value');
  return range && { range, newText };
}

/** Gives a field another key. */
export function renameKey(resource: Resource, path: FieldPath, key: string): TextEdit | undefined {
  const range = resource.rangeOf(path, 'key');
  if (range === undefined) return undefined;
  const quote = /["']/.test(textOf(resource).charAt(range.start));
  return { range, newText: quote ? JSON.stringify(key) : yamlScalar(key) };
}

/** The entry of each field or item below `path`, in the order of the text. */
function siblings(resource: Resource, path: FieldPath): TextRange[] {
  const value = valueAt(resource.value, path);
  const steps: PathElement[] = Array.isArray(value)
    ? [...value.keys()]
    : isMap(value)
      ? Object.keys(value).map((key) => ({ key }))
      : [];
  return steps.flatMap((step) => resource.rangeOf([...path, step], 'entry') ?? []).sort((a, b) => a.start - b.start);
}

/**
 * Removes a field or a list item with all that belongs to it. Of a `repeated` key it is the last, and others stay.
 */
export function removeField(resource: Resource, path: FieldPath, repeated = false): TextEdit | undefined {
  const entry = resource.rangeOf(path, 'entry');
  const parentPath = path.slice(0, -1);
  const parent = resource.rangeOf(parentPath, 'value');
  if (entry === undefined || parent === undefined || path.length === 0) return undefined;
  const all = siblings(resource, parentPath);
  // Of a repeated key the siblings know the last only: the mapping's own start stands for those before it.
  if (repeated) all.unshift(textRange(parent.start, parent.start));
  return removeEntry(textOf(resource), entry, parent, all, typeof path.at(-1) === 'number');
}

/** Removes one of the entries of a collection. */
function removeEntry(
  text: string,
  entry: TextRange,
  parent: TextRange,
  all: readonly TextRange[],
  item: boolean,
): TextEdit {
  const next = all.find((other) => other.start > entry.start);
  const before = all.findLast((other) => other.start < entry.start);
  if (isFlow(text, parent)) {
    if (next) return { range: textRange(entry.start, next.start), newText: '' };
    return { range: textRange(before?.end ?? entry.start, entry.end), newText: '' };
  }
  if (!next && !before) return emptied(text, entry, item);
  const start = lineStart(text, entry.start);
  if (text.slice(start, entry.start).trim() !== '') {
    // The first key behind a dash: what follows moves up to the dash.
    return { range: textRange(entry.start, next?.start ?? entry.end), newText: '' };
  }
  return { range: textRange(start, nextLine(text, entry.end)), newText: '' };
}

/** The last entry of a block collection is gone: `{}` or `[]` stays, since nothing at all would be null. */
function emptied(text: string, entry: TextRange, item: boolean): TextEdit {
  const start = lineStart(text, entry.start);
  const own = text.slice(start, entry.start).trim() === '';
  const before = text.slice(0, start).replace(/(?:\r?\n[ \t]*(?:#[^\n]*)?)*\r?\n$/, '');
  if (own && /:[ \t]*$/.test(before)) {
    return { range: textRange(before.length, entry.end), newText: item ? ' []' : ' {}' };
  }
  return { range: entry, newText: item ? '[]' : '{}' };
}

/** Wraps a value in the mappings that are missing on the way to it. */
function wrap(path: FieldPath, value: unknown): unknown {
  return path.reduceRight<unknown>(
    (inner, step) => ({ [typeof step === 'object' ? step.key : String(step)]: inner }),
    value,
  );
}

/** A field to be written: its value, or its own text with the column at which that stood. */
type Content = { readonly value: unknown; readonly lines?: readonly string[] };

/** Adds `key: value` to the mapping at `parent`, which is made if it is not there. */
export function addField(
  resource: Resource,
  parent: FieldPath,
  key: string,
  value: unknown,
  after?: string,
): TextEdit | undefined {
  return insert(resource, parent, key, { value }, after);
}

function insert(
  resource: Resource,
  parent: FieldPath,
  key: string,
  content: Content,
  after?: string,
): TextEdit | undefined {
  let depth = parent.length;
  while (depth > 0 && !isMap(valueAt(resource.value, parent.slice(0, depth)))) depth--;
  const written = parent.slice(0, depth);
  const missing = parent.slice(depth);
  const [first, ...more] = missing;
  if (missing.some((step) => typeof step === 'number')) return undefined;
  if (first === undefined) return insertEntry(resource, written, key, content, after);
  const name = typeof first === 'object' ? first.key : String(first);
  const value = wrap([...more, key], content.value);
  const names = missing.map((step) => (typeof step === 'object' ? step.key : String(step)));
  const lines = content.lines && nestLines(names, content.lines);
  const wrapped: Content = lines ? { value, lines } : { value };
  const path = [...written, first];
  // `metadata:` with nothing behind it: the new lines go below.
  if (resource.rangeOf(path, 'key') !== undefined) return fillEmpty(resource, path, wrapped, name);
  return insertEntry(resource, written, name, wrapped, after);
}

/** Lines below mappings of one key each, the outermost first. */
const nestLines = (names: readonly string[], lines: readonly string[]): readonly string[] =>
  names.reduceRight<readonly string[]>(
    (inner, name) => [`${yamlScalar(name)}:`, ...inner.map((line) => (line === '' ? line : `  ${line}`))],
    lines,
  );

/** Writes a field anew, its value in the style that surrounds it; comments in the old value are lost. */
export function rewriteField(resource: Resource, path: FieldPath, value: unknown): TextEdit | undefined {
  const last = path.at(-1);
  if (last === undefined || typeof last === 'number') return undefined;
  return fillEmpty(resource, path, { value }, typeof last === 'object' ? last.key : last);
}

/** Gives a written key without a value its content. */
function fillEmpty(resource: Resource, path: FieldPath, content: Content, name: string): TextEdit | undefined {
  const entry = resource.rangeOf(path, 'entry');
  const parent = resource.rangeOf(path.slice(0, -1), 'value');
  if (entry === undefined || parent === undefined) return undefined;
  const text = textOf(resource);
  if (isFlow(text, parent)) {
    const json = isJson(resource, parent);
    return { range: entry, newText: `${json ? JSON.stringify(name) : name}: ${flowText(content.value, json)}` };
  }
  const indent = ' '.repeat(columnOf(text, entry.start));
  const lines = content.lines ?? yamlEntry(name, content.value);
  return {
    range: textRange(entry.start, Math.max(entry.end, colonAfter(text, entry))),
    newText: joined(text, lines, indent),
  };
}

function colonAfter(text: string, entry: TextRange): number {
  const rest = /^[ \t]*:/.exec(text.slice(entry.end));
  return entry.end + (rest?.[0].length ?? 0);
}

const joined = (text: string, lines: readonly string[], indent: string): string =>
  lines.map((line, index) => (index === 0 || line === '' ? line : indent + line)).join(lineBreak(text));

function insertEntry(
  resource: Resource,
  parent: FieldPath,
  key: string,
  content: Content,
  after?: string,
): TextEdit | undefined {
  const range = resource.rangeOf(parent, 'value');
  if (range === undefined) return undefined;
  const text = textOf(resource);
  const all = siblings(resource, parent);
  const last = (after === undefined ? undefined : resource.rangeOf([...parent, after], 'entry')) ?? all.at(-1);
  if (isFlow(text, range)) {
    const json = isJson(resource, range);
    const entry = `${json ? JSON.stringify(key) : yamlScalar(key)}: ${flowText(content.value, json)}`;
    if (last === undefined) return { range: textRange(range.start + 1, range.start + 1), newText: entry };
    const start = lineStart(text, last.start);
    const ownLine = text.slice(start, last.start).trim() === '';
    const gap = ownLine ? lineBreak(text) + text.slice(start, last.start) : ' ';
    return { range: textRange(last.end, last.end), newText: `,${gap}${entry}` };
  }
  if (last === undefined) return undefined;
  const indent = ' '.repeat(columnOf(text, (all[0] ?? last).start));
  const lines = content.lines ?? yamlEntry(key, content.value);
  const at = lineEnd(text, last.end);
  return { range: textRange(at, at), newText: lineBreak(text) + indent + joined(text, lines, indent) };
}

/** Adds an item to the end of the list at `path`, which is made if it is not there. */
export function addItem(resource: Resource, path: FieldPath, value: unknown): TextEdit | undefined {
  const list = valueAt(resource.value, path);
  const last = path.at(-1);
  if (!Array.isArray(list) || list.length === 0) {
    if (list !== undefined && list !== null) return replaceValue(resource, path, [value]);
    return last === undefined || typeof last === 'number'
      ? undefined
      : addField(resource, path.slice(0, -1), typeof last === 'object' ? last.key : last, [value]);
  }
  const range = resource.rangeOf(path, 'value');
  const end = siblings(resource, path).at(-1);
  if (range === undefined || end === undefined) return undefined;
  const text = textOf(resource);
  if (isFlow(text, range)) {
    return { range: textRange(end.end, end.end), newText: `, ${flowText(value, isJson(resource, range))}` };
  }
  const indent = ' '.repeat(columnOf(text, end.start));
  const at = lineEnd(text, end.end);
  return { range: textRange(at, at), newText: lineBreak(text) + indent + joined(text, yamlLines([value]), indent) };
}

/** The lines of a block entry without its indentation, under another key. */
function linesOf(resource: Resource, path: FieldPath, key: string): readonly string[] | undefined {
  const entry = resource.rangeOf(path, 'entry');
  const name = resource.rangeOf(path, 'key');
  const parent = resource.rangeOf(path.slice(0, -1), 'value');
  if (entry === undefined || name === undefined || parent === undefined) return undefined;
  const text = textOf(resource);
  if (isFlow(text, parent)) return undefined;
  const column = columnOf(text, entry.start);
  const own = `${key}${text.slice(name.end, entry.end)}`.split(/\r?\n/);
  return own.map((line, index) =>
    index === 0 ? line : line.slice(Math.min(column, line.length - line.trimStart().length)),
  );
}

/** Moves a field to the mapping at `parent`, which is made if it is not there, under `key`. */
export function moveField(
  resource: Resource,
  path: FieldPath,
  parent: FieldPath,
  key: string,
): readonly TextEdit[] | undefined {
  const lines = linesOf(resource, path, key);
  const value = valueAt(resource.value, path);
  const content: Content = lines === undefined ? { value } : { value, lines };
  const added = insert(resource, parent, key, content);
  const removed = removeField(resource, path);
  return added && removed && together(textOf(resource), removed, added);
}

/** A removal and an insertion as edits that do not overlap. */
export function together(text: string, removed: TextEdit, added: TextEdit): readonly TextEdit[] {
  const at = added.range.start;
  const inside = added.range.end === at && at > removed.range.start && at <= removed.range.end;
  if (!inside) return [removed, added];
  const wholeLines = removed.newText === '' && text.charAt(removed.range.end - 1) === '\n';
  const brk = lineBreak(text);
  const newText = wholeLines ? `${added.newText.replace(/^\r?\n/, '')}${brk}` : removed.newText + added.newText;
  return [{ range: removed.range, newText }];
}
