// All codes that findings can have: those of the rules and those of the server's problems.
import { rules } from './rules/rules.generated.ts';

/** Codes of findings that no rule file makes. */
export const PROBLEM_CODES: readonly string[] = [
  'yaml-syntax',
  'duplicate-key',
  'too-deep',
  'too-large',
  'alias-bomb',
  'unknown-field',
  'wrong-type',
  'required-field',
  'invalid-value',
  'unsupported-value',
  'duplicate-value',
  'not-found',
  'forbidden-field',
  'immutable-field',
  'too-long',
  'too-many',
  'missing-volume',
  'selector-mismatch',
  'unknown-kind',
  'unknown-version',
  'unknown-group',
  'wrong-kind',
  'configuration',
  'unknown-suppression',
  'unused-suppression',
];

let codes: readonly string[] | undefined;

/** Every code, in a stable order. */
export function allCodes(): readonly string[] {
  codes ??= [...new Set([...PROBLEM_CODES, ...rules.map((rule) => rule.code)])].sort();
  return codes;
}
