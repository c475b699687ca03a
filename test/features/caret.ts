// Workspaces for tests of features: YAML texts with a `‸` where the caret is, and answers as short texts.
import { LineIndex } from '../../server/src/base/lineIndex.ts';
import { applyEdits, type TextRange } from '../../server/src/base/textRange.ts';
import type { FileEdit } from '../../server/src/diagnostics/finding.ts';
import type { Workspace } from '../../server/src/workspace/workspace.ts';
import { workspaceOf } from '../workspace/build.ts';

const CARET = '‸';

/** A workspace and the place of its caret. */
export interface Marked {
  readonly workspace: Workspace;
  readonly uri: string;
  readonly offset: number;
  readonly texts: Readonly<Record<string, string>>;
}

/** Files by name; exactly one of them has a caret. A single text is the file `a.yaml`. */
export function marked(files: string | Readonly<Record<string, string>>): Marked {
  const all = typeof files === 'string' ? { 'a.yaml': files } : files;
  const place = Object.entries(all).find(([, text]) => text.includes(CARET));
  const texts = Object.fromEntries(
    Object.entries(all).map(([name, text]) => [`file:///${name}`, text.replace(CARET, '')]),
  );
  const [name, text] = place ?? [Object.keys(all)[0] ?? '', ''];
  return { workspace: workspaceOf(texts), uri: `file:///${name}`, offset: Math.max(0, text.indexOf(CARET)), texts };
}

/** `a.yaml:7 web`: file, one-based line and the text there. */
export function show({ texts }: Marked, uri: string, range: TextRange): string {
  const text = texts[uri] ?? '';
  const line = new LineIndex(text).positionAt(range.start).line + 1;
  return `${uri.replace('file:///', '')}:${line} ${text.slice(range.start, range.end)}`;
}

/** The texts of all files after edits; files that are not edited are left out. */
export function after({ texts }: Marked, edits: readonly FileEdit[]): Record<string, string> {
  return Object.fromEntries(
    edits.map(({ uri, edits: own }) => [uri.replace('file:///', ''), applyEdits(texts[uri] ?? '', own)]),
  );
}
