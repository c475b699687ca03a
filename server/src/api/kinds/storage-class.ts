// The rules of a StorageClass. Source: pkg/registry/storage/storageclass/strategy.go,
// pkg/apis/storage/validation/validation.go, pkg/apis/storage/v1/defaults.go, 1.36.
import { deepEqual } from '../../base/compare.ts';
import { duplicate, notSupported, required, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import { defineKind } from '../kindRules.ts';
import type { StorageClass, TopologySelectorTerm } from '../types.generated.ts';
import { checkImmutable } from '../validation/fields.ts';
import { storageClassWarnings } from '../validation/kindWarnings.ts';
import { validateLabelName } from '../validation/labelSelector.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { validateParameters, validateProvisioner } from '../validation/storage.ts';
import { nameIsDnsSubdomain } from '../validation/strings.ts';

const RECLAIM_POLICIES = ['Delete', 'Retain'];
const BINDING_MODES = ['Immediate', 'WaitForFirstConsumer'];
/** The values by key, to compare terms. Source: ValidateTopologySelectorTerm. */
function validateTerm(errors: FieldError[], term: TopologySelectorTerm, path: FieldPath): Record<string, string[]> {
  const terms: Record<string, string[]> = {};
  (term.matchLabelExpressions ?? []).forEach(({ key = '', values = [] }, index) => {
    const at = [...path, 'matchLabelExpressions', index];
    const seen = new Set<string>();
    if (values.length === 0) errors.push(required([...at, 'values']));
    values.forEach((value, position) => {
      if (seen.has(value)) errors.push(duplicate([...at, 'values', position], value));
      seen.add(value);
    });
    validateLabelName(errors, key, [...at, 'key']);
    if (Object.hasOwn(terms, key)) errors.push(duplicate([...at, 'key'], key));
    terms[key] = [...seen].sort();
  });
  return terms;
}

function validate(storageClass: StorageClass): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, storageClass.metadata, false, nameIsDnsSubdomain);
  const { provisioner = '', parameters, reclaimPolicy, volumeBindingMode, allowedTopologies = [] } = storageClass;
  validateProvisioner(errors, provisioner, ['provisioner']);
  validateParameters(errors, parameters ?? {}, true);
  if (reclaimPolicy && !RECLAIM_POLICIES.includes(reclaimPolicy)) {
    errors.push(notSupported(['reclaimPolicy'], reclaimPolicy, RECLAIM_POLICIES));
  }
  if (volumeBindingMode === undefined) errors.push(required(['volumeBindingMode']));
  else if (!BINDING_MODES.includes(volumeBindingMode)) {
    errors.push(notSupported(['volumeBindingMode'], volumeBindingMode, BINDING_MODES));
  }
  // The server compares with as many empty terms as there are terms, so that an empty one counts as a repetition.
  const seen: Array<Record<string, string[]>> = allowedTopologies.map(() => ({}));
  allowedTopologies.forEach((term, index) => {
    const path = ['allowedTopologies', index];
    const terms = validateTerm(errors, term, path);
    for (const other of seen)
      if (deepEqual(other, terms)) errors.push(duplicate([...path, 'matchLabelExpressions'], ''));
    seen.push(terms);
  });
  return errors;
}

export const kind = defineKind<StorageClass>({
  gvk: { group: 'storage.k8s.io', version: 'v1', kind: 'StorageClass' },
  setDefaults(storageClass) {
    storageClass.reclaimPolicy ??= 'Delete';
    storageClass.volumeBindingMode ??= 'Immediate';
  },
  validate,
  validateUpdate(storageClass, old) {
    const errors = validate(storageClass);
    validateObjectMetaUpdate(errors, storageClass.metadata, old.metadata);
    for (const field of ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'] as const) {
      checkImmutable(errors, [field], storageClass[field], old[field]);
    }
    return errors;
  },
  warnings: storageClassWarnings,
});
