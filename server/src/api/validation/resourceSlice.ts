// What the API server refuses of a ResourceSlice. Source: pkg/apis/resource/validation/validation.go, 1.36, default
// feature gates.
import { forbidden, invalid, notSupported, required, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import type {
  CounterSet,
  Device,
  DeviceTaint,
  ResourcePool,
  ResourceSlice,
  ResourceSliceSpec,
} from '../types.generated.ts';
import { checkSize, checkUnique, DEVICE_TAINT_EFFECTS } from './deviceClaim.ts';
import { validateDeviceAttribute, validateRequestPolicy } from './deviceCapacity.ts';
import { validateAttributeName, validateDriverName, validateLabelText, validatePoolName } from './deviceNames.ts';
import { checkImmutable, complain, semanticallyEqual } from './fields.ts';
import { validateLabelName } from './labelSelector.ts';
import { validateNodeSelector } from './nodeSelector.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './objectMeta.ts';
import { isLabelValue, nameIsDnsSubdomain } from './strings.ts';

const MAX_DEVICES = 128;
const MAX_ADVANCED_DEVICES = 64;
const MAX_COUNTER_SETS = 8;
const MAX_COUNTERS = 32;
const MAX_CONSUMPTIONS = 2;
const MAX_TAINTS = 16;
const MAX_CONDITIONS = 4;
const MAX_ATTRIBUTES_AND_CAPACITIES = 32;

/** Source: ValidateResourceSlice. */
export function validateResourceSlice(slice: ResourceSlice): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, slice.metadata, false, nameIsDnsSubdomain);
  validateSpec(errors, slice.spec ?? {}, undefined);
  return errors;
}

/** Source: ValidateResourceSliceUpdate. */
export function validateResourceSliceUpdate(slice: ResourceSlice, old: ResourceSlice): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMetaUpdate(errors, slice.metadata, old.metadata);
  const spec = slice.spec ?? {};
  const before = old.spec ?? {};
  validateSpec(errors, spec, before);
  checkImmutable(errors, ['spec', 'pool', 'name'], spec.pool?.name, before.pool?.name);
  checkImmutable(errors, ['spec', 'driver'], spec.driver, before.driver);
  checkImmutable(errors, ['spec', 'nodeName'], spec.nodeName, before.nodeName);
  return errors;
}

function validateSpec(errors: FieldError[], spec: ResourceSliceSpec, old: ResourceSliceSpec | undefined): void {
  validateDriverName(errors, spec.driver ?? '', ['spec', 'driver']);
  validatePool(errors, spec.pool ?? {});
  validateNodes(errors, spec);
  const { devices = [], sharedCounters = [] } = spec;
  if (spec.sharedCounters !== undefined && spec.devices !== undefined) {
    errors.push(invalid(['spec'], '', 'only one of `sharedCounters` or `devices` is allowed'));
  }
  const advanced = devices.some((device) => device.taints !== undefined || device.consumesCounters !== undefined);
  const path = ['spec', 'devices'];
  if (checkSize(errors, devices, advanced ? MAX_ADVANCED_DEVICES : MAX_DEVICES, path)) {
    devices.forEach((device, index) => {
      const before = old?.devices?.find((other) => other.name === device.name);
      validateDevice(errors, device, before, spec.perDeviceNodeSelection === true, [...path, index]);
    });
    checkUnique(
      errors,
      devices.map((device) => device.name ?? ''),
      path,
    );
  }
  const countersPath = ['spec', 'sharedCounters'];
  if (checkSize(errors, sharedCounters, MAX_COUNTER_SETS, countersPath)) {
    sharedCounters.forEach((set, index) => validateCounters(errors, set, 'name', [...countersPath, index]));
    checkUnique(
      errors,
      sharedCounters.map((set) => set.name ?? ''),
      countersPath,
    );
  }
}

function validatePool(errors: FieldError[], pool: ResourcePool): void {
  const { name = '', resourceSliceCount = 0, generation = 0 } = pool;
  validatePoolName(errors, name, ['spec', 'pool', 'name']);
  if (resourceSliceCount <= 0) {
    errors.push(invalid(['spec', 'pool', 'resourceSliceCount'], resourceSliceCount, 'must be greater than zero'));
  }
  if (generation < 0) {
    const detail = 'must be greater than or equal to zero';
    errors.push(invalid(['spec', 'pool', 'generation'], generation, detail));
  }
}

/** From which nodes the devices can be reached: exactly one way of saying it. */
function validateNodes(errors: FieldError[], spec: ResourceSliceSpec): void {
  const { nodeName, nodeSelector } = spec;
  const set: string[] = [];
  if (nodeName !== undefined && nodeName !== '') {
    set.push('`nodeName`');
    complain(errors, ['spec', 'nodeName'], nodeName, nameIsDnsSubdomain(nodeName, false));
  } else if (nodeName === '') {
    errors.push(invalid(['spec', 'nodeName'], nodeName, 'must be either unset or set to a non-empty string'));
  }
  if (nodeSelector) {
    set.push('`nodeSelector`');
    validateNodeSelector(errors, nodeSelector, false, ['spec', 'nodeSelector']);
    const terms = nodeSelector.nodeSelectorTerms ?? [];
    if (terms.length !== 1) {
      const path = ['spec', 'nodeSelector', 'nodeSelectorTerms'];
      errors.push(invalid(path, terms, 'must have exactly one node selector term'));
    }
  }
  for (const field of ['allNodes', 'perDeviceNodeSelection'] as const) {
    if (spec[field] === true) set.push(`\`${field}\``);
    else if (spec[field] === false) {
      errors.push(invalid(['spec', field], false, 'must be either unset or set to true'));
    }
  }
  const needed = 'exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required';
  if (set.length === 0) errors.push(required(['spec'], needed));
  else if (set.length > 1) {
    errors.push(invalid(['spec'], `{${set.join(', ')}}`, `${needed}, but multiple fields are set`));
  }
}

/** Source: validateCounterSet, validateDeviceCounterConsumption. */
function validateCounters(
  errors: FieldError[],
  set: CounterSet & { counterSet?: string | undefined },
  nameField: 'name' | 'counterSet',
  path: FieldPath,
): void {
  const name = set[nameField] ?? '';
  if (name === '') errors.push(required([...path, nameField]));
  else validateLabelText(errors, name, [...path, nameField]);
  const keys = Object.keys(set.counters ?? {});
  const at = [...path, 'counters'];
  if (keys.length === 0) errors.push(required(at));
  else if (checkSize(errors, keys, MAX_COUNTERS, at)) for (const key of keys) validateLabelText(errors, key, at);
}

/** Source: validateDevice. */
function validateDevice(
  errors: FieldError[],
  device: Device,
  old: Device | undefined,
  perDevice: boolean,
  path: FieldPath,
): void {
  validateLabelText(errors, device.name ?? '', [...path, 'name']);
  const { attributes = {}, capacity = {}, taints = [], consumesCounters = [] } = device;
  const total = Object.keys(attributes).length + Object.keys(capacity).length;
  if (total > MAX_ATTRIBUTES_AND_CAPACITIES) {
    const detail = `the total number of attributes and capacities must not exceed ${MAX_ATTRIBUTES_AND_CAPACITIES}`;
    errors.push(invalid(path, total, detail));
  }
  for (const [key, attribute] of Object.entries(attributes)) {
    validateAttributeName(errors, key, [...path, 'attributes']);
    validateDeviceAttribute(errors, attribute, [...path, 'attributes', { key }]);
  }
  for (const [key, { value = '0', requestPolicy }] of Object.entries(capacity)) {
    validateAttributeName(errors, key, [...path, 'capacity']);
    if (requestPolicy === undefined) continue;
    const at = [...path, 'capacity', { key }, 'requestPolicy'];
    if (device.allowMultipleAllocations === true) validateRequestPolicy(errors, value, requestPolicy, at);
    else errors.push(forbidden(at, 'allowMultipleAllocations must be true'));
  }
  if (!semanticallyEqual(old?.taints, taints) && checkSize(errors, taints, MAX_TAINTS, [...path, 'taints'])) {
    taints.forEach((taint, index) => validateTaint(errors, taint, [...path, 'taints', index]));
  }
  const consumesPath = [...path, 'consumesCounters'];
  if (checkSize(errors, consumesCounters, MAX_CONSUMPTIONS, consumesPath)) {
    consumesCounters.forEach((item, index) => validateCounters(errors, item, 'counterSet', [...consumesPath, index]));
    checkUnique(
      errors,
      consumesCounters.map((item) => item.counterSet ?? ''),
      consumesPath,
    );
  }
  validateDeviceNodes(errors, device, perDevice, path);
  validateBinding(errors, device, path);
}

function validateDeviceNodes(errors: FieldError[], device: Device, perDevice: boolean, path: FieldPath): void {
  const { nodeName, nodeSelector, allNodes } = device;
  if (!perDevice) {
    if (nodeName !== undefined || nodeSelector !== undefined || allNodes !== undefined) {
      const detail =
        '`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec';
      errors.push(invalid(path, null, detail));
    }
    return;
  }
  const set: string[] = [];
  if (nodeName === '') errors.push(invalid([...path, 'nodeName'], nodeName, 'must not be empty'));
  else if (nodeName !== undefined) {
    set.push('`nodeName`');
    complain(errors, [...path, 'nodeName'], nodeName, nameIsDnsSubdomain(nodeName, false));
  }
  if (nodeSelector) {
    set.push('`nodeSelector`');
    validateNodeSelector(errors, nodeSelector, false, [...path, 'nodeSelector']);
  }
  if (allNodes === true) set.push('`allNodes`');
  else if (allNodes === false) {
    errors.push(invalid([...path, 'allNodes'], false, 'must be either unset or set to true'));
  }
  const needed =
    'exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to true in the ResourceSlice spec';
  if (set.length === 0) errors.push(required(path, needed));
  else if (set.length > 1) errors.push(invalid(path, `{${set.join(', ')}}`, needed));
}

/** Source: validateDeviceTaint. */
function validateTaint(errors: FieldError[], taint: DeviceTaint, path: FieldPath): void {
  const { key = '', value = '', effect = '' } = taint;
  validateLabelName(errors, key, [...path, 'key']);
  if (value !== '') complain(errors, [...path, 'value'], value, isLabelValue(value));
  if (effect === '') errors.push(required([...path, 'effect']));
  else if (!DEVICE_TAINT_EFFECTS.includes(effect)) {
    errors.push(notSupported([...path, 'effect'], effect, DEVICE_TAINT_EFFECTS));
  }
}

/** Source: validateDeviceBindingParameters. */
function validateBinding(errors: FieldError[], device: Device, path: FieldPath): void {
  const { bindingConditions: conditions = [], bindingFailureConditions: failures = [] } = device;
  for (const [field, list] of Object.entries({
    bindingConditions: conditions,
    bindingFailureConditions: failures,
  })) {
    const at = [...path, field];
    if (checkSize(errors, list, MAX_CONDITIONS, at)) {
      list.forEach((condition, index) => validateLabelName(errors, condition, [...at, index]));
    }
    checkUnique(errors, list, at);
  }
  const failuresPath = [...path, 'bindingFailureConditions'];
  failures.forEach((condition, index) => {
    if (!conditions.includes(condition)) return;
    const detail = 'bindingFailureConditions must not overlap with bindingConditions';
    errors.push(invalid([...failuresPath, index], condition, detail));
  });
  if (conditions.length === 0 && failures.length > 0) {
    const detail = 'bindingConditions are required to use bindingFailureConditions';
    errors.push(invalid([...path, 'bindingConditions'], null, detail));
  }
  if (failures.length === 0 && conditions.length > 0) {
    const detail = 'bindingFailureConditions are required to use bindingConditions';
    errors.push(invalid(failuresPath, null, detail));
  }
}
