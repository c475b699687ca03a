// The repairs of the server's problems, by code. Computed when somebody asks for them, not while typing.
import type { Fix } from '../finding.ts';
import type { DescribedProblem } from '../problems.ts';
import { immutableFixes } from './immutable.ts';
import { mismatchFixes } from './mismatch.ts';
import type { RepairContext } from './repair.ts';
import { requiredFixes } from './required.ts';
import { unknownFieldFixes } from './unknownField.ts';
import { duplicateFixes, forbiddenFixes, invalidFixes, missingVolumeFixes, unsupportedFixes } from './values.ts';
import { wrongTypeFixes } from './wrongType.ts';

/** All repairs of a problem, preferred ones first. */
export function repairsOf(context: RepairContext, described: DescribedProblem): readonly Fix[] {
  const { code, path, problem, part } = described;
  switch (code) {
    case 'unknown-field':
      return unknownFieldFixes(context, path);
    case 'wrong-type':
      return wrongTypeFixes(context, path);
    case 'required-field':
      return requiredFixes(context, path);
    case 'unsupported-value':
      return unsupportedFixes(context, path, problem.supported ?? []);
    case 'invalid-value':
      return invalidFixes(context, path, problem, part === 'key' ? 'key' : 'value');
    case 'forbidden-field':
      return forbiddenFixes(context, path, problem);
    case 'duplicate-value':
      return duplicateFixes(context, path);
    case 'missing-volume':
      return missingVolumeFixes(context, path);
    case 'immutable-field':
      return immutableFixes(context, path);
    case 'selector-mismatch':
      return mismatchFixes(context);
    default:
      return [];
  }
}
