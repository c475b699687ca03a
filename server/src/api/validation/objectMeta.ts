// What the server wants of every object's metadata.
// Source: staging/src/k8s.io/apimachinery/pkg/api/validation/objectmeta.go, pkg/apis/core/validation/validation.go
// (ValidateObjectMeta and -Update), staging/src/k8s.io/apiserver/pkg/registry/rest/{create,update,meta}.go, 1.36.
import { forbidden, invalid, required, tooLong, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import { parseApiVersion } from '../gvk.ts';
import type { ApiObject } from '../kindRules.ts';
import type { ManagedFieldsEntry, ObjectMeta, OwnerReference } from '../types.generated.ts';
import { checkImmutable, checkNonNegative, complain, semanticallyEqual } from './fields.ts';
import { validateLabels } from './labelSelector.ts';
import {
  byteLength,
  isQualifiedName,
  longerThan,
  nameIsDnsLabel,
  nameIsPathSegment,
  type NameCheck,
} from './strings.ts';

const METADATA: FieldPath = ['metadata'];
const NO_META: ObjectMeta = {};
const TOTAL_ANNOTATION_SIZE_LIMIT = 256 * 1024;

/** The random end that the server gives to generated names, as far as rules see it. */
const GENERATED_SUFFIX = 'xxxxx';
const MAX_GENERATED_BASE = 63 - GENERATED_SUFFIX.length;

/**
 * The name that rules see: the given one, or one as it would be generated. Source: names.SimpleNameGenerator.
 */
export function effectiveName(meta: ObjectMeta | undefined): string {
  const name = meta?.name ?? '';
  const base = meta?.generateName ?? '';
  return name !== '' || base === '' ? name : base.slice(0, MAX_GENERATED_BASE) + GENERATED_SUFFIX;
}

/**
 * Metadata of a create. A namespace that is not written is no error: the request brings it.
 * Source: ValidateObjectMeta, then rest.BeforeCreate's check that the name can stand in a URL.
 */
export function validateObjectMeta(
  errors: FieldError[],
  meta: ObjectMeta | undefined,
  namespaced: boolean,
  nameCheck: NameCheck,
  path: FieldPath = METADATA,
  checksFinalizers = true,
): void {
  const { generateName = '' } = meta ?? NO_META;
  const before = errors.length;
  validateNames(errors, meta ?? NO_META, nameCheck, path);
  if (errors.length === before && nameCheck !== nameIsPathSegment && generateName === '') {
    validateNames(errors, meta ?? NO_META, nameIsPathSegment, path);
  }
  validateCommonMeta(errors, meta ?? NO_META, namespaced, path, checksFinalizers);
}

function validateNames(errors: FieldError[], meta: ObjectMeta, nameCheck: NameCheck, path: FieldPath): void {
  const { generateName = '' } = meta;
  if (generateName !== '') complain(errors, [...path, 'generateName'], generateName, nameCheck(generateName, true));
  const name = effectiveName(meta);
  if (name === '') errors.push(required([...path, 'name'], 'name or generateName is required'));
  else complain(errors, [...path, 'name'], name, nameCheck(name, false));
}

/**
 * Metadata of a create where upstream looks only at the name that comes out, not at what it is generated from.
 * Source: ValidateObjectMetaWithOpts, then rest.BeforeCreate.
 */
export function validateObjectMetaByName(
  errors: FieldError[],
  meta: ObjectMeta | undefined,
  namespaced: boolean,
  nameCheck: NameCheck,
): void {
  const { generateName: _, ...named } = { ...meta, name: effectiveName(meta) };
  const before = errors.length;
  validateObjectMeta(errors, named, namespaced, nameCheck);
  if (errors.length === before && meta !== undefined) validateNames(errors, meta, nameIsPathSegment, METADATA);
}

/** Source: validateObjectMetaAccessorWithOptsCommon. */
function validateCommonMeta(
  errors: FieldError[],
  meta: ObjectMeta,
  namespaced: boolean,
  path: FieldPath,
  checksFinalizers = true,
): void {
  const { namespace = '' } = meta;
  if (namespaced) {
    if (namespace !== '') complain(errors, [...path, 'namespace'], namespace, nameIsDnsLabel(namespace, false));
  } else if (namespace !== '') errors.push(forbidden([...path, 'namespace'], 'not allowed on this type'));
  checkNonNegative(errors, [...path, 'generation'], meta.generation);
  validateLabels(errors, meta.labels, [...path, 'labels']);
  validateAnnotations(errors, meta.annotations, [...path, 'annotations']);
  validateOwnerReferences(errors, meta.ownerReferences, [...path, 'ownerReferences']);
  validateFinalizers(errors, meta.finalizers, [...path, 'finalizers']);
  validateManagedFields(errors, meta.managedFields, [...path, 'managedFields']);
  // Kinds that only the generic registry looks at may have any qualified name.
  if (checksFinalizers) validateKubeFinalizers(errors, meta.finalizers, path);
}

/** Source: ValidateAnnotations. */
export function validateAnnotations(
  errors: FieldError[],
  annotations: Readonly<Record<string, string>> | undefined,
  path: FieldPath,
): void {
  if (annotations === undefined) return;
  let size = 0;
  for (const key of Object.keys(annotations)) {
    // Case does not matter in the prefix, so the whole key is looked at in lower case.
    complain(errors, path, key, isQualifiedName(key.toLowerCase()));
    size += byteLength(key) + byteLength(annotations[key] ?? '');
  }
  if (size > TOTAL_ANNOTATION_SIZE_LIMIT) errors.push(tooLong(path, TOTAL_ANNOTATION_SIZE_LIMIT));
}

/** Source: ValidateOwnerReferences. The server names the list, without the position. */
export function validateOwnerReferences(
  errors: FieldError[],
  references: readonly OwnerReference[] | undefined,
  path: FieldPath,
): void {
  let firstController: string | undefined;
  for (const reference of references ?? []) {
    validateOwnerReference(errors, reference, path);
    if (reference.controller !== true) continue;
    const name = `${reference.kind ?? ''}/${reference.name ?? ''}`;
    if (firstController === undefined) firstController = name;
    else {
      const detail = `Only one reference can have Controller set to true. Found "true" in references for ${firstController} and ${name}`;
      errors.push(invalid(path, references, detail));
    }
  }
}

function validateOwnerReference(errors: FieldError[], reference: OwnerReference, path: FieldPath): void {
  const { apiVersion = '', kind = '', name = '', uid = '' } = reference;
  const { group, version } = parseApiVersion(apiVersion);
  if (version === '') errors.push(invalid([...path, 'apiVersion'], apiVersion, 'version must not be empty'));
  if (kind === '') errors.push(invalid([...path, 'kind'], kind, 'must not be empty'));
  if (name === '') errors.push(invalid([...path, 'name'], name, 'must not be empty'));
  if (uid === '') errors.push(invalid([...path, 'uid'], uid, 'must not be empty'));
  if (group === '' && version === 'v1' && kind === 'Event') {
    errors.push(invalid(path, reference, '/v1, Kind=Event is disallowed from being an owner'));
  }
}

/** Source: ValidateFinalizerName. */
export function validateFinalizerName(errors: FieldError[], name: string, path: FieldPath): void {
  complain(errors, path, name, isQualifiedName(name));
}

/** Source: ValidateFinalizers. */
function validateFinalizers(errors: FieldError[], finalizers: readonly string[] | undefined, path: FieldPath): void {
  if (finalizers === undefined) return;
  for (const finalizer of finalizers) validateFinalizerName(errors, finalizer, path);
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    errors.push(invalid(path, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'));
  }
}

const STANDARD_FINALIZERS: ReadonlySet<string> = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

/** Whether a finalizer is one of Kubernetes' own. */
export const isStandardFinalizer = (name: string): boolean => STANDARD_FINALIZERS.has(name);

/** Source: validateKubeFinalizerName. */
export function validateKubeFinalizerName(errors: FieldError[], name: string, path: FieldPath): void {
  if (name.includes('/') || isStandardFinalizer(name)) return;
  errors.push(invalid(path, name, 'name is neither a standard finalizer name nor is it fully qualified'));
}

function validateKubeFinalizers(errors: FieldError[], finalizers: readonly string[] | undefined, path: FieldPath) {
  finalizers?.forEach((name, index) => {
    validateKubeFinalizerName(errors, name, [...path, 'finalizers', index]);
  });
}

/** Source: ValidateManagedFields. */
function validateManagedFields(
  errors: FieldError[],
  entries: readonly ManagedFieldsEntry[] | undefined,
  path: FieldPath,
): void {
  entries?.forEach(({ operation = '', fieldsType = '', manager = '', subresource = '' }, index) => {
    const at = [...path, index];
    if (operation !== 'Apply' && operation !== 'Update') {
      errors.push(invalid([...at, 'operation'], operation, 'must be `Apply` or `Update`'));
    }
    if (fieldsType !== '' && fieldsType !== 'FieldsV1') {
      errors.push(invalid([...at, 'fieldsType'], fieldsType, 'must be `FieldsV1`'));
    }
    if (longerThan(manager, 128)) errors.push(tooLong([...at, 'manager'], 128));
    if (longerThan(subresource, 256)) errors.push(tooLong([...at, 'subresource'], 256));
  });
}

/** Metadata of an update. Source: ValidateObjectMetaUpdate. */
export function validateObjectMetaUpdate(
  errors: FieldError[],
  meta: ObjectMeta | undefined,
  old: ObjectMeta | undefined,
  path: FieldPath = METADATA,
  checksFinalizers = true,
): void {
  const now = meta ?? NO_META;
  const before = old ?? NO_META;
  if (before.deletionTimestamp !== undefined) validateNoNewFinalizers(errors, now, before, path);
  checkImmutable(errors, [...path, 'name'], now.name ?? '', before.name ?? '');
  // A manifest without a namespace goes where the request goes; a uid that is not written is taken from what is there.
  if (now.namespace !== undefined && now.namespace !== '') {
    checkImmutable(errors, [...path, 'namespace'], now.namespace, before.namespace ?? '');
  }
  if (now.uid !== undefined && now.uid !== '' && before.uid !== undefined) {
    checkImmutable(errors, [...path, 'uid'], now.uid, before.uid);
  }
  // The times of a deletion under way are kept whatever the request says; none is started by an update.
  for (const field of ['deletionTimestamp', 'deletionGracePeriodSeconds'] as const) {
    if (now[field] !== undefined && before[field] === undefined) {
      checkImmutable(errors, [...path, field], now[field], undefined);
    }
  }
  validateLabels(errors, now.labels, [...path, 'labels']);
  validateAnnotations(errors, now.annotations, [...path, 'annotations']);
  validateOwnerReferences(errors, now.ownerReferences, [...path, 'ownerReferences']);
  validateManagedFields(errors, now.managedFields, [...path, 'managedFields']);
  // Kinds that only the generic registry looks at may have any qualified name.
  if (checksFinalizers) validateKubeFinalizers(errors, now.finalizers, path);
  else validateFinalizers(errors, now.finalizers, [...path, 'finalizers']);
}

/** Source: ValidateNoNewFinalizers. */
function validateNoNewFinalizers(errors: FieldError[], meta: ObjectMeta, old: ObjectMeta, path: FieldPath): void {
  const extra = (meta.finalizers ?? []).filter((name) => old.finalizers?.includes(name) !== true);
  if (extra.length === 0) return;
  const shown = [...new Set(extra)].sort().map((name) => JSON.stringify(name));
  const detail = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${shown.join(', ')}}`;
  errors.push(forbidden([...path, 'finalizers'], detail));
}

/**
 * What the server takes from the metadata of a create: what it sets itself.
 * Source: rest.WipeObjectMetaSystemFields.
 */
export function wipeSystemFields(object: ApiObject): void {
  const meta = object.metadata;
  if (meta === undefined) return;
  delete meta.creationTimestamp;
  delete meta.uid;
  delete meta.deletionTimestamp;
  delete meta.deletionGracePeriodSeconds;
  delete meta.selfLink;
  dropUnreadableManagers(meta);
}

/** Field managers that cannot be read are forgotten, without a word. Source: fieldmanager Update, DecodeManagedFields. */
function dropUnreadableManagers(meta: ObjectMeta): void {
  const readable = meta.managedFields?.every(
    ({ operation, fieldsType, apiVersion = '' }) =>
      (operation === 'Apply' || operation === 'Update') && fieldsType === 'FieldsV1' && apiVersion !== '',
  );
  if (readable === false) delete meta.managedFields;
}

/** What an update takes over from what is stored, whatever the request says. Source: rest.BeforeUpdate. */
export function keepSystemFields(object: ApiObject, old: ApiObject): void {
  const before = old.metadata;
  if (before === undefined) return;
  const meta = (object.metadata ??= {});
  dropUnreadableManagers(meta);
  if (before.generation === undefined) delete meta.generation;
  else meta.generation = before.generation;
  if ((meta.uid ?? '') === '' && before.uid !== undefined) meta.uid = before.uid;
  if (before.creationTimestamp !== undefined) meta.creationTimestamp = before.creationTimestamp;
  if (before.deletionTimestamp !== undefined) meta.deletionTimestamp = before.deletionTimestamp;
  if (before.deletionGracePeriodSeconds !== undefined && meta.deletionGracePeriodSeconds === undefined) {
    meta.deletionGracePeriodSeconds = before.deletionGracePeriodSeconds;
  }
}

/**
 * Takes out owners that are the same as an earlier one, and gives the server's warning about it.
 * Source: dedupOwnerReferencesAndAddWarning in staging/src/k8s.io/apiserver/pkg/endpoints/handlers/rest.go.
 */
export function dropRepeatedOwners(meta: ObjectMeta | undefined): string[] {
  const owners = meta?.ownerReferences;
  if (meta === undefined || owners === undefined || owners.length < 2) return [];
  const kept: OwnerReference[] = [];
  const repeated: string[] = [];
  for (const owner of owners) {
    if (kept.some((other) => semanticallyEqual(other, owner))) repeated.push(owner.uid ?? '');
    else kept.push(owner);
  }
  if (repeated.length === 0) return [];
  meta.ownerReferences = kept;
  return [
    '.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may ' +
      'reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ' +
      repeated.join(', '),
  ];
}
