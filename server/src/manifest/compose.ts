// Text of one section → tree and syntax problems. The only file that knows the `yaml` package; what scalars mean is
// scalars.ts, what kubectl refuses beyond the grammar is here too. Never throws.
import {
  Composer,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Parser,
  visit,
  type Document,
  type ParsedNode,
  type YAMLParseError,
} from 'yaml';
import type { Entry, MapNode, TreeNode } from './nodes.ts';
import { keyOfNumber, resolvePlain, resolveTagged, type JsonScalar } from './scalars.ts';
import type { SyntaxProblem } from './manifest.ts';
import { adviseOn, MISSING_SPACE } from './syntaxAdvice.ts';
import { textRange } from '../base/textRange.ts';

/** A section's tree; `root` is undefined where there is nothing in it. */
export interface Composed {
  readonly root: TreeNode | undefined;
  readonly problems: readonly SyntaxProblem[];
}

/** Deeper than any manifest, and shallow enough for every recursion that follows. */
const MAX_DEPTH = 400;

/** What go-yaml's reader lets through: tab, line breaks and what can be printed. */
const CONTROL = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

const syntax = (start: number, end: number, message: string): SyntaxProblem => ({
  code: 'yaml-syntax',
  range: textRange(start, end),
  message,
  path: [],
});

/** Line breaks of YAML 1.1 that the parser does not take for one; each is one unit long, so offsets stay. */
const asLineFeeds = (text: string): string =>
  /\r(?!\n)|[\u0085\u2028\u2029]/.test(text) ? text.replace(/\r(?!\n)|[\u0085\u2028\u2029]/g, '\n') : text;

interface Context {
  readonly text: string;
  readonly anchors: Map<string, TreeNode>;
  readonly problems: SyntaxProblem[];
  /** Whether the text is JSON: then all unquoted scalars are what JSON says, and tabs are white space. */
  readonly json: boolean;
  /** Where the nesting gets too deep. */
  tooDeep: number | undefined;
}

/** Where flow nesting gets too deep, counted roughly; the parser is slow and recursive beyond. */
function deepFlow(text: string): number | undefined {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 91 || code === 123) {
      if (++depth > MAX_DEPTH) return i;
    } else if (code === 93 || code === 125) depth = Math.max(0, depth - 1);
  }
  return undefined;
}

/** Where a run of `- - - -` or `? ? ?` on one line gets too deep: block nesting that needs no indentation. */
function deepRun(text: string): number | undefined {
  for (const match of text.matchAll(/(?:[-?:] ){50,}/g)) {
    if (match[0].length / 2 > MAX_DEPTH) return match.index + 2 * MAX_DEPTH;
  }
  return undefined;
}

const tooDeep = (text: string, at: number): SyntaxProblem => ({
  code: 'too-deep',
  range: textRange(at, Math.min(text.length, at + 1)),
  message: `the nesting is deeper than ${MAX_DEPTH} levels`,
  path: [],
});

/** Composes the text of one section. `json` says that the text as a whole is a JSON value. */
export function compose(text: string, json: boolean): Composed {
  const deep = deepFlow(text) ?? deepRun(text);
  if (deep !== undefined) return { root: undefined, problems: [tooDeep(text, deep)] };
  const context: Context = { text, anchors: new Map(), problems: [], json, tooDeep: undefined };
  let document: Document.Parsed | undefined;
  try {
    document = firstDocument(json ? text : asLineFeeds(text));
  } catch (error) {
    // Deep block nesting overflows the parser's stack.
    if (error instanceof RangeError) return { root: undefined, problems: [tooDeep(text, 0)] };
    return { root: undefined, problems: [syntax(0, Math.min(1, text.length), 'the text cannot be read as YAML')] };
  }
  if (!json) checkCharacters(context);
  if (document === undefined) return { root: undefined, problems: context.problems };
  if (!json) addErrors(context, document);
  const root = document.contents === null ? undefined : treeOf(document.contents, context, 0);
  if (context.tooDeep !== undefined) return { root, problems: [tooDeep(text, context.tooDeep)] };
  return { root, problems: context.problems };
}

/** go-yaml reads the first document of a section and never looks at the rest. */
function firstDocument(text: string): Document.Parsed | undefined {
  const composer = new Composer({
    schema: 'failsafe',
    version: '1.1',
    uniqueKeys: false,
    strict: true,
    merge: false,
    logLevel: 'silent',
    prettyErrors: false,
  });
  for (const document of composer.compose(new Parser().parse(text))) return document;
  return undefined;
}

function checkCharacters({ text, problems }: Context): void {
  const control = CONTROL.exec(text);
  if (control) {
    const code = control[0].codePointAt(0) ?? 0;
    const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
    problems.push(
      syntax(control.index, control.index + control[0].length, `control characters are not allowed: ${name}`),
    );
  }
  const directive = /^(?:\s*(?:#.*)?\n)*%.*/.exec(text);
  if (directive) {
    const start = directive[0].lastIndexOf('%');
    problems.push(syntax(start, directive[0].length, 'found incompatible YAML document'));
  }
}

/** The parser's errors, up to the one at which it has lost its way: what follows tells nothing. */
function addErrors(context: Context, document: Document.Parsed): void {
  let last = -1;
  for (const error of document.errors) {
    // The parser says several things of one place; the first is enough for a person.
    if (error.pos[0] === last) continue;
    last = error.pos[0];
    // go-yaml takes a comment that follows a quote at once.
    if (error.message.startsWith('Comments must be separated')) continue;
    context.problems.push(errorOf(context, document, error));
    if (error.code === 'UNEXPECTED_TOKEN') return;
  }
}

/** Where the last quote or bracket before an error begins that may not be closed. */
function openingOf(document: Document.Parsed, { code, message, pos }: YAMLParseError): number | undefined {
  const quote = code === 'MISSING_CHAR' && message.startsWith('Missing closing');
  if (!quote && code !== 'BAD_INDENT') return undefined;
  let opening: number | undefined;
  visit(document, {
    Scalar: (_, { type, range }) => {
      if (quote && type?.startsWith('QUOTE') === true && range && range[0] < pos[0]) opening = range[0];
    },
    Collection: (_, { flow, range }) => {
      if (!quote && flow === true && range && range[0] < pos[0]) opening = range[0];
    },
  });
  return opening;
}

/** `key:value` on a line of its own: the space after the colon is missing. */
const GLUED = /^(\s*(?:- +)*)((?:[A-Za-z_][\w.-]*):[^\s/:][^\s]*)/;

/** A parser's error at the smallest token that can be named. */
function errorOf({ text }: Context, document: Document.Parsed, error: YAMLParseError): SyntaxProblem {
  const { pos, message, code } = error;
  const start = Math.min(pos[0], text.length);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const newline = text.indexOf('\n', start);
  const lineEnd = newline < 0 ? text.length : newline;
  const glued = GLUED.exec(text.slice(lineStart, lineEnd));
  if (glued?.[1] !== undefined && glued[2] !== undefined) {
    const at = lineStart + glued[1].length;
    const colon = at + glued[2].indexOf(':');
    return {
      ...syntax(at, at + glued[2].length, MISSING_SPACE),
      repair: { range: textRange(colon + 1, colon + 1), newText: ' ' },
    };
  }
  const advice = adviseOn(text, { code, message, start }, openingOf(document, error));
  if (advice?.range !== undefined) {
    const { range, repair } = advice;
    return { ...syntax(range.start, range.end, advice.message), ...(repair ? { repair } : {}) };
  }
  // Where the error is the line's end, the line's last token is what a person looks at.
  let from = start;
  let to = Math.max(Math.min(pos[1], text.length), start);
  if (to > lineEnd && from < lineEnd) to = lineEnd;
  if (from === to || text.slice(from, to).trim() === '') {
    if (from < text.length && !/\s/.test(text.charAt(from))) to = from + 1;
    else {
      const before = text.slice(0, from).trimEnd();
      to = before.length;
      from = Math.max(
        0,
        /\S+$/.exec(before.slice(-80)) ? to - (/\S+$/.exec(before.slice(-80))?.[0].length ?? 1) : to - 1,
      );
    }
  }
  return syntax(from, Math.max(to, from), advice?.message ?? message);
}

/** The end of a node without trailing blanks: block collections and block scalars reach into the next line. */
function trimmedEnd(text: string, start: number, end: number): number {
  let at = Math.min(end, text.length);
  while (at > start && text.charCodeAt(at - 1) <= 32) at--;
  return at;
}

function treeOf(node: ParsedNode, context: Context, depth: number): TreeNode {
  const [start, valueEnd] = node.range;
  if (depth > MAX_DEPTH) {
    context.tooDeep ??= start;
    return { kind: 'scalar', start, end: valueEnd, value: null, quoted: false, block: false };
  }
  if (isAlias(node)) {
    const target = context.anchors.get(node.source);
    if (target === undefined) {
      context.problems.push(
        syntax(start, valueEnd, `There is no anchor &${node.source}; a text that begins with * must be in quotes.`),
      );
    }
    return { kind: 'alias', start, end: valueEnd, name: node.source, target };
  }
  if (isScalar(node)) {
    const tree = scalarOf(node, context);
    if (node.anchor !== undefined) context.anchors.set(node.anchor, tree);
    return tree;
  }
  const flow = node.flow === true;
  const end = flow ? valueEnd : trimmedEnd(context.text, start, valueEnd);
  if (isSeq(node)) {
    const items: TreeNode[] = [];
    const tree: TreeNode = { kind: 'seq', start, end, flow, items };
    // Known before its items are read, so that a value that contains itself is found as such.
    if (node.anchor !== undefined) context.anchors.set(node.anchor, tree);
    for (const item of node.items) {
      if (isPairLike(item)) items.push(mapOfPair(item, context, depth + 1));
      else items.push(treeOf(item, context, depth + 1));
    }
    return tree;
  }
  const entries: Entry[] = [];
  const tree: MapNode = { kind: 'map', start, end, flow, entries };
  if (node.anchor !== undefined) context.anchors.set(node.anchor, tree);
  if (isMap(node)) {
    for (const pair of node.items) {
      if (flow && !context.json) checkFlowColon(pair.key, pair.value, context);
      const entry = entryOf(pair.key, pair.value, end, context, depth + 1);
      if (entry) entries.push(entry);
    }
  }
  return tree;
}

/** `{app:{a: b}}`: to go-yaml the colon belongs to the unquoted key, as nothing but white space ends a key there. */
function checkFlowColon(key: ParsedNode | null, value: ParsedNode | null, { text, problems }: Context): void {
  if (!isScalar(key) || key.type !== 'PLAIN' || value === null) return;
  const colon = key.range[1];
  if (text.charAt(colon) !== ':' || value.range[0] !== colon + 1 || value.range[1] === value.range[0]) return;
  problems.push({
    ...syntax(key.range[0], colon + 1, MISSING_SPACE),
    repair: { range: textRange(colon + 1, colon + 1), newText: ' ' },
  });
}

type PairLike = { readonly key: ParsedNode | null; readonly value: ParsedNode | null };
const isPairLike = (item: unknown): item is PairLike =>
  typeof item === 'object' && item !== null && 'key' in item && !('items' in item);

function mapOfPair(pair: PairLike, context: Context, depth: number): TreeNode {
  const start = pair.key?.range[0] ?? pair.value?.range[0] ?? 0;
  const end = pair.value?.range[1] ?? pair.key?.range[1] ?? start;
  const entry = entryOf(pair.key, pair.value, end, context, depth + 1);
  return { kind: 'map', start, end, flow: true, entries: entry ? [entry] : [] };
}

function entryOf(
  key: ParsedNode | null,
  value: ParsedNode | null,
  fallback: number,
  context: Context,
  depth: number,
): Entry | undefined {
  const keyStart = key?.range[0] ?? value?.range[0] ?? fallback;
  const keyEnd = key?.range[1] ?? keyStart;
  const keyTree = key === null ? undefined : treeOf(key, context, depth);
  const valueTree: TreeNode =
    value === null
      ? { kind: 'scalar', start: keyEnd, end: keyEnd, value: null, quoted: false, block: false }
      : treeOf(value, context, depth);
  const text = keyText(keyTree, context, keyStart, keyEnd);
  if (text === undefined) return undefined;
  const merge = isScalar(key) && key.value === '<<' && (key.type === 'PLAIN' || key.tag === 'tag:yaml.org,2002:merge');
  if (merge) checkMerge(valueTree, context);
  return { key: text, keyStart, keyEnd, value: valueTree, merge };
}

function checkMerge(value: TreeNode, context: Context): void {
  const target = value.kind === 'alias' ? value.target : value;
  if (target === undefined && value.kind === 'alias') return;
  const good =
    target?.kind === 'map' ||
    (target?.kind === 'seq' &&
      target.items.every((item) => (item.kind === 'alias' ? item.target?.kind : item.kind) === 'map'));
  if (!good) {
    context.problems.push(syntax(value.start, value.end, 'map merge requires map or sequence of maps as the value'));
  }
}

function keyText(key: TreeNode | undefined, context: Context, start: number, end: number): string | undefined {
  let node = key;
  for (let steps = 0; node?.kind === 'alias' && steps < 100; steps++) node = node.target;
  if (node?.kind === 'scalar') {
    if (typeof node.value === 'string') return node.value;
    if (typeof node.value === 'boolean') return String(node.value);
    if (typeof node.value === 'number' || typeof node.value === 'bigint') return keyOfNumber(node.value);
  }
  if (key?.kind === 'alias' && node === undefined) return undefined;
  const isNull = node === undefined || node.kind === 'scalar';
  // Behind an error the parser may see a colon without a key where there is nothing wrong.
  if (isNull && context.problems.length > 0) return undefined;
  const message = isNull ? 'a key may not be null' : 'invalid map key';
  context.problems.push(syntax(start, Math.max(end, start), message));
  return undefined;
}

function scalarOf(node: ParsedNode & { value?: unknown; type?: string; tag?: string }, context: Context): TreeNode {
  const [start, valueEnd] = node.range;
  const text = typeof node.value === 'string' ? node.value : '';
  const plain = node.type === 'PLAIN' || node.type === undefined;
  const block = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
  const end = block ? trimmedEnd(context.text, start, valueEnd) : valueEnd;
  const value = scalarValue(node.tag, text, plain, start, end, context);
  return { kind: 'scalar', start, end, value, quoted: !plain, block };
}

const STRING_TAG = 'tag:yaml.org,2002:str';

function scalarValue(
  tag: string | undefined,
  text: string,
  plain: boolean,
  start: number,
  end: number,
  context: Context,
): JsonScalar {
  let value: JsonScalar = text;
  if (tag === undefined || tag === '' || tag === '?') value = plain ? resolvePlain(text) : text;
  else if (tag !== '!' && tag !== STRING_TAG) {
    const resolved = resolveTagged(tag, text);
    if (resolved.error !== undefined) context.problems.push(syntax(start, end, resolved.error));
    value = resolved.value;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    const name = Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
    context.problems.push(syntax(start, end, `json: unsupported value: ${name}`));
    return null;
  }
  return value;
}
