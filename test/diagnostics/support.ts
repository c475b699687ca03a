// Checking texts in tests: findings as short lines, and what applying fixes gives.
import { formatPath } from '../../server/src/api/fieldPath.ts';
import { LineIndex } from '../../server/src/base/lineIndex.ts';
import { applyEdits } from '../../server/src/base/textRange.ts';
import { BuildFindings } from '../../server/src/diagnostics/buildFindings.ts';
import { Builds } from '../../server/src/diagnostics/builds.ts';
import { Checker, type CheckOptions } from '../../server/src/diagnostics/check.ts';
import { failureText, type Failed } from '../../server/src/diagnostics/failed.ts';
import type { Finding, Fix } from '../../server/src/diagnostics/finding.ts';
import { workspaceOf } from '../workspace/build.ts';

export type Files = Readonly<Record<string, string>>;

/** A rule that throws would only be silent otherwise. */
const failed: Failed = (...failure) => {
  throw new Error(failureText(...failure));
};

/** The findings of all files as the editor has them, in the order of files and text; follow-ups are left out. */
export function findingsIn(files: Files, options?: CheckOptions): Finding[] {
  const workspace = workspaceOf(files);
  const checker = new Checker(workspace, { failed, ...options });
  const builds = new BuildFindings(workspace, checker, new Builds(workspace));
  builds.settle();
  return [...workspace.uris]
    .flatMap((uri) => builds.findings(uri, checker.findingsOf(uri)))
    .filter((finding) => finding.followUp !== true);
}

/** The findings of one text. */
export const findingsOf = (text: string, options?: CheckOptions): Finding[] => findingsIn({ 'a.yaml': text }, options);

/** `3:5 error unknown-field [images] spec.containers[0].images`: line and column 1-based, the text underlined. */
export function show(files: Files, finding: Finding): string {
  const text = files[finding.uri] ?? '';
  const { line, character } = new LineIndex(text).positionAt(finding.range.start);
  const underlined = text.slice(finding.range.start, finding.range.end);
  return `${line + 1}:${character + 1} ${finding.severity} ${finding.code} [${underlined}] ${formatPath(finding.path)}`;
}

/** The findings of one text as short lines. */
export const shown = (text: string, options?: CheckOptions): string[] =>
  findingsOf(text, options).map((finding) => show({ 'a.yaml': text }, finding));

/** The files after a fix. */
export function applyFix(files: Files, fix: Fix): Record<string, string> {
  const out: Record<string, string> = { ...files };
  for (const { uri, edits } of fix.edits) out[uri] = applyEdits(out[uri] ?? '', edits);
  return out;
}

/** The one preferred fix of a finding, else its only fix. */
export function obviousFix(finding: Finding): Fix | undefined {
  const fixes = finding.fixes?.() ?? [];
  const preferred = fixes.filter((fix) => fix.preferred === true);
  return preferred.length === 1 ? preferred[0] : fixes.length === 1 ? fixes[0] : undefined;
}
