// Attributes and capacities of devices. Source: pkg/apis/resource/validation/validation.go, 1.36.
import { duplicate, forbidden, invalid, required, tooLong, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import { addQuantity, compareQuantity, exactWholeUnits, quantityOf } from '../quantity.ts';
import type { CapacityRequestPolicy, CapacityRequestPolicyRange, DeviceAttribute } from '../types.generated.ts';
import { checkSize } from './deviceClaim.ts';
import { longerThan } from './strings.ts';

const MAX_VALUE_LENGTH = 64;
const MAX_VALUES = 10;

const NUMBER = '(0|[1-9]\\d*)';
const PRE_RELEASE = '(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)';
const BUILD = '[0-9a-zA-Z-]+';
/** A version as semver.org 2.0.0 has it. */
const SEMVER = new RegExp(
  `^${NUMBER}\\.${NUMBER}\\.${NUMBER}(-${PRE_RELEASE}(\\.${PRE_RELEASE})*)?(\\+${BUILD}(\\.${BUILD})*)?$`,
);

/** Source: validateDeviceAttribute. Lists of values are a feature that is off in a default cluster. */
export function validateDeviceAttribute(errors: FieldError[], attribute: DeviceAttribute, path: FieldPath): void {
  const { string: text, version } = attribute;
  if (text !== undefined && longerThan(text, MAX_VALUE_LENGTH)) {
    errors.push(tooLong([...path, 'string'], MAX_VALUE_LENGTH));
  }
  if (version !== undefined) {
    if (!SEMVER.test(version)) {
      const detail = 'must be a string compatible with semver.org spec 2.0.0';
      errors.push(invalid([...path, 'version'], version, detail));
    }
    if (longerThan(version, MAX_VALUE_LENGTH)) errors.push(tooLong([...path, 'version'], MAX_VALUE_LENGTH));
  }
  const set = [attribute.bool, attribute.int, text, version].filter((value) => value !== undefined);
  if (set.length !== 1)
    errors.push(invalid(path, set.length === 0 ? '' : attribute, 'exactly one value must be specified'));
}

/** Whether one quantity is more than the other. */
const isMore = (a: string, b: string): boolean => compareQuantity(quantityOf(a), quantityOf(b)) > 0;

/** Source: validateRequestPolicy. */
export function validateRequestPolicy(
  errors: FieldError[],
  capacity: string,
  policy: CapacityRequestPolicy,
  path: FieldPath,
): void {
  const { default: preset, validValues = [], validRange } = policy;
  if (validValues.length > 0 && validRange) {
    const detail =
      'exactly one policy can be specified, cannot specify "validValues" and "validRange" at the same time';
    errors.push(forbidden(path, detail));
  } else if (validValues.length > 0) {
    if (preset === undefined) errors.push(required([...path, 'default'], 'required when validValues is defined'));
    else validateValues(errors, preset, capacity, validValues, [...path, 'validValues']);
  } else if (validRange) {
    if (preset === undefined) errors.push(required([...path, 'default'], 'required when validRange is defined'));
    else validateRange(errors, preset, capacity, validRange, [...path, 'validRange']);
  }
}

/** Source: validateRequestPolicyValidValues. */
function validateValues(
  errors: FieldError[],
  preset: string,
  capacity: string,
  values: readonly string[],
  path: FieldPath,
): void {
  values.forEach((value, index) => {
    const before = values[index - 1];
    if (before !== undefined && isMore(before, value)) {
      errors.push(invalid([...path, index], value, 'values must be sorted in ascending order'));
    }
  });
  let found = false;
  if (checkSize(errors, values, MAX_VALUES, path)) {
    const seen = new Set<string>();
    values.forEach((value, index) => {
      if (isMore(value, capacity)) {
        errors.push(invalid([...path, index], value, `option is larger than capacity value: ${capacity}`));
      }
      found ||= compareQuantity(quantityOf(value), quantityOf(preset)) === 0;
      const whole = String(exactWholeUnits(quantityOf(value)));
      if (seen.has(whole)) errors.push(duplicate([...path, index], whole));
      seen.add(whole);
    });
  }
  if (!found) errors.push(invalid(path, preset, 'default value is not valid according to the requestPolicy'));
}

/** Source: validateRequestPolicyRange. */
function validateRange(
  errors: FieldError[],
  preset: string,
  capacity: string,
  range: CapacityRequestPolicyRange,
  path: FieldPath,
): void {
  const { min, max, step } = range;
  if (min === undefined) {
    errors.push(required([...path, 'min'], 'required when validRange is defined'));
    return;
  }
  const say = (field: string, value: string, detail: string): void => {
    errors.push(invalid([...path, field], value, detail));
  };
  if (isMore(min, capacity)) say('min', min, `min is larger than capacity value: ${capacity}`);
  if (isMore(min, preset)) say('min', preset, `default is less than min: ${min}`);
  if (max !== undefined) {
    if (isMore(min, max)) say('max', min, `min is larger than max: ${max}`);
    if (isMore(max, capacity)) say('max', max, `max is larger than capacity value: ${capacity}`);
    if (isMore(preset, max)) say('max', preset, `default is more than max: ${max}`);
  }
  if (step === undefined) return;
  const afterOne = addQuantity(quantityOf(min), quantityOf(step));
  if (compareQuantity(afterOne, quantityOf(capacity)) > 0) {
    say('step', step, `one step is larger than capacity value: ${capacity}`);
  }
  const stride = exactWholeUnits(quantityOf(step));
  for (const value of max === undefined ? [preset] : [preset, max]) {
    // The server divides by a step of 0 and breaks; so does the request.
    const rest = stride === 0n ? 1n : (exactWholeUnits(quantityOf(value)) - exactWholeUnits(quantityOf(min))) % stride;
    if (rest !== 0n) say('step', value, `value is not a multiple of a given step (${step}) from (${min})`);
  }
}
