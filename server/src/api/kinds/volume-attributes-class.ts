// The rules of a VolumeAttributesClass. Source: pkg/registry/storage/volumeattributesclass/strategy.go,
// pkg/apis/storage/validation/validation.go, 1.36.
import { deepEqual } from '../../base/compare.ts';
import { forbidden, type FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import { addFinalizer } from '../strategy.ts';
import type { VolumeAttributesClass } from '../types.generated.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { validateParameters, validateProvisioner } from '../validation/storage.ts';
import { nameIsDnsSubdomain } from '../validation/strings.ts';

function validate(attributesClass: VolumeAttributesClass): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, attributesClass.metadata, false, nameIsDnsSubdomain);
  validateProvisioner(errors, attributesClass.driverName ?? '', ['driverName']);
  validateParameters(errors, attributesClass.parameters ?? {}, false);
  return errors;
}

export const kind = defineKind<VolumeAttributesClass>({
  gvk: { group: 'storage.k8s.io', version: 'v1', kind: 'VolumeAttributesClass' },
  // Admission adds it: StorageObjectInUseProtection.
  prepareForCreate: (attributesClass) => addFinalizer(attributesClass, 'kubernetes.io/vac-protection'),
  validate,
  validateUpdate(attributesClass, old) {
    const errors: FieldError[] = [];
    validateObjectMetaUpdate(errors, attributesClass.metadata, old.metadata);
    for (const field of ['driverName', 'parameters'] as const) {
      if (deepEqual(attributesClass[field], old[field])) continue;
      errors.push(forbidden([field], `updates to ${field} are forbidden.`));
    }
    return [...errors, ...validate(attributesClass)];
  },
});
