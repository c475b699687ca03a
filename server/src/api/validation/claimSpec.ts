// The spec of a PersistentVolumeClaim, by itself or as a template.
// Source: pkg/apis/core/validation/validation.go (ValidatePersistentVolumeClaimSpec and around it), 1.36.
import { forbidden, invalid, notSupported, required, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import type {
  ObjectMeta,
  PersistentVolumeClaimSpec,
  PersistentVolumeClaimTemplate,
  TypedLocalObjectReference,
  TypedObjectReference,
} from '../types.generated.ts';
import { complain } from './fields.ts';
import { validateLabels, validateLabelSelector } from './labelSelector.ts';
import { validateAnnotations } from './objectMeta.ts';
import { checkPositiveQuantity } from './resources.ts';
import { isDns1123Subdomain, nameIsDnsLabel, nameIsDnsSubdomain } from './strings.ts';

/** Source: supportedAccessModes. */
export const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const VOLUME_MODES = ['Block', 'Filesystem'];

/** What an update may keep. Source: PersistentVolumeClaimSpecValidationOptions. */
export interface ClaimSpecOptions {
  readonly allowInvalidLabelValueInSelector?: boolean;
  readonly allowInvalidApiGroup?: boolean;
}

const STRICT: ClaimSpecOptions = {};
const NO_SPEC: PersistentVolumeClaimSpec = {};

/** Source: ValidatePersistentVolumeClaimSpec. */
export function validateClaimSpec(
  errors: FieldError[],
  spec: PersistentVolumeClaimSpec | undefined,
  path: FieldPath,
  options: ClaimSpecOptions = STRICT,
): void {
  const claim = spec ?? NO_SPEC;
  validateAccessModes(errors, claim.accessModes ?? [], [...path, 'accessModes']);
  validateLabelSelector(errors, claim.selector, [...path, 'selector'], options);
  const storage = claim.resources?.requests;
  const storagePath = [...path, 'resources', { key: 'storage' }];
  if (storage === undefined || !Object.hasOwn(storage, 'storage')) errors.push(required(storagePath));
  else checkPositiveQuantity(errors, storage['storage'] ?? '0', storagePath);
  const { storageClassName = '', volumeMode, volumeAttributesClassName = '' } = claim;
  if (storageClassName !== '') {
    complain(errors, [...path, 'storageClassName'], storageClassName, nameIsDnsSubdomain(storageClassName, false));
  }
  if (volumeMode !== undefined && !VOLUME_MODES.includes(volumeMode)) {
    errors.push(notSupported([...path, 'volumeMode'], volumeMode, VOLUME_MODES));
  }
  validateDataSources(errors, claim, path, options);
  if (volumeAttributesClassName !== '') {
    const complaints = nameIsDnsSubdomain(volumeAttributesClassName, false);
    complain(errors, [...path, 'volumeAttributesClassName'], volumeAttributesClassName, complaints);
  }
}

function validateAccessModes(errors: FieldError[], modes: readonly string[], path: FieldPath): void {
  if (modes.length === 0) errors.push(required(path, 'at least 1 access mode is required'));
  let oncePod = false;
  let other = false;
  for (const mode of modes) {
    if (!ACCESS_MODES.includes(mode)) errors.push(notSupported(path, mode, ACCESS_MODES));
    else if (mode === 'ReadWriteOncePod') oncePod = true;
    else other = true;
  }
  if (oncePod && other) errors.push(forbidden(path, 'may not use ReadWriteOncePod with other access modes'));
}

function validateDataSources(
  errors: FieldError[],
  { dataSource, dataSourceRef }: PersistentVolumeClaimSpec,
  path: FieldPath,
  options: ClaimSpecOptions,
): void {
  const allow = options.allowInvalidApiGroup === true;
  if (dataSource !== undefined) validateDataSource(errors, dataSource, [...path, 'dataSource'], allow);
  if (dataSourceRef !== undefined) {
    const at = [...path, 'dataSourceRef'];
    validateDataSource(errors, dataSourceRef, at, allow);
    const { namespace = '' } = dataSourceRef;
    if (namespace !== '') complain(errors, [...at, 'namespace'], namespace, nameIsDnsLabel(namespace, false));
  }
  if (dataSource === undefined || dataSourceRef === undefined) return;
  // The server gives the place as the value, and that shows as nothing.
  const shown = {};
  if ((dataSourceRef.namespace ?? '') !== '') {
    errors.push(invalid(path, shown, 'may not be specified when dataSourceRef.namespace is specified'));
  } else if (
    dataSource.apiGroup !== dataSourceRef.apiGroup ||
    dataSource.kind !== dataSourceRef.kind ||
    dataSource.name !== dataSourceRef.name
  ) {
    errors.push(invalid(path, shown, 'must match dataSourceRef'));
  }
}

/** Source: validateDataSource, validateDataSourceRef. */
function validateDataSource(
  errors: FieldError[],
  { name = '', kind = '', apiGroup = '' }: TypedLocalObjectReference | TypedObjectReference,
  path: FieldPath,
  allowInvalidApiGroup: boolean,
): void {
  if (name === '') errors.push(required([...path, 'name']));
  if (kind === '') errors.push(required([...path, 'kind']));
  if (apiGroup === '' && kind !== 'PersistentVolumeClaim') {
    errors.push(invalid(path, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup"));
  }
  if (apiGroup !== '' && !allowInvalidApiGroup) {
    complain(errors, [...path, 'apiGroup'], apiGroup, isDns1123Subdomain(apiGroup));
  }
}

/** A claim that a Pod brings with it. Source: ValidatePersistentVolumeClaimTemplate, ValidateTemplateObjectMeta. */
export function validateClaimTemplate(
  errors: FieldError[],
  template: PersistentVolumeClaimTemplate,
  path: FieldPath,
): void {
  validateTemplateMeta(errors, template.metadata, [...path, 'metadata']);
  validateClaimSpec(errors, template.spec, [...path, 'spec']);
}

/** Only labels and annotations are copied to what a template makes. Source: ValidateTemplateObjectMeta. */
export function validateTemplateMeta(errors: FieldError[], meta: ObjectMeta | undefined, path: FieldPath): void {
  if (meta === undefined) return;
  validateAnnotations(errors, meta.annotations, [...path, 'annotations']);
  validateLabels(errors, meta.labels, [...path, 'labels']);
  for (const key of Object.keys(meta)) {
    if (key === 'annotations' || key === 'labels') continue;
    const value: unknown = meta[key as keyof ObjectMeta];
    if (value === undefined || value === '' || value === 0) continue;
    errors.push(forbidden([...path, key === 'uid' ? 'uID' : key], 'cannot be set'));
  }
}
