// Which fixes belong to a place, and "Fix all". Pure: the caller brings the findings and can have a text checked again.
import { applyEdits, overlaps, type TextEdit, type TextRange } from '../base/textRange.ts';
import type { Finding, Fix } from '../diagnostics/finding.ts';

/** A fix and the finding that it repairs. */
export interface OfferedFix {
  readonly finding: Finding;
  readonly fix: Fix;
  readonly preferred: boolean;
}

/** The fixes of a finding; a rule whose fix fails has none. */
function fixesOf(finding: Finding, failed: (finding: Finding, error: unknown) => void): readonly Fix[] {
  try {
    return finding.fixes?.() ?? [];
  } catch (error) {
    failed(finding, error);
    return [];
  }
}

/** All repairs of the findings that touch `range`, preferred ones first. */
export function fixesAt(
  findings: readonly Finding[],
  range: TextRange,
  failed: (finding: Finding, error: unknown) => void,
): readonly OfferedFix[] {
  const offered = findings
    .filter((finding) => overlaps(finding.range, range))
    .flatMap((finding) => fixesOf(finding, failed).map((fix) => ({ finding, fix, preferred: fix.preferred === true })));
  return [...offered.filter(({ preferred }) => preferred), ...offered.filter(({ preferred }) => !preferred)];
}

/** The one preferred fix of a finding that changes only `uri`; undefined if there is none or more than one. */
export function onlyPreferredFix(
  finding: Finding,
  uri: string,
  failed: (finding: Finding, error: unknown) => void,
): readonly TextEdit[] | undefined {
  const preferred = fixesOf(finding, failed).filter((fix) => fix.preferred === true);
  const [fix] = preferred;
  if (preferred.length !== 1 || !fix || fix.edits.some((edit) => edit.uri !== uri)) return undefined;
  const edits = fix.edits.flatMap((edit) => edit.edits);
  return edits.length > 0 ? edits : undefined;
}

/** Rounds of "Fix all" before it gives up: a fix may uncover the next finding, but not for ever. */
const MAX_ROUNDS = 10;

/**
 * The text after all fixes, or undefined if nothing changes. Each round applies the fixes that do not overlap, from the
 * top; the text is checked again, until nothing is left to fix or a round brings back a text that was there before.
 */
export function fixAll(
  uri: string,
  text: string,
  check: (text: string) => readonly Finding[],
  failed: (finding: Finding, error: unknown) => void,
): string | undefined {
  const seen = new Set([text]);
  let current = text;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const chosen: TextEdit[] = [];
    for (const finding of check(current)) {
      if (finding.followUp === true) continue;
      const edits = onlyPreferredFix(finding, uri, failed);
      if (edits && !edits.some((edit) => chosen.some((other) => overlaps(edit.range, other.range)))) {
        chosen.push(...edits);
      }
    }
    if (chosen.length === 0) break;
    const next = applyEdits(current, chosen);
    if (seen.has(next)) break;
    seen.add(next);
    current = next;
  }
  return current === text ? undefined : current;
}
