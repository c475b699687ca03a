// All codes that findings can have: those of the rules and those of the server's problems.
import type { Severity } from './finding.ts';
import { rules } from './rules/rules.generated.ts';

/** Who finds a problem that no rule file makes: the API server, kustomize, or Drydock when it reads what is said to it. */
export type ProblemGroup = 'server' | 'kustomize' | 'drydock';

/** Codes of findings that no rule file makes. */
const PROBLEMS: Readonly<Record<string, readonly [ProblemGroup, Severity]>> = {
  'yaml-syntax': ['server', 'error'],
  'duplicate-key': ['server', 'error'],
  'too-deep': ['server', 'error'],
  'too-large': ['server', 'error'],
  'alias-bomb': ['server', 'error'],
  'unknown-field': ['server', 'error'],
  'wrong-type': ['server', 'error'],
  'required-field': ['server', 'error'],
  'invalid-value': ['server', 'error'],
  'unsupported-value': ['server', 'error'],
  'duplicate-value': ['server', 'error'],
  'not-found': ['server', 'error'],
  'forbidden-field': ['server', 'error'],
  'immutable-field': ['server', 'error'],
  'too-long': ['server', 'error'],
  'too-many': ['server', 'error'],
  'missing-volume': ['server', 'error'],
  'selector-mismatch': ['server', 'error'],
  'unknown-kind': ['server', 'error'],
  'unknown-version': ['server', 'error'],
  'unknown-group': ['server', 'hint'],
  'wrong-kind': ['server', 'error'],
  configuration: ['drydock', 'warning'],
  kustomization: ['kustomize', 'error'],
  'kustomize-build': ['kustomize', 'error'],
  'missing-file': ['kustomize', 'error'],
  'missing-patch-target': ['kustomize', 'error'],
  'unused-image': ['kustomize', 'hint'],
  'unknown-suppression': ['drydock', 'warning'],
  'unused-suppression': ['drydock', 'hint'],
};

export const PROBLEM_CODES: readonly string[] = Object.keys(PROBLEMS);

let codes: readonly string[] | undefined;

/** Every code, in a stable order. */
export function allCodes(): readonly string[] {
  codes ??= [...new Set([...PROBLEM_CODES, ...rules.map((rule) => rule.code)])].sort();
  return codes;
}

/** Who finds what has this code, and how bad it is unless it is set otherwise; undefined for a rule's code. */
export function problemOfCode(code: string): { readonly group: ProblemGroup; readonly severity: Severity } | undefined {
  const known = Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code] : undefined;
  return known && { group: known[0], severity: known[1] };
}
