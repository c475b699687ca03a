// Where the caret is inside of brackets: in flow YAML and in JSON. Pure text, as caretContext.ts.

/** What is being written at the caret. */
export interface CaretContext {
  /** The path of the collection or field: of the mapping for `key`, of the field or item for `value`. */
  readonly path: readonly (string | number)[];
  /** `key`: a field's name (or a list's next item) is being written; `value`: a scalar. */
  readonly mode: 'key' | 'value';
  /** What is written already of the word at the caret, and where it begins and ends. */
  readonly word: string;
  readonly start: number;
  readonly end: number;
  /** The column at which the mapping's keys stand. */
  readonly column: number;
  /** The keys that the mapping already has. */
  readonly siblings: ReadonlySet<string>;
  /** Inside of brackets or JSON: no line breaks, and in JSON everything in quotes. */
  readonly style: 'block' | 'flow' | 'json';
  /** What must stand before the new text: a blank directly behind a colon or dash. */
  readonly before: string;
  /** What must stand behind it: in JSON a comma before the next field. */
  readonly after: string;
  /** Whether the word is the name of a field that has its colon already: only the name is replaced. */
  readonly hasColon: boolean;
  /** Behind a `- ` on the caret's line: the first key of a list item, or a scalar item. */
  readonly inItem: boolean;
}

/** A key without its quotes. */
export const bare = (key: string): string => {
  const quoted = /^(["'])(.*)\1$/s.exec(key);
  return quoted ? (quoted[2] ?? '') : key;
};

/** The offset of the outermost bracket that is open at the caret, on its line or on the few before. */
export function openBracket(text: string, from: number, lineStart: number, offset: number): number | undefined {
  // Brackets that span many lines are rare by hand; sixty lines are looked at.
  let begin = lineStart;
  for (let n = 0; n < 60 && begin > from; n++) begin = Math.max(from, text.lastIndexOf('\n', begin - 2) + 1);
  const open: number[] = [];
  let quote = '';
  let wordStart = true;
  for (let at = begin; at < offset; at++) {
    const char = text.charAt(at);
    if (quote !== '') {
      if (char === '\\' && quote === '"') at++;
      else if (char === quote || char === '\n') quote = '';
      continue;
    }
    if ((char === '"' || char === "'") && wordStart) quote = char;
    else if (char === '#' && wordStart) {
      const end = text.indexOf('\n', at);
      at = end < 0 || end > offset ? offset : end;
    } else if ((char === '[' || char === '{') && (wordStart || open.length > 0)) open.push(at);
    else if ((char === ']' || char === '}') && open.length > 0) open.pop();
    wordStart = /[\s[{,:]/.test(char);
  }
  return open[0];
}

interface Level {
  readonly list: boolean;
  index: number;
  key: string | undefined;
  readonly keys: Set<string>;
  /** Whether a value is expected: after a colon, or anywhere in a list. */
  atValue: boolean;
}

/** The context inside of brackets, read from the first one on. */
export function flowContext(
  text: string,
  from: number,
  offset: number,
  base: readonly (string | number)[],
  style: 'flow' | 'json',
): CaretContext | undefined {
  const levels: Level[] = [];
  let word = '';
  let wordAt = offset;
  let quote = '';
  const endWord = () => {
    const level = levels.at(-1);
    if (level && !level.list && !level.atValue && word.trim() !== '') level.key = bare(word.trim());
    word = '';
  };
  for (let at = from; at < offset; at++) {
    const char = text.charAt(at);
    if (quote !== '') {
      word += char;
      if (char === '\\' && quote === '"') word += text.charAt(++at);
      else if (char === quote) quote = '';
      continue;
    }
    const level = levels.at(-1);
    if (char === '{' || char === '[') {
      levels.push({ list: char === '[', index: 0, key: undefined, keys: new Set(), atValue: char === '[' });
      word = '';
    } else if (char === '}' || char === ']') {
      levels.pop();
      word = '';
    } else if (char === ',' && level) {
      if (level.key !== undefined) level.keys.add(level.key);
      level.key = undefined;
      level.index++;
      level.atValue = level.list;
      word = '';
    } else if (char === ':' && level && (style === 'json' || /\s|"|$/.test(text.charAt(at + 1)))) {
      endWord();
      level.atValue = true;
    } else if (/\s/.test(char)) {
      if (word.trim() !== '') word += char;
    } else {
      if (word.trim() === '') {
        wordAt = at;
        word = '';
      }
      if (char === '"' || char === "'") quote = char;
      word += char;
    }
  }
  const level = levels.at(-1);
  if (!level) return undefined;
  const steps = levels.slice(0, -1).map((outer) => (outer.list ? outer.index : (outer.key ?? '')));
  const path = [...base, ...steps];
  const rest = quote === '' ? /^[^\s:,[\]{}]*/ : new RegExp(`^[^${quote}\\n]*${quote}?`);
  const end = offset + (rest.exec(text.slice(offset, offset + 300))?.[0].length ?? 0);
  const behind = text.slice(end, end + 300);
  const hasColon = !level.atValue && text.slice(wordAt, end).trim() !== '' && /^\s*:/.test(behind);
  const own = level.list ? [level.index] : level.atValue ? [level.key ?? ''] : [];
  return {
    path: [...path, ...own],
    mode: level.atValue ? 'value' : 'key',
    word: word === '' ? '' : text.slice(wordAt, offset),
    start: word === '' ? offset : wordAt,
    end,
    column: 0,
    siblings: level.keys,
    style,
    before: '',
    after: style === 'json' && !hasColon && /^\s*["{[]/.test(behind) ? ',' : '',
    hasColon,
    inItem: false,
  };
}
