// The rules of a PriorityClass. Source: pkg/registry/scheduling/priorityclass/strategy.go,
// pkg/apis/scheduling/validation/validation.go, pkg/apis/scheduling/v1/{defaults,helpers}.go, 1.36.
import { forbidden, notSupported, required, type FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import { beginLife, countGeneration } from '../strategy.ts';
import type { PriorityClass } from '../types.generated.ts';
import { checkImmutable } from '../validation/fields.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { nameIsDnsSubdomain } from '../validation/strings.ts';

const SYSTEM_PREFIX = 'system-';
const HIGHEST_USER_PRIORITY = 1_000_000_000;
const SYSTEM_CLASSES: Readonly<Record<string, number>> = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
};
const POLICIES = ['PreemptLowerPriority', 'Never'];

/** Why a class with a system's name is not one. Source: IsKnownSystemPriorityClass. */
function systemClassComplaint(priorityClass: PriorityClass): string | undefined {
  const name = priorityClass.metadata?.name ?? '';
  const value = Object.hasOwn(SYSTEM_CLASSES, name) ? SYSTEM_CLASSES[name] : undefined;
  if (value === undefined) return `${name} is not a known system priority class`;
  if (value !== (priorityClass.value ?? 0)) return `value of ${name} PriorityClass must be ${value}`;
  if (priorityClass.globalDefault === true) return `globalDefault of ${name} PriorityClass must be false`;
  return undefined;
}

function validate(priorityClass: PriorityClass): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, priorityClass.metadata, false, nameIsDnsSubdomain);
  if (priorityClass.metadata?.name?.startsWith(SYSTEM_PREFIX)) {
    const complaint = systemClassComplaint(priorityClass);
    const detail = `priority class names with '${SYSTEM_PREFIX}' prefix are reserved for system use only. error: `;
    if (complaint !== undefined) errors.push(forbidden(['metadata', 'name'], detail + complaint));
  } else if ((priorityClass.value ?? 0) > HIGHEST_USER_PRIORITY) {
    const detail = `maximum allowed value of a user defined priority is ${HIGHEST_USER_PRIORITY}`;
    errors.push(forbidden(['value'], detail));
  }
  const policy = priorityClass.preemptionPolicy;
  if (policy === '') errors.push(required(['preemptionPolicy']));
  else if (policy !== undefined && !POLICIES.includes(policy))
    errors.push(notSupported(['preemptionPolicy'], policy, POLICIES));
  return errors;
}

export const kind = defineKind<PriorityClass>({
  gvk: { group: 'scheduling.k8s.io', version: 'v1', kind: 'PriorityClass' },
  setDefaults(priorityClass) {
    priorityClass.preemptionPolicy ??= 'PreemptLowerPriority';
    priorityClass.value ??= 0;
  },
  prepareForCreate: (priorityClass) => beginLife(priorityClass),
  prepareForUpdate: (priorityClass, old) => countGeneration(priorityClass, old),
  validate,
  validateUpdate(priorityClass, old) {
    const errors: FieldError[] = [];
    validateObjectMetaUpdate(errors, priorityClass.metadata, old.metadata);
    if ((priorityClass.value ?? 0) !== (old.value ?? 0)) {
      errors.push(forbidden(['value'], 'may not be changed in an update.'));
    }
    checkImmutable(errors, ['preemptionPolicy'], priorityClass.preemptionPolicy, old.preemptionPolicy);
    return errors;
  },
});
