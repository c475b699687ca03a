// What is wrong with the text itself, as findings, and which other findings may only come from that.
import { stepOf } from '../api/fieldPath.ts';
import type { TextRange } from '../base/textRange.ts';
import type { Manifest, SyntaxProblem } from '../manifest/manifest.ts';
import type { Finding } from './finding.ts';
import { syntaxFixes } from './repairs/syntax.ts';

/**
 * Whether a finding may only come from text that could not be read: it stands on a syntax error, its field holds one, or
 * it misses something that may stand in what could not be read. A syntax error with a known repair leaves the rest
 * readable.
 */
export function blurred(manifest: Manifest, finding: Finding): boolean {
  const problems = manifest.problems.filter((problem) => problem.code !== 'duplicate-key');
  if (problems.length === 0) return false;
  const entry = finding.path.length === 0 ? undefined : finding.resource?.rangeOf(finding.path, 'entry');
  const meets = ({ range }: SyntaxProblem): boolean =>
    overlaps(finding.range, range) ||
    (entry !== undefined && overlaps(entry, range)) ||
    (finding.stage === 'decode' && isNextLine(manifest.source.text, range, finding.range));
  if (problems.some(meets)) return true;
  const unreadable = problems.some((problem) => problem.repair === undefined || problem.unreadable === true);
  return unreadable && (finding.severity !== 'error' || finding.code === 'required-field');
}

const overlaps = (a: TextRange, b: TextRange): boolean => a.start <= b.end && b.start <= a.end;

/** Whether a range begins on the line below another: what the parser makes of the line after an error is a guess. */
function isNextLine(text: string, range: TextRange, later: TextRange): boolean {
  return later.start > range.end && /^[^\n]*\n[^\n]*$/.test(text.slice(range.end, later.start));
}

/** A problem of the text in words for people. */
function syntaxText({ code, message, path }: SyntaxProblem): string {
  if (code !== 'duplicate-key') return message;
  const key = `"${stepOf(path.at(-1) ?? '')}"`;
  return `${key} is there twice: keep one of them, or bring the two together. The API server refuses it: ${message}`;
}

/** A problem of the text as a finding. */
export function syntaxFinding(uri: string, manifest: Manifest, problem: SyntaxProblem): Finding {
  return {
    fixes: () => syntaxFixes(manifest, problem),
    code: problem.code,
    severity: 'error',
    message: syntaxText(problem),
    uri,
    range: problem.range,
    path: problem.path,
    resource: manifest.resources[0],
    stage: 'decode',
    ...(problem.related === undefined ? {} : { related: [{ uri, ...problem.related }] }),
  };
}
