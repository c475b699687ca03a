// Folding: sections, collections, block scalars and runs of comment lines.
import { shiftRange, textRange, type TextRange } from '../base/textRange.ts';
import { Field } from '../workspace/field.ts';
import type { Manifest, Resource } from '../manifest/manifest.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** From the line that holds `start` to the line that holds the last character. */
export interface Fold {
  readonly range: TextRange;
  readonly kind: 'region' | 'comment' | 'section';
}

const MAX_FOLDS = 5000;

/** The folds of a section relative to its start: as long as its text is the same, so are they. */
const known = new WeakMap<object, readonly Fold[]>();

/** The folds of a file; none where it holds nothing of ours, so that the editor folds by indentation. */
export function foldsOf(workspace: Workspace, uri: string): readonly Fold[] {
  const folds: Fold[] = [];
  const manifests = workspace.manifests(uri);
  // An editor that gets any folds from us makes none of its own, for no section of the file.
  if (!manifests.some(({ isKubernetes }) => isKubernetes)) return [];
  for (const manifest of manifests) {
    if (folds.length > MAX_FOLDS) break;
    const { identity, range } = manifest;
    let own = known.get(identity);
    if (!own) {
      own = foldsOfManifest(manifest).map((fold) => ({ ...fold, range: shiftRange(fold.range, -range.start) }));
      known.set(identity, own);
    }
    folds.push(...own.map((fold) => ({ ...fold, range: shiftRange(fold.range, range.start) })));
  }
  return folds.slice(0, MAX_FOLDS);
}

function foldsOfManifest(manifest: Manifest): readonly Fold[] {
  const folds: Fold[] = [];
  const { source, range } = manifest;
  const text = source.text.slice(range.start, range.end);
  const start = range.start + (text.length - text.trimStart().length);
  const end = range.start + text.trimEnd().length;
  if (text.trim().includes('\n')) folds.push({ range: textRange(start, end), kind: 'section' });
  if (!manifest.isKubernetes || manifest.problems.length > 0) {
    return [...folds, ...foldsByIndentation(text, range.start), ...commentRuns(text, range.start)];
  }
  for (const resource of manifest.resources) {
    if (resource.at.length > 0) addFold(folds, resource, [], 'entry');
    collect(folds, resource, new Field(resource.value), 0);
  }
  folds.push(...commentRuns(text, range.start));
  return folds;
}

function addFold(folds: Fold[], resource: Resource, path: Field['path'], part: 'entry'): void {
  const range = resource.rangeOf(path, part);
  if (range && resource.manifest.source.text.slice(range.start, range.end).includes('\n'))
    folds.push({ range, kind: 'region' });
}

function collect(folds: Fold[], resource: Resource, field: Field, depth: number): void {
  if (depth > 30 || folds.length > MAX_FOLDS) return;
  for (const child of [...field.entries().map(([, entry]) => entry), ...field.items()]) {
    const { value } = child;
    const isLong = typeof value === 'string' && value.includes('\n');
    if (isLong || (typeof value === 'object' && value !== null)) {
      addFold(folds, resource, child.path, 'entry');
      collect(folds, resource, child, depth + 1);
    }
  }
}

/** The folds of a text that has no tree: a line and what is indented further below it, or a list at its column. */
function foldsByIndentation(text: string, offset: number): Fold[] {
  const folds: Fold[] = [];
  const open: { readonly column: number; readonly start: number; readonly dash: boolean }[] = [];
  let end = 0;
  const close = (column: number, dash: boolean) => {
    for (
      let last = open.at(-1);
      last && (last.column > column || (last.column === column && (last.dash || !dash)));
      last = open.at(-1)
    ) {
      open.pop();
      if (text.slice(last.start, end).includes('\n'))
        folds.push({ range: textRange(offset + last.start, offset + end), kind: 'region' });
    }
  };
  for (const match of text.matchAll(/^([ \t]*)([^\s#].*)$/gm)) {
    const [whole, indent = '', content = ''] = match;
    const dash = /^-(\s|$)/.test(content);
    close(indent.length, dash);
    open.push({ column: indent.length, start: match.index + indent.length, dash });
    end = match.index + whole.trimEnd().length;
  }
  close(-1, false);
  return folds;
}

function commentRuns(text: string, offset: number): Fold[] {
  const runs: Fold[] = [];
  for (const match of text.matchAll(/^[ \t]*#[^\n]*(?:\n[ \t]*#[^\n]*)+/gm)) {
    runs.push({
      range: textRange(offset + match.index, offset + match.index + match[0].trimEnd().length),
      kind: 'comment',
    });
  }
  return runs;
}
