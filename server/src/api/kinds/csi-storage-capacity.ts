// The rules of a CSIStorageCapacity. Source: pkg/registry/storage/csistoragecapacity/strategy.go,
// pkg/apis/storage/validation/validation.go, 1.36.
import type { FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import type { CSIStorageCapacity } from '../types.generated.ts';
import { checkImmutable, complain } from '../validation/fields.ts';
import { nodeTopologyWarnings } from '../validation/kindWarnings.ts';
import { hasInvalidLabelValue, validateLabelSelector } from '../validation/labelSelector.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { checkNonNegativeQuantity } from '../validation/resources.ts';
import { nameIsDnsSubdomain } from '../validation/strings.ts';

/** Source: ValidateCSIStorageCapacity. */
function validate(capacity: CSIStorageCapacity, allowInvalidLabelValueInSelector = false): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, capacity.metadata, true, nameIsDnsSubdomain);
  validateLabelSelector(errors, capacity.nodeTopology, ['nodeTopology'], { allowInvalidLabelValueInSelector });
  const name = capacity.storageClassName ?? '';
  complain(errors, ['storageClassName'], name, nameIsDnsSubdomain(name, false));
  if (capacity.capacity !== undefined) checkNonNegativeQuantity(errors, capacity.capacity, ['capacity']);
  return errors;
}

export const kind = defineKind<CSIStorageCapacity>({
  gvk: { group: 'storage.k8s.io', version: 'v1', kind: 'CSIStorageCapacity' },
  validate: (capacity) => validate(capacity),
  validateUpdate(capacity, old) {
    const errors = validate(capacity, hasInvalidLabelValue(old.nodeTopology));
    validateObjectMetaUpdate(errors, capacity.metadata, old.metadata);
    for (const field of ['nodeTopology', 'storageClassName'] as const) {
      checkImmutable(errors, [field], capacity[field], old[field]);
    }
    return errors;
  },
  warnings: nodeTopologyWarnings,
});
