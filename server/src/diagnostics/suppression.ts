// Comments and annotations that silence findings: `# drydock-disable-next-line <codes>`, `# drydock-disable <codes>` for
// a section (before its first key), `drydock.dev/disable: "<codes>"` on an object. Codes are separated by commas or
// spaces; a reason may follow after `--`. Unknown codes and suppressions that silence nothing are findings themselves.
import { valueAt, type FieldPath } from '../api/fieldPath.ts';
import { textRange, touches, type TextEdit, type TextRange } from '../base/textRange.ts';
import type { Manifest, Resource } from '../manifest/manifest.ts';
import { removeField } from '../workspace/edit.ts';
import { allCodes } from './codes.ts';
import type { Finding, Fix } from './finding.ts';
import { nearest } from './nearest.ts';

/** The annotation that silences rules for an object. */
export const DISABLE_ANNOTATION = 'drydock.dev/disable';

/** One code of a suppression, and where it holds. */
interface Suppression {
  readonly code: string;
  /** The code's place in the text. */
  readonly range: TextRange;
  readonly covers: (finding: Finding) => boolean;
  /** What removes the code, and all of the suppression if it is the only one. */
  readonly remove: () => TextEdit | undefined;
  readonly resource: Resource | undefined;
  /** The word of a comment for the section that stands behind the section's first key. */
  readonly misplaced?: TextRange | undefined;
  used: boolean;
}

const ANYWHERE = /(?:^|[ \t])#[ \t]*drydock-disable(-next-line)?(?=[ \t]|$)([^\r\n]*)/gm;

/** The codes in a list, with their offsets. What follows `--` is a reason. */
function codesIn(list: string): ReadonlyArray<{ readonly code: string; readonly at: number }> {
  const reason = /(?:^|\s)--(?:\s|$)/.exec(list);
  const codes = reason === null ? list : list.slice(0, reason.index);
  return [...codes.matchAll(/[^\s,]+/g)].map((match) => ({ code: match[0], at: match.index }));
}

/** The edit that removes one of several codes: with the comma or space before or behind it. */
function removeCode(text: string, start: number, end: number): TextEdit {
  const behind = /^[ \t]*,?[ \t]*/.exec(text.slice(end))?.[0].length ?? 0;
  return { range: textRange(start, end + behind), newText: '' };
}

function lineRange(text: string, offset: number): TextRange {
  const newline = text.indexOf('\n', offset);
  return textRange(text.lastIndexOf('\n', offset - 1) + 1, newline < 0 ? text.length : newline + 1);
}

/** The line that a `next-line` comment means: the next one that is no comment. */
function nextLine(text: string, offset: number): TextRange {
  let line = lineRange(text, offset);
  do line = lineRange(text, line.end);
  while (line.end < text.length && /^[ \t]*(?:#[^\n]*)?\r?\n$/.test(text.slice(line.start, line.end)));
  return line;
}

/** The offset of the section's first key. */
function firstKey(manifest: Manifest): number {
  const text = manifest.source.text.slice(manifest.range.start, manifest.range.end);
  const line = /^(?![ \t]*(?:#|$|\r|%))/m.exec(text);
  return manifest.range.start + (line?.index ?? text.length);
}

/** Whether an offset lies inside of a scalar: what looks like a comment there is text, of a script in a ConfigMap say. */
export const isInText = (manifest: Manifest, offset: number): boolean =>
  manifest.resources.some((resource) => {
    const found = resource.pathAt(offset);
    const range = found && resource.scalarAt(found.path)?.range;
    return range !== undefined && range.start < offset && offset < range.end;
  });

function commentSuppressions(manifest: Manifest): Suppression[] {
  const { text } = manifest.source;
  const { start, end } = manifest.range;
  const section = text.slice(start, end);
  if (!section.includes('drydock-disable')) return [];
  const found: Suppression[] = [];
  for (const match of section.matchAll(ANYWHERE)) {
    const list = match[2] ?? '';
    const at = start + match.index;
    const listAt = at + match[0].length - list.length;
    const isNextLine = match[1] !== undefined;
    if (isInText(manifest, start + match.index + match[0].indexOf('#'))) continue;
    // Behind the first key it is too late to mean the section.
    const word = start + match.index + match[0].indexOf('drydock-disable');
    const misplaced =
      !isNextLine && at >= firstKey(manifest) ? textRange(word, word + 'drydock-disable'.length) : undefined;
    const next = isNextLine ? nextLine(text, listAt) : manifest.range;
    const codes = codesIn(list);
    for (const { code, at: offset } of codes) {
      const range = textRange(listAt + offset, listAt + offset + code.length);
      found.push({
        code,
        range,
        resource: manifest.resources[0],
        used: false,
        misplaced,
        covers: (finding) =>
          misplaced === undefined &&
          finding.range.start >= next.start &&
          finding.range.start < Math.max(next.end, next.start + 1),
        remove: () => (codes.length > 1 ? removeCode(text, range.start, range.end) : removeComment(text, at)),
      });
    }
  }
  return found;
}

/** The whole comment, and its line if there is nothing else on it. */
function removeComment(text: string, at: number): TextEdit {
  const hash = text.indexOf('#', at);
  const line = lineRange(text, hash);
  if (text.slice(line.start, hash).trim() === '') return { range: line, newText: '' };
  const end = line.end - (text.charAt(line.end - 1) === '\n' ? 1 : 0);
  const start = line.start + text.slice(line.start, hash).trimEnd().length;
  return { range: textRange(start, end), newText: '' };
}

const ANNOTATION: FieldPath = ['metadata', 'annotations', { key: DISABLE_ANNOTATION }];

function annotationSuppressions(resource: Resource): Suppression[] {
  const scalar = resource.scalarAt(ANNOTATION);
  if (scalar === undefined) return [];
  const codes = codesIn(scalar.source.replace(/["']/g, ' '));
  const { text } = resource.manifest.source;
  const object = resource.rangeOf([], 'value') ?? resource.manifest.range;
  return codes.map(({ code, at }) => {
    const range = textRange(scalar.range.start + at, scalar.range.start + at + code.length);
    return {
      code,
      range,
      resource,
      used: false,
      covers: (finding) => finding.resource === resource || within(finding.range, object),
      remove: () => (codes.length > 1 ? removeCode(text, range.start, range.end) : removeAnnotation(resource)),
    };
  });
}

/** The annotation, and `annotations` with it if it is the only one. */
function removeAnnotation(resource: Resource): TextEdit | undefined {
  const all = ANNOTATION.slice(0, -1);
  const others = Object.keys(valueAt(resource.value, all) ?? {}).filter((key) => key !== DISABLE_ANNOTATION);
  return removeField(resource, others.length === 0 ? all : ANNOTATION);
}

const within = (range: TextRange, outer: TextRange): boolean => range.start >= outer.start && range.end <= outer.end;

const suppressionsIn = (manifests: readonly Manifest[]): readonly Suppression[] =>
  manifests.flatMap((manifest) =>
    manifest.isKubernetes
      ? [...commentSuppressions(manifest), ...manifest.resources.flatMap(annotationSuppressions)]
      : [],
  );

/** The code that a suppression names at an offset. */
export function suppressedAt(
  manifests: readonly Manifest[],
  offset: number,
): { readonly code: string; readonly range: TextRange } | undefined {
  return suppressionsIn(manifests).find(({ range }) => touches(range, offset));
}

/** The findings that are left of a file's findings, and those about the suppressions themselves. */
export function applySuppressions(
  uri: string,
  manifests: readonly Manifest[],
  findings: readonly Finding[],
): readonly Finding[] {
  const suppressions = suppressionsIn(manifests);
  if (suppressions.length === 0) return findings;
  const left = findings.filter((finding) => {
    const silencing = suppressions.filter((item) => item.code === finding.code && item.covers(finding));
    for (const item of silencing) item.used = true;
    return silencing.length === 0;
  });
  const known = new Set(allCodes());
  return [...left, ...suppressions.flatMap((item) => (item.used ? [] : [complaint(uri, item, known)]))];
}

function complaint(uri: string, suppression: Suppression, known: ReadonlySet<string>): Finding {
  const { code, range, resource } = suppression;
  const base = { uri, range, path: [], resource };
  const remove = (): readonly Fix[] => {
    const edit = suppression.remove();
    return edit === undefined
      ? []
      : [{ title: 'Remove the suppression', edits: [{ uri, edits: [edit] }], preferred: true }];
  };
  if (known.has(code) && suppression.misplaced) {
    const newText = 'drydock-disable-next-line';
    const message = `For the section this must stand before its first key; for the next line it is "${newText}".`;
    const fix: Fix = {
      title: `Change to "${newText}"`,
      edits: [{ uri, edits: [{ range: suppression.misplaced, newText }] }],
    };
    return { ...base, code: 'unused-suppression', severity: 'hint', message, fixes: () => [fix] };
  }
  if (known.has(code)) {
    const message = `Nothing is silenced here: there is no finding "${code}". Remove it.`;
    return { ...base, code: 'unused-suppression', severity: 'hint', message, tags: ['unnecessary'], fixes: remove };
  }
  const meant = nearest(code, known);
  const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`;
  const fixes = (): readonly Fix[] =>
    meant === undefined
      ? remove()
      : [{ title: `Change to "${meant}"`, edits: [{ uri, edits: [{ range, newText: meant }] }], preferred: true }];
  return {
    ...base,
    code: 'unknown-suppression',
    severity: 'warning',
    message: `There is no rule "${code}".${hint}`,
    fixes,
  };
}
