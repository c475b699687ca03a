// The rules of a PersistentVolumeClaim. Source: pkg/registry/core/persistentvolumeclaim/strategy.go,
// pkg/api/persistentvolumeclaim/util.go, pkg/apis/core/validation/validation.go, 1.36.
import { claimLimitProblems } from '../admission/limitRanger.ts';
import { setDefaultStorageClass } from '../admission/nodesAndClasses.ts';
import { setClaimSpecDefaults } from '../defaults/volume.ts';
import { forbidden, type FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import { compareQuantity, quantityOf } from '../quantity.ts';
import { addFinalizer, copyJson, keepStatus } from '../strategy.ts';
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from '../types.generated.ts';
import { validateClaimSpec } from '../validation/claimSpec.ts';
import { checkImmutable, semanticallyEqual } from '../validation/fields.ts';
import { claimWarnings } from '../validation/kindWarnings.ts';
import { hasInvalidLabelValue } from '../validation/labelSelector.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { isDns1123Subdomain, nameIsDnsSubdomain } from '../validation/strings.ts';

const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';
const SNAPSHOT_GROUP = 'snapshot.storage.k8s.io';

/**
 * Source: DropDisabledFields (a source in another namespace is an alpha feature),
 * EnforceDataSourceBackwardsCompatibility, NormalizeDataSources.
 */
function normaliseDataSources(spec: PersistentVolumeClaimSpec, old?: PersistentVolumeClaimSpec): void {
  if (spec.dataSourceRef?.namespace && old?.dataSourceRef === undefined) delete spec.dataSourceRef;
  const { dataSource, dataSourceRef } = spec;
  if (dataSource && !dataSourceRef && old?.dataSource === undefined) {
    const { kind = '', apiGroup = '' } = dataSource;
    const known =
      (kind === 'PersistentVolumeClaim' && apiGroup === '') ||
      (kind === 'VolumeSnapshot' && apiGroup === SNAPSHOT_GROUP);
    if (!known) delete spec.dataSource;
  }
  if (spec.dataSource && !spec.dataSourceRef) spec.dataSourceRef = copyJson(spec.dataSource);
  else if (spec.dataSourceRef && !spec.dataSource && !spec.dataSourceRef.namespace) {
    const { apiGroup, kind, name } = spec.dataSourceRef;
    spec.dataSource = { apiGroup, kind, name };
  }
}

const storageOf = (claim: PersistentVolumeClaim): string | undefined => claim.spec?.resources?.requests?.['storage'];

/** The class of a claim may be filled in once, from the annotation or from nothing. */
function mayTakeClass(claim: PersistentVolumeClaim, old: PersistentVolumeClaim): boolean {
  const annotation = old.metadata?.annotations?.[CLASS_ANNOTATION];
  const name = claim.spec?.storageClassName;
  if (old.spec?.storageClassName !== undefined || name === undefined) return false;
  return annotation === undefined || annotation === name;
}

/** Source: ValidatePersistentVolumeClaimUpdate. */
function validateChange(errors: FieldError[], claim: PersistentVolumeClaim, old: PersistentVolumeClaim): void {
  const now = copyJson(claim.spec ?? {});
  const before = copyJson(old.spec ?? {});
  normaliseDataSources(before);
  const bound = claim.status?.phase === 'Bound';
  if (!before.volumeName) {
    if (now.volumeName === undefined) delete before.volumeName;
    else before.volumeName = now.volumeName;
  }
  if (mayTakeClass(claim, old)) delete now.storageClassName;
  else {
    const path = ['metadata', 'annotations', { key: CLASS_ANNOTATION }];
    const annotation = (object: PersistentVolumeClaim): string =>
      object.metadata?.annotations?.[CLASS_ANNOTATION] ?? '';
    checkImmutable(errors, path, annotation(claim), annotation(old));
  }
  if (bound && now.resources?.requests) now.resources.requests['storage'] = storageOf(old) ?? '0';
  if (bound) {
    delete now.volumeAttributesClassName;
    delete before.volumeAttributesClassName;
  }
  if (!semanticallyEqual(now, before)) {
    const detail =
      'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
    errors.push(forbidden(['spec'], detail));
  }
  const capacity = quantityOf(claim.status?.capacity?.['storage']);
  const size = quantityOf(storageOf(claim));
  if (compareQuantity(size, quantityOf(storageOf(old))) < 0 && compareQuantity(size, capacity) <= 0) {
    const path = ['spec', 'resources', 'requests', 'storage'];
    errors.push(forbidden(path, 'field can not be less than status.capacity'));
  }
  checkImmutable(errors, ['volumeMode'], claim.spec?.volumeMode, old.spec?.volumeMode);
  const attributes = claim.spec?.volumeAttributesClassName;
  if (old.status?.currentVolumeAttributesClassName !== undefined && !attributes) {
    const word = attributes === undefined ? 'nil' : 'empty string';
    const detail = `update to ${word} is forbidden when status.currentVolumeAttributesClassName is not nil`;
    errors.push(forbidden(['spec', 'volumeAttributesClassName'], detail));
  }
}

export const kind = defineKind<PersistentVolumeClaim>({
  gvk: { group: '', version: 'v1', kind: 'PersistentVolumeClaim' },
  setDefaults: (claim) => setClaimSpecDefaults((claim.spec ??= {})),
  admit(claim, old, around) {
    if (old === undefined) setDefaultStorageClass(claim, around);
    return claimLimitProblems(claim, around).flat();
  },
  prepareForCreate(claim) {
    claim.status = { phase: 'Pending' };
    normaliseDataSources((claim.spec ??= {}));
    // Admission adds it: StorageObjectInUseProtection.
    addFinalizer(claim, 'kubernetes.io/pvc-protection');
  },
  prepareForUpdate(claim, old) {
    keepStatus(claim, old);
    normaliseDataSources((claim.spec ??= {}), old.spec);
  },
  validate(claim) {
    const errors: FieldError[] = [];
    validateObjectMeta(errors, claim.metadata, true, nameIsDnsSubdomain);
    validateClaimSpec(errors, claim.spec, ['spec']);
    return errors;
  },
  validateUpdate(claim, old) {
    const errors: FieldError[] = [];
    const groups = [old.spec?.dataSource?.apiGroup, old.spec?.dataSourceRef?.apiGroup];
    validateObjectMetaUpdate(errors, claim.metadata, old.metadata);
    validateObjectMeta(errors, claim.metadata, true, nameIsDnsSubdomain);
    validateClaimSpec(errors, claim.spec, ['spec'], {
      allowInvalidLabelValueInSelector: hasInvalidLabelValue(old.spec?.selector),
      allowInvalidApiGroup: groups.some((group) => Boolean(group) && isDns1123Subdomain(group ?? '').length > 0),
    });
    validateChange(errors, claim, old);
    return errors;
  },
  warnings: claimWarnings,
});
