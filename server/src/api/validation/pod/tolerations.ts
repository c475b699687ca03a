// Tolerations of taints, and the gates that hold a Pod back.
// Source: pkg/apis/core/validation/validation.go (ValidateTolerations, validateTaintEffect and around them), 1.36.
import { duplicate, forbidden, invalid, notSupported, type FieldError } from '../../fieldError.ts';
import type { FieldPath } from '../../fieldPath.ts';
import type { PodSchedulingGate, Toleration } from '../../types.generated.ts';
import { complain } from '../fields.ts';
import { validateLabelName } from '../labelSelector.ts';
import { EMPTY_ERROR, isLabelValue, isQualifiedName } from '../strings.ts';
import type { PodOptions } from './options.ts';

/** Source: validateTaintEffect. */
export const TAINT_EFFECTS: readonly string[] = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** Source: ValidateTolerations. */
export function validateTolerations(
  errors: FieldError[],
  tolerations: readonly Toleration[],
  path: FieldPath,
  options: PodOptions,
): void {
  tolerations.forEach((toleration, index) => {
    const at = [...path, index];
    const { key = '', operator = '', effect = '', tolerationSeconds } = toleration;
    if (key !== '') validateLabelName(errors, key, [...at, 'key']);
    else if (operator !== 'Exists') {
      const detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
      errors.push(invalid([...at, 'operator'], operator, detail));
    }
    if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
      errors.push(invalid([...at, 'effect'], effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    }
    validateOperator(errors, toleration, at, options);
    if (effect !== '' && !TAINT_EFFECTS.includes(effect)) {
      errors.push(notSupported([...at, 'effect'], effect, TAINT_EFFECTS));
    }
  });
}

function validateOperator(errors: FieldError[], toleration: Toleration, path: FieldPath, options: PodOptions): void {
  const { operator = '', value = '' } = toleration;
  const at = [...path, 'operator'];
  if (operator === '' || operator === 'Equal') {
    const complaints = isLabelValue(value);
    if (complaints.length > 0) errors.push(invalid(at, value, complaints.join(';')));
  } else if (operator === 'Exists') {
    if (value !== '') errors.push(invalid(at, value, "value must be empty when `operator` is 'Exists'"));
  } else if (operator !== 'Lt' && operator !== 'Gt') {
    errors.push(notSupported(at, operator, ['Equal', 'Exists']));
  } else if (options.allowComparisonTolerations) validateInteger(errors, value, [...path, 'value']);
  else errors.push(notSupported(at, operator, ['Equal', 'Exists', 'Lt', 'Gt']));
}

/** Source: content.IsDecimalInteger, strconv.ParseInt. */
function validateInteger(errors: FieldError[], text: string, path: FieldPath): void {
  if (text === '') errors.push(invalid(path, text, EMPTY_ERROR));
  if (text.length <= 20 && /^(0|-?[1-9]\d*)$/.test(text)) {
    const value = BigInt(text);
    if (value >= -(2n ** 63n) && value < 2n ** 63n) return;
  }
  errors.push(invalid(path, text, 'must be a valid decimal integer in canonical form'));
}

/** Tolerations may be added, and their time may change. Source: validateOnlyAddedTolerations. */
export function validateAddedTolerations(
  errors: FieldError[],
  tolerations: readonly Toleration[],
  old: readonly Toleration[],
  path: FieldPath,
  options: PodOptions,
): void {
  const timeless = ({ key = '', operator = '', value = '', effect = '' }: Toleration): string =>
    JSON.stringify([key, operator, value, effect]);
  const kept = new Set(tolerations.map(timeless));
  if (!old.every((before) => kept.has(timeless(before)))) {
    errors.push(forbidden(path, 'existing toleration can not be modified except its tolerationSeconds'));
    return;
  }
  validateTolerations(errors, tolerations, path, options);
}

/** Source: validateSchedulingGates. */
export function validateSchedulingGates(errors: FieldError[], gates: readonly PodSchedulingGate[], path: FieldPath) {
  const seen = new Set<string>();
  gates.forEach(({ name = '' }, index) => {
    complain(errors, [...path, index], name, isQualifiedName(name));
    if (seen.has(name)) errors.push(duplicate([...path, index], name));
    seen.add(name);
  });
}

/** Gates are only ever taken away. Source: validateOnlyDeletedSchedulingGates. */
export function validateDeletedGates(
  errors: FieldError[],
  gates: readonly PodSchedulingGate[],
  old: readonly PodSchedulingGate[],
  path: FieldPath,
): void {
  const known = new Set(old.map((gate) => gate.name ?? ''));
  const last = new Map(gates.map(({ name = '' }, index) => [name, index]));
  last.forEach((index, name) => {
    if (known.has(name)) return;
    const detail = `only deletion is allowed, but found new scheduling gate '${name}'`;
    errors.push(forbidden([...path, index, 'name'], detail));
  });
}
