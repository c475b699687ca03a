// One section's text with everything that can be said about it without knowing where in the file it stands. Parsed on
// first use; shared between versions of a file as long as the text is the same. Offsets are relative to the section.
import { textRange } from '../base/textRange.ts';
import { compose } from './compose.ts';
import type { SyntaxProblem } from './manifest.ts';
import type { TreeNode } from './nodes.ts';
import { isManifestValue, looksLikeManifest, mentionsKind } from './sections.ts';
import { MISSING_SPACE } from './syntaxAdvice.ts';
import { tabProblems } from './tabs.ts';
import { isTemplate } from './templates.ts';
import { valueOf } from './values.ts';

/** What a section says. */
export interface Reading {
  readonly isKubernetes: boolean;
  readonly root: TreeNode | undefined;
  readonly value: unknown;
  readonly problems: readonly SyntaxProblem[];
}

const SILENT: Reading = { isKubernetes: false, root: undefined, value: undefined, problems: [] };

/** The API server reads no more of a request than 3 MiB. */
const MAX_LENGTH = 3 * 1024 * 1024;

/** `apiVersion:v1` at the beginning of a line: without a space after the colon it is no key. */
const GLUED_TOP = /^([ \t]*)(apiVersion|kind):([^\s/:]\S*)[ \t]*$/m;

/** Text of a section → reading. The same text gives the same reading. */
export class Section {
  readonly text: string;
  readonly json: boolean;
  #reading: Reading | undefined;

  constructor(text: string, json: boolean) {
    this.text = text;
    this.json = json;
  }

  /** Parsed on first use. */
  get reading(): Reading {
    this.#reading ??= read(this.text, this.json);
    return this.#reading;
  }
}

/** Whether the text is one JSON value: then JSON's rules hold (tabs are white space), as kubectl decides by `{`. */
function isJsonText(text: string): boolean {
  if (!/^\s*\{/.test(text) || /\n[ \t]*#/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function read(text: string, json: boolean): Reading {
  if (!mentionsKind(text)) return SILENT;
  if (text.length > MAX_LENGTH) return looksLikeManifest(text) ? tooLarge(text) : SILENT;
  const glued = GLUED_TOP.exec(text);
  if (glued?.[2] !== undefined && glued[3] !== undefined && looksLikeManifest(text)) {
    return readGlued(text, glued.index + (glued[1]?.length ?? 0), glued[2], glued[3]);
  }
  const composed = compose(text, isJsonText(text));
  const { root } = composed;
  const read = root === undefined ? { value: undefined, problems: [] } : valueOf(root);
  const failed = composed.problems.length > 0;
  const bomb = read.problems.some((problem) => problem.code === 'alias-bomb');
  const ours =
    isManifestValue(read.value, json) ||
    // Reading stops at a bomb, before it may have come to `kind`.
    (bomb && looksLikeManifest(text)) ||
    (!json && failed && !isMap(root) && looksLikeManifest(text)) ||
    (!json && failed && looksLikeManifest(text) && mentionsTop(text));
  if (!ours || isTemplate(text, root, failed)) return { ...SILENT, root, value: read.value };
  const first = Math.min(...composed.problems.map(({ range }) => range.start));
  // Behind text that could not be read a repeated key may only follow from it.
  const sure = read.problems.filter(({ code, range }) => code !== 'duplicate-key' || range.start < first);
  const problems = [...composed.problems, ...asSecondObject(text, sure), ...tabProblems(text, root, composed.problems)];
  return { isKubernetes: true, root, value: read.value, problems: settle(problems) };
}

const isMap = (root: TreeNode | undefined): boolean => root?.kind === 'map';

/** Both `apiVersion:` and `kind:` at the beginning of lines: a broken text with them is a manifest. */
const mentionsTop = (text: string): boolean => /^apiVersion\s*:/m.test(text) && /^kind\s*:/m.test(text);

/** In order of the text; one syntax problem per line, since what follows on a line is the parser finding its feet. */
function settle(problems: readonly SyntaxProblem[]): readonly SyntaxProblem[] {
  const sorted = [...problems].sort((a, b) => a.range.start - b.range.start);
  const seen = new Set<string>();
  return sorted.filter((problem) => {
    const key = `${problem.code}@${problem.range.start}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** A second `apiVersion` and a second `kind` are a second object: one finding instead of one for each of its keys. */
function asSecondObject(text: string, problems: readonly SyntaxProblem[]): readonly SyntaxProblem[] {
  const isTop = ({ code, path }: SyntaxProblem): boolean => code === 'duplicate-key' && path.length === 1;
  const heads = problems.filter(
    (problem) => isTop(problem) && (problem.path[0] === 'apiVersion' || problem.path[0] === 'kind'),
  );
  const [head] = heads;
  if (head === undefined || new Set(heads.map(({ path }) => path[0])).size < 2) return problems;
  const { start } = head.range;
  const own = start === 0 || text.charAt(start - 1) === '\n';
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const second: SyntaxProblem = {
    code: 'yaml-syntax',
    range: head.range,
    message: 'A second object begins here: put a line with "---" before it.',
    path: [],
    ...(own ? { repair: { range: textRange(start, start), newText: `---${lineBreak}` }, unreadable: true } : {}),
  };
  return [...problems.filter((problem) => !isTop(problem)), second];
}

function tooLarge(text: string): Reading {
  const at = /^(apiVersion|kind)/m.exec(text)?.index ?? 0;
  return {
    isKubernetes: true,
    root: undefined,
    value: undefined,
    problems: [
      {
        code: 'too-large',
        range: textRange(at, at + 4),
        message: `The API server reads objects of up to 3 MiB; split it. It refuses this: Request entity too large: limit is ${MAX_LENGTH}`,
        path: [],
      },
    ],
  };
}

/** The rest of the section is read as if the glued line were well written, so that one slip gives one problem. */
function readGlued(text: string, at: number, key: string, value: string): Reading {
  const length = key.length + 1 + value.length;
  const blanked = `${text.slice(0, at)}${' '.repeat(length)}${text.slice(at + length)}`;
  const rest = read(blanked, false);
  const repaired =
    typeof rest.value === 'object' && rest.value !== null && !Array.isArray(rest.value)
      ? { [key]: value, ...(rest.value as Record<string, unknown>) }
      : { [key]: value };
  const problem: SyntaxProblem = {
    code: 'yaml-syntax',
    range: textRange(at, at + length),
    message: MISSING_SPACE,
    path: [],
    repair: { range: textRange(at + key.length + 1, at + key.length + 1), newText: ' ' },
  };
  return {
    isKubernetes: !isTemplate(text, rest.root, false),
    root: rest.root,
    value: repaired,
    problems: settle([problem, ...rest.problems]),
  };
}
