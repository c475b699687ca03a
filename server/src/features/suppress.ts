// Quick fixes that silence a finding instead of repairing it: a comment above its line or its section, in JSON an
// annotation. What they write is what diagnostics/suppression.ts reads.
import type { TextEdit } from '../base/textRange.ts';
import type { Finding, Fix } from '../diagnostics/finding.ts';
import { DISABLE_ANNOTATION, isInText } from '../diagnostics/suppression.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { addField, replaceValue } from '../workspace/edit.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { manifestAt } from './spot.ts';

/** Findings about suppressions are repaired, not suppressed; where the text cannot be read there is no telling lines. */
const NEVER = new Set(['unused-suppression', 'unknown-suppression', 'yaml-syntax', 'too-large', 'alias-bomb']);

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

/** The ways of silencing a finding, the narrowest first. */
export function suppressionsOf(workspace: Workspace, finding: Finding): readonly Fix[] {
  const manifest = manifestAt(workspace, finding.uri, finding.range.start);
  if (!manifest?.isKubernetes || NEVER.has(finding.code)) return [];
  if (manifest.source.languageId === 'json') return inAnnotation(finding);
  const fix = (where: string, edit: TextEdit | undefined): readonly Fix[] =>
    edit ? [{ title: `Disable "${finding.code}" ${where}`, edits: [{ uri: finding.uri, edits: [edit] }] }] : [];
  return [
    ...fix('for this line', aboveLine(manifest, finding)),
    ...fix('in this section', aboveSection(manifest, finding)),
  ];
}

/** A comment line with a code, or the code added to the comment that is there already. */
function comment(text: string, at: number, word: string, code: string): TextEdit {
  const above = at === 0 ? '' : text.slice(lineStart(text, at - 1), at);
  const known = new RegExp(`^[ \\t]*#[ \\t]*${word}[ \\t]+(?:(?!--)\\S+[ \\t]*)*`).exec(above);
  if (known) {
    const end = at - above.length + known[0].trimEnd().length;
    return { range: { start: end, end }, newText: `, ${code}` };
  }
  const indent = /^[ \t]*/.exec(text.slice(at))?.[0] ?? '';
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  return { range: { start: at, end: at }, newText: `${indent}# ${word} ${code}${lineBreak}` };
}

function aboveLine(manifest: Manifest, { range, code }: Finding): TextEdit | undefined {
  const { text } = manifest.source;
  const at = lineStart(text, range.start);
  // Within a text a comment would be part of it.
  if (at < manifest.range.start || isInText(manifest, at)) return undefined;
  return comment(text, at, 'drydock-disable-next-line', code);
}

function aboveSection({ source, range }: Manifest, { code }: Finding): TextEdit | undefined {
  const section = source.text.slice(range.start, range.end);
  const first = /^[ \t]*[^\s#%]/m.exec(section);
  return first ? comment(source.text, range.start + first.index, 'drydock-disable', code) : undefined;
}

function inAnnotation({ uri, code, resource }: Finding): readonly Fix[] {
  if (!resource) return [];
  const path = ['metadata', 'annotations', { key: DISABLE_ANNOTATION }];
  const codes = resource.scalarAt(path)?.source.replaceAll(/^["']|["']$/g, '');
  const edit =
    codes === undefined
      ? addField(resource, ['metadata', 'annotations'], DISABLE_ANNOTATION, code)
      : replaceValue(resource, path, `${codes}, ${code}`);
  return edit ? [{ title: `Disable "${code}" for this object`, edits: [{ uri, edits: [edit] }] }] : [];
}
