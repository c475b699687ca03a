// What the API server refuses of claims for devices, their templates and classes. Selectors in CEL are only looked at
// from outside. Source: pkg/apis/resource/validation/validation.go, pkg/apis/resource/v1/{defaults,
// zz_generated.validations}.go, 1.36, default feature gates.
import { duplicate, invalid, notSupported, required, tooLong, tooMany, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import type {
  DeviceClaim,
  DeviceConstraint,
  DeviceRequest,
  DeviceSelector,
  DeviceSubRequest,
  DeviceToleration,
  ExactDeviceRequest,
  OpaqueDeviceConfiguration,
} from '../types.generated.ts';
import { validateClassName, validateDriverName, validateLabelText, validateQualifiedAttribute } from './deviceNames.ts';
import { complain } from './fields.ts';
import { validateLabelName } from './labelSelector.ts';
import { isBlank } from './matchRules.ts';
import { byteLength, isLabelValue } from './strings.ts';

const MAX_ITEMS = 32;
const MAX_SUB_REQUESTS = 8;
const MAX_EXPRESSION_BYTES = 10 * 1024;
const MAX_PARAMETER_BYTES = 10 * 1024;
const ALLOCATION_MODES = ['All', 'ExactCount'];
const TOLERATION_OPERATORS = ['Equal', 'Exists'];
/** What a taint of a device does. */
export const DEVICE_TAINT_EFFECTS: readonly string[] = ['NoExecute', 'NoSchedule', 'None'];

type AnyRequest = ExactDeviceRequest & DeviceSubRequest;

/** Fills in the defaults of a claim, in place. */
export function setClaimDefaults(claim: DeviceClaim | undefined): void {
  for (const request of claim?.requests ?? []) {
    for (const one of [request.exactly, ...(request.firstAvailable ?? [])]) {
      if (!one) continue;
      one.allocationMode ||= 'ExactCount';
      if (one.allocationMode === 'ExactCount') one.count ||= 1;
      for (const toleration of one.tolerations ?? []) toleration.operator ||= 'Equal';
    }
  }
}

/** Whether a list has not too many items; then nothing is said of them. */
export function checkSize(errors: FieldError[], list: readonly unknown[], max: number, path: FieldPath): boolean {
  if (list.length <= max) return true;
  errors.push(tooMany(path, list.length, max));
  return false;
}

/** Source: validateSet. */
export function checkUnique(errors: FieldError[], keys: readonly string[], path: FieldPath): void {
  const seen = new Set<string>();
  keys.forEach((key, index) => {
    if (seen.has(key)) errors.push(duplicate([...path, index], key));
    seen.add(key);
  });
}

/** Source: validateDeviceClaim. */
export function validateDeviceClaim(errors: FieldError[], claim: DeviceClaim, path: FieldPath): void {
  const { requests = [], constraints = [], config = [] } = claim;
  const names = requestNames(requests);
  const requestsPath = [...path, 'requests'];
  if (checkSize(errors, requests, MAX_ITEMS, requestsPath)) {
    requests.forEach((request, index) => validateRequest(errors, request, [...requestsPath, index]));
    checkUnique(
      errors,
      requests.map((request) => request.name ?? ''),
      requestsPath,
    );
  }
  const constraintsPath = [...path, 'constraints'];
  if (checkSize(errors, constraints, MAX_ITEMS, constraintsPath)) {
    constraints.forEach((item, index) => validateConstraint(errors, item, names, [...constraintsPath, index]));
  }
  const configPath = [...path, 'config'];
  if (checkSize(errors, config, MAX_ITEMS, configPath)) {
    config.forEach(({ requests: references = [], opaque }, index) => {
      const at = [...configPath, index];
      validateReferences(errors, references, names, [...at, 'requests']);
      validateConfiguration(errors, opaque, at);
    });
  }
}

/** `gpu`, `nic`, `nic/fast`: what a claim can call its requests. */
function requestNames(requests: readonly DeviceRequest[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { name = '', firstAvailable = [] } of requests) {
    names.add(name);
    for (const sub of firstAvailable) names.add(`${name}/${sub.name ?? ''}`);
  }
  return names;
}

/** Source: validateDeviceRequest. */
function validateRequest(errors: FieldError[], request: DeviceRequest, path: FieldPath): void {
  const { name = '', exactly, firstAvailable = [] } = request;
  validateLabelText(errors, name, [...path, 'name']);
  const needed = 'exactly one of `exactly` or `firstAvailable` is required';
  if (!exactly && firstAvailable.length === 0) errors.push(required(path, needed));
  else if (exactly && firstAvailable.length > 0) {
    errors.push(invalid(path, null, `${needed}, but multiple fields are set`));
  } else if (exactly) {
    validateOneRequest(errors, exactly, [...path, 'exactly']);
  } else {
    const at = [...path, 'firstAvailable'];
    if (!checkSize(errors, firstAvailable, MAX_SUB_REQUESTS, at)) return;
    firstAvailable.forEach((sub, index) => {
      validateLabelText(errors, sub.name ?? '', [...at, index, 'name']);
      validateOneRequest(errors, sub, [...at, index]);
    });
    checkUnique(
      errors,
      firstAvailable.map((sub) => sub.name ?? ''),
      at,
    );
  }
}

/** Source: validateExactDeviceRequest, validateDeviceSubRequest. */
function validateOneRequest(errors: FieldError[], request: AnyRequest, path: FieldPath): void {
  const { deviceClassName = '', allocationMode = '', count = 0, tolerations = [] } = request;
  validateClassName(errors, deviceClassName, [...path, 'deviceClassName']);
  validateSelectors(errors, request.selectors ?? [], [...path, 'selectors']);
  if (allocationMode === 'All') {
    const detail = "must not be specified when allocationMode is 'All'";
    if (count !== 0) errors.push(invalid([...path, 'count'], count, detail));
  } else if (allocationMode === 'ExactCount') {
    if (count <= 0) errors.push(invalid([...path, 'count'], count, 'must be greater than zero'));
  } else errors.push(notSupported([...path, 'allocationMode'], allocationMode, ALLOCATION_MODES));
  tolerations.forEach((toleration, index) => {
    validateToleration(errors, toleration, [...path, 'tolerations', index]);
  });
}

/** Source: validateSelectorSlice. */
export function validateSelectors(errors: FieldError[], selectors: readonly DeviceSelector[], path: FieldPath): void {
  if (!checkSize(errors, selectors, MAX_ITEMS, path)) return;
  selectors.forEach(({ cel }, index) => {
    const at = [...path, index, 'cel'];
    if (!cel) errors.push(required(at));
    else if (byteLength(cel.expression ?? '') > MAX_EXPRESSION_BYTES) {
      errors.push(tooLong([...at, 'expression'], MAX_EXPRESSION_BYTES));
    } else if (isBlank(cel.expression)) {
      errors.push(
        invalid([...at, 'expression'], cel.expression ?? '', 'compilation failed: Syntax error: no expression'),
      );
    }
  });
}

/** Source: validateDeviceToleration. */
function validateToleration(errors: FieldError[], toleration: DeviceToleration, path: FieldPath): void {
  const { key = '', operator = '', value = '', effect = '' } = toleration;
  if (key !== '') validateLabelName(errors, key, [...path, 'key']);
  if (operator === 'Exists') {
    if (value !== '') errors.push(invalid([...path, 'value'], value, 'must be empty for operator `Exists`'));
  } else if (operator === 'Equal') complain(errors, [...path, 'value'], value, isLabelValue(value));
  else if (operator === '') errors.push(required([...path, 'operator']));
  else errors.push(notSupported([...path, 'operator'], operator, TOLERATION_OPERATORS));
  if (effect !== '' && !DEVICE_TAINT_EFFECTS.includes(effect)) {
    errors.push(notSupported([...path, 'effect'], effect, DEVICE_TAINT_EFFECTS));
  }
}

/** Source: validateRequestNameRef. */
function validateReferences(
  errors: FieldError[],
  references: readonly string[],
  names: ReadonlySet<string>,
  path: FieldPath,
): void {
  if (!checkSize(errors, references, MAX_ITEMS, path)) return;
  const detail =
    "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";
  references.forEach((reference, index) => {
    const at = [...path, index];
    const parts = reference.split('/');
    if (parts.length <= 2) for (const part of parts) validateLabelText(errors, part, at);
    if (!names.has(reference)) errors.push(invalid(at, reference, detail));
  });
  checkUnique(errors, references, path);
}

/** Source: validateDeviceConstraint. */
function validateConstraint(
  errors: FieldError[],
  constraint: DeviceConstraint,
  names: ReadonlySet<string>,
  path: FieldPath,
): void {
  const { requests = [], matchAttribute, distinctAttribute } = constraint;
  validateReferences(errors, requests, names, [...path, 'requests']);
  if (matchAttribute !== undefined) {
    validateQualifiedAttribute(errors, matchAttribute, [...path, 'matchAttribute']);
  } else if (distinctAttribute !== undefined) {
    validateQualifiedAttribute(errors, distinctAttribute, [...path, 'distinctAttribute']);
  } else {
    const detail = 'exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set';
    errors.push(required(path, detail));
  }
}

/** Integers beyond 2^53 are bigint, which JSON does not have. */
const jsonOf = (value: unknown): string =>
  JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? Number(item) : item));

/** Source: validateDeviceConfiguration, validateOpaqueConfiguration, validateRawExtension. */
export function validateConfiguration(
  errors: FieldError[],
  opaque: OpaqueDeviceConfiguration | undefined,
  path: FieldPath,
): void {
  const at = [...path, 'opaque'];
  if (!opaque) {
    errors.push(required(at));
    return;
  }
  validateDriverName(errors, opaque.driver ?? '', [...at, 'driver']);
  const { parameters } = opaque;
  if (parameters === undefined || parameters === null) errors.push(required([...at, 'parameters']));
  else if (byteLength(jsonOf(parameters)) > MAX_PARAMETER_BYTES) {
    errors.push(tooLong([...at, 'parameters'], MAX_PARAMETER_BYTES));
  }
}
