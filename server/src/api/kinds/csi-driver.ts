// The rules of a CSIDriver. Source: pkg/registry/storage/csidriver/strategy.go,
// pkg/apis/storage/validation/validation.go, pkg/apis/storage/v1/defaults.go, 1.36.
import { duplicate, invalid, notSupported, type FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import { countGeneration } from '../strategy.ts';
import type { CSIDriver, CSIDriverSpec } from '../types.generated.ts';
import { checkImmutable, semanticallyEqual } from '../validation/fields.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { nameIsDnsSubdomain } from '../validation/strings.ts';

const FS_GROUP_POLICIES = ['File', 'None', 'ReadWriteOnceWithFSType'];
const LIFECYCLE_MODES = ['Persistent', 'Ephemeral'];
const MIN_TOKEN_SECONDS = 600;
const MAX_TOKEN_SECONDS = 2 ** 32;
const MIN_UPDATE_PERIOD_SECONDS = 10;
const TOKEN_WARNING =
  'spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible ' +
  'logging of tokens in volume attributes';

/** Source: validateTokenRequests. */
function validateTokenRequests(errors: FieldError[], { tokenRequests = [] }: CSIDriverSpec): void {
  const seen = new Set<string>();
  tokenRequests.forEach(({ audience = '', expirationSeconds: seconds }, index) => {
    const path = ['spec', 'tokenRequests', index];
    if (seen.has(audience)) {
      errors.push(duplicate([...path, 'audience'], audience));
      return;
    }
    seen.add(audience);
    if (seconds === undefined) return;
    const at = [...path, 'expirationSeconds'];
    if (seconds < MIN_TOKEN_SECONDS) {
      errors.push(invalid(at, seconds, 'may not specify a duration less than 10 minutes'));
    }
    if (seconds > MAX_TOKEN_SECONDS) {
      errors.push(invalid(at, seconds, 'may not specify a duration larger than 2^32 seconds'));
    }
  });
}

/** Source: validateCSIDriverSpec. What is required has a default. */
function validateSpec(errors: FieldError[], spec: CSIDriverSpec): void {
  const policy = spec.fsGroupPolicy;
  if (policy !== undefined && !FS_GROUP_POLICIES.includes(policy)) {
    errors.push(notSupported(['spec', 'fsGroupPolicy'], policy, FS_GROUP_POLICIES));
  }
  validateTokenRequests(errors, spec);
  for (const mode of spec.volumeLifecycleModes ?? []) {
    if (!LIFECYCLE_MODES.includes(mode)) {
      errors.push(notSupported(['spec', 'volumeLifecycleModes'], mode, LIFECYCLE_MODES));
    }
  }
  const period = spec.nodeAllocatableUpdatePeriodSeconds;
  if (period !== undefined && period < MIN_UPDATE_PERIOD_SECONDS) {
    const path = ['spec', 'nodeAllocatableUpdatePeriodSeconds'];
    errors.push(invalid(path, period, 'must be greater than or equal to 10 seconds'));
  }
  const inSecrets = spec.serviceAccountTokenInSecrets;
  if (inSecrets !== undefined && (spec.tokenRequests ?? []).length === 0) {
    const detail = 'serviceAccountTokenInSecrets is set but no tokenRequests are specified';
    errors.push(invalid(['spec', 'serviceAccountTokenInSecrets'], inSecrets, detail));
  }
}

/** A field of a feature that a default cluster has not switched on. */
function dropDisabledFields(driver: CSIDriver, old?: CSIDriver): void {
  if (driver.spec && old?.spec?.preventPodSchedulingIfMissing === undefined) {
    delete driver.spec.preventPodSchedulingIfMissing;
  }
}

export const kind = defineKind<CSIDriver>({
  gvk: { group: 'storage.k8s.io', version: 'v1', kind: 'CSIDriver' },
  setDefaults(driver) {
    const spec = (driver.spec ??= {});
    spec.attachRequired ??= true;
    spec.podInfoOnMount ??= false;
    spec.storageCapacity ??= false;
    spec.fsGroupPolicy ??= 'ReadWriteOnceWithFSType';
    if ((spec.volumeLifecycleModes ?? []).length === 0) spec.volumeLifecycleModes = ['Persistent'];
    spec.requiresRepublish ??= false;
    spec.seLinuxMount ??= false;
  },
  prepareForCreate: (driver) => dropDisabledFields(driver),
  prepareForUpdate(driver, old) {
    dropDisabledFields(driver, old);
    countGeneration(driver, old);
  },
  validate(driver) {
    const errors: FieldError[] = [];
    validateObjectMeta(errors, driver.metadata, false, nameIsDnsSubdomain);
    validateSpec(errors, driver.spec ?? {});
    return errors;
  },
  validateUpdate(driver, old) {
    const errors: FieldError[] = [];
    validateObjectMetaUpdate(errors, driver.metadata, old.metadata);
    validateSpec(errors, driver.spec ?? {});
    for (const field of ['attachRequired', 'volumeLifecycleModes'] as const) {
      checkImmutable(errors, ['spec', field], driver.spec?.[field], old.spec?.[field]);
    }
    return errors;
  },
  warnings({ spec = {} }, old) {
    const requests = spec.tokenRequests ?? [];
    if (requests.length === 0 || spec.serviceAccountTokenInSecrets !== undefined) return [];
    if (old !== undefined && semanticallyEqual(requests, old.spec?.tokenRequests)) return [];
    return [TOKEN_WARNING];
  },
});
