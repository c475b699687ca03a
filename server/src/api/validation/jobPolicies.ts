// When a Job has failed, and when it has succeeded early.
// Source: pkg/apis/batch/validation/validation.go (validatePodFailurePolicy, validateSuccessPolicy), 1.36.
import { duplicate, invalid, notSupported, required, tooLong, tooMany, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import type {
  JobSpec,
  PodFailurePolicyOnExitCodesRequirement,
  PodFailurePolicyOnPodConditionsPattern,
  PodFailurePolicyRule,
  SuccessPolicyRule,
} from '../types.generated.ts';
import { checkNonNegative, complain } from './fields.ts';
import { isQualifiedName, longerThan } from './strings.ts';

const MAX_RULES = 20;
const MAX_EXIT_CODES = 255;
const MAX_PATTERNS = 20;
const MAX_INDEXES_LENGTH = 64 * 1024;

const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const OPERATORS = ['In', 'NotIn'];
const STATUSES = ['False', 'True', 'Unknown'];

const validValues = (values: readonly string[]): string =>
  `valid values: [${values.map((value) => JSON.stringify(value)).join(' ')}]`;

/** Source: validatePodFailurePolicy. */
export function validateFailurePolicy(errors: FieldError[], spec: JobSpec, path: FieldPath): void {
  const rules = spec.podFailurePolicy?.rules ?? [];
  const at = [...path, 'rules'];
  if (rules.length > MAX_RULES) errors.push(tooMany(at, rules.length, MAX_RULES));
  const pod = spec.template?.spec ?? {};
  const names = new Set([...(pod.containers ?? []), ...(pod.initContainers ?? [])].map((item) => item.name ?? ''));
  rules.forEach((rule, index) => {
    validateFailureRule(errors, spec, rule, names, [...at, index]);
  });
}

/** Source: validatePodFailurePolicyRule. */
function validateFailureRule(
  errors: FieldError[],
  spec: JobSpec,
  rule: PodFailurePolicyRule,
  names: ReadonlySet<string>,
  path: FieldPath,
): void {
  const { action = '', onExitCodes, onPodConditions = [] } = rule;
  const actionPath = [...path, 'action'];
  if (action === '') errors.push(required(actionPath, validValues(ACTIONS)));
  else if (action === 'FailIndex') {
    if (spec.backoffLimitPerIndex === undefined) {
      errors.push(invalid(actionPath, action, 'requires the backoffLimitPerIndex to be set'));
    }
  } else if (!ACTIONS.includes(action)) errors.push(notSupported(actionPath, action, ACTIONS));
  if (onExitCodes !== undefined) validateExitCodes(errors, onExitCodes, names, [...path, 'onExitCodes']);
  if (onPodConditions.length > 0) validateConditions(errors, onPodConditions, [...path, 'onPodConditions']);
  const both = onExitCodes !== undefined && onPodConditions.length > 0;
  const none = onExitCodes === undefined && onPodConditions.length === 0;
  const refuse = (detail: string): void => {
    errors.push({ type: 'Invalid', path, detail });
  };
  if (both) refuse('specifying both OnExitCodes and OnPodConditions is not supported');
  if (none) refuse('specifying one of OnExitCodes and OnPodConditions is required');
}

/** Source: validatePodFailurePolicyRuleOnPodConditions. */
function validateConditions(
  errors: FieldError[],
  patterns: readonly PodFailurePolicyOnPodConditionsPattern[],
  path: FieldPath,
): void {
  if (patterns.length > MAX_PATTERNS) errors.push(tooMany(path, patterns.length, MAX_PATTERNS));
  patterns.forEach(({ type = '', status = '' }, index) => {
    const statusPath = [...path, index, 'status'];
    complain(errors, [...path, index, 'type'], type, isQualifiedName(type));
    if (status === '') errors.push(required(statusPath, validValues(STATUSES)));
    else if (!STATUSES.includes(status)) errors.push(notSupported(statusPath, status, STATUSES));
  });
}

/** Source: validatePodFailurePolicyRuleOnExitCodes. */
function validateExitCodes(
  errors: FieldError[],
  requirement: PodFailurePolicyOnExitCodesRequirement,
  names: ReadonlySet<string>,
  path: FieldPath,
): void {
  const { operator = '', containerName, values = [] } = requirement;
  const operatorPath = [...path, 'operator'];
  if (operator === '') errors.push(required(operatorPath, validValues(OPERATORS)));
  else if (!OPERATORS.includes(operator)) errors.push(notSupported(operatorPath, operator, OPERATORS));
  if (containerName !== undefined && !names.has(containerName)) {
    const detail = 'must be one of the container or initContainer names in the pod template';
    errors.push(invalid([...path, 'containerName'], containerName, detail));
  }
  const valuesPath = [...path, 'values'];
  if (values.length === 0) errors.push(invalid(valuesPath, values, 'at least one value is required'));
  else if (values.length > MAX_EXIT_CODES) errors.push(tooMany(valuesPath, values.length, MAX_EXIT_CODES));
  const seen = new Set<number>();
  values.forEach((value, index) => {
    const at = [...valuesPath, index];
    if (operator === 'In' && value === 0) errors.push(invalid(at, value, 'must not be 0 for the In operator'));
    if (seen.has(value)) errors.push(duplicate(at, value));
    seen.add(value);
  });
  const ordered = values.every((value, index) => index === 0 || (values[index - 1] ?? 0) <= value);
  if (!ordered) errors.push(invalid(valuesPath, values, 'must be ordered'));
}

/** Source: validateSuccessPolicy. */
export function validateSuccessPolicy(errors: FieldError[], spec: JobSpec, path: FieldPath): void {
  const rules = spec.successPolicy?.rules ?? [];
  const at = [...path, 'rules'];
  if (rules.length === 0) {
    errors.push(required(at, 'at least one rules must be specified when the successPolicy is specified'));
  }
  if (rules.length > MAX_RULES) errors.push(tooMany(at, rules.length, MAX_RULES));
  rules.forEach((rule, index) => {
    validateSuccessRule(errors, rule, spec.completions ?? 0, [...at, index]);
  });
}

/** Source: validateSuccessPolicyRule. */
function validateSuccessRule(errors: FieldError[], rule: SuccessPolicyRule, completions: number, path: FieldPath) {
  const { succeededCount: count, succeededIndexes: indexes } = rule;
  if (count === undefined && indexes === undefined) {
    errors.push(required(path, 'at least one of succeededCount or succeededIndexes must be specified'));
  }
  let total = 0;
  if (indexes !== undefined) {
    const at = [...path, 'succeededIndexes'];
    if (longerThan(indexes, MAX_INDEXES_LENGTH)) errors.push(tooLong(at, MAX_INDEXES_LENGTH));
    const counted = countIndexes(indexes, completions);
    if (typeof counted === 'string') errors.push(invalid(at, indexes, `error parsing succeededIndexes: ${counted}`));
    else total = counted;
  }
  if (count === undefined) return;
  const at = [...path, 'succeededCount'];
  checkNonNegative(errors, at, count);
  if (count > completions) {
    const detail = `must be less than or equal to ${completions} (the number of specified completions)`;
    errors.push(invalid(at, count, detail));
  }
  if (indexes !== undefined && count > total) {
    const detail = `must be less than or equal to ${total} (the number of indexes in the specified succeededIndexes field)`;
    errors.push(invalid(at, count, detail));
  }
}

/** How many indexes `0,2-4` has, or why it cannot be read. Source: validateIndexesFormat, parseIndexInterval. */
function countIndexes(text: string, completions: number): number | string {
  if (text === '') return 0;
  let last = -Infinity;
  let total = 0;
  for (const interval of text.split(',')) {
    const limits = interval.split('-');
    if (limits.length > 2) {
      return `the fragment ${JSON.stringify(interval)} violates the requirement that an index interval can have at most two parts separated by '-'`;
    }
    const numbers: number[] = [];
    for (const limit of limits) {
      if (!/^[+-]?\d+$/.test(limit)) return `cannot convert string to integer for index: ${JSON.stringify(limit)}`;
      const number = Number(limit);
      if (number >= completions) return `too large index: ${JSON.stringify(limit)}`;
      numbers.push(number);
    }
    const first = numbers[0] ?? 0;
    const end = numbers[1] ?? first;
    if (numbers.length === 2 && first >= end) return `non-increasing order, previous: ${first}, current: ${end}`;
    if (last >= first) return `non-increasing order, previous: ${last}, current: ${first}`;
    total += end - first + 1;
    last = end;
  }
  return total;
}
