// What the API server refuses of a PersistentVolume. The volume types that a Pod has, too, are judged by the Pod's rules.
// Source: pkg/apis/core/validation/validation.go (ValidatePersistentVolumeSpec, ValidatePersistentVolumeUpdate), 1.36.
import { forbidden, invalid, notSupported, required, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import { quantityOf } from '../quantity.ts';
import type { PersistentVolume, PersistentVolumeSpec, SecretReference } from '../types.generated.ts';
import { ACCESS_MODES } from './claimSpec.ts';
import { checkImmutable, complain, semanticallyEqual } from './fields.ts';
import { validateNodeSelector } from './nodeSelector.ts';
import { validateObjectMeta } from './objectMeta.ts';
import { validateNoBacksteps } from './paths.ts';
import { OLD_VOLUME_RULES } from './pod/oldVolumes.ts';
import { validateCsiDriverName, validateHostPath, validateNfs } from './pod/volumes.ts';
import { checkPositiveQuantity } from './resources.ts';
import { byteLength, isDns1123Label, isDns1123Subdomain, nameIsDnsLabel, nameIsDnsSubdomain } from './strings.ts';

const RECLAIM_POLICIES = ['Delete', 'Recycle', 'Retain'];
const VOLUME_MODES = ['Block', 'Filesystem'];

type Rule = (errors: FieldError[], spec: PersistentVolumeSpec, path: FieldPath, volumeName: string) => void;

function need(errors: FieldError[], source: object, path: FieldPath, ...fields: readonly string[]): void {
  const values = source as Readonly<Record<string, unknown>>;
  for (const field of fields) {
    const value = values[field];
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) {
      errors.push(required([...path, field]));
    }
  }
}

/** Source: validatePVSecretReference. */
function validateSecret(errors: FieldError[], secret: SecretReference | undefined, path: FieldPath): void {
  if (!secret) return;
  const { name = '', namespace = '' } = secret;
  if (name === '') errors.push(required([...path, 'name']));
  else complain(errors, [...path, 'name'], name, isDns1123Subdomain(name));
  if (namespace === '') errors.push(required([...path, 'namespace']));
  else complain(errors, [...path, 'namespace'], namespace, isDns1123Label(namespace));
}

/** A type that a Pod's volume has with the same fields. */
const asInPod =
  (type: keyof typeof OLD_VOLUME_RULES & keyof PersistentVolumeSpec): Rule =>
  (errors, spec, path) =>
    OLD_VOLUME_RULES[type].rule(errors, spec[type] as never, path, { isPod: false } as never);

/** In the order in which the server looks at them. */
const TYPES: ReadonlyArray<readonly [keyof PersistentVolumeSpec, Rule]> = [
  ['hostPath', (errors, { hostPath = {} }, path) => validateHostPath(errors, hostPath, path)],
  ['gcePersistentDisk', asInPod('gcePersistentDisk')],
  ['awsElasticBlockStore', asInPod('awsElasticBlockStore')],
  [
    'glusterfs',
    (errors, { glusterfs = {} }, path) => {
      need(errors, glusterfs, path, 'endpoints', 'path');
      const namespace = glusterfs.endpointsNamespace;
      if (namespace === undefined) return;
      const detail = 'if the endpointnamespace is set, it must be a valid namespace name';
      if (namespace === '') errors.push(invalid([...path, 'endpointsNamespace'], namespace, detail));
      else complain(errors, [...path, 'endpointsNamespace'], namespace, nameIsDnsLabel(namespace, false));
    },
  ],
  ['flocker', asInPod('flocker')],
  ['nfs', (errors, { nfs = {} }, path) => validateNfs(errors, nfs, path)],
  ['rbd', (errors, { rbd = {} }, path) => need(errors, rbd, path, 'monitors', 'image')],
  ['quobyte', asInPod('quobyte')],
  ['cephfs', (errors, { cephfs = {} }, path) => need(errors, cephfs, path, 'monitors')],
  [
    'iscsi',
    (errors, spec, path, volumeName) => {
      asInPod('iscsi')(errors, spec, path, volumeName);
      const { initiatorName, targetPortal = '' } = spec.iscsi ?? {};
      if (initiatorName === undefined || byteLength(`${volumeName}:${targetPortal}`) <= 64) return;
      const detail =
        'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';
      errors.push(invalid([...path, 'targetPortal'], targetPortal, detail));
    },
  ],
  [
    'cinder',
    (errors, { cinder = {} }, path) => {
      need(errors, cinder, path, 'volumeID');
      if (cinder.secretRef) need(errors, cinder.secretRef, [...path, 'secretRef'], 'name', 'namespace');
    },
  ],
  ['fc', asInPod('fc')],
  ['flexVolume', asInPod('flexVolume')],
  [
    'azureFile',
    (errors, { azureFile = {} }, path) => {
      need(errors, azureFile, path, 'secretName', 'shareName');
      if (azureFile.secretNamespace === '') errors.push(required([...path, 'secretNamespace']));
    },
  ],
  ['vsphereVolume', asInPod('vsphereVolume')],
  ['photonPersistentDisk', asInPod('photonPersistentDisk')],
  ['portworxVolume', asInPod('portworxVolume')],
  ['azureDisk', asInPod('azureDisk')],
  ['scaleIO', (errors, { scaleIO = {} }, path) => need(errors, scaleIO, path, 'gateway', 'system', 'volumeName')],
  [
    'local',
    (errors, { local = {}, nodeAffinity }, path) => {
      if (!local.path) errors.push(required([...path, 'path']));
      else validateNoBacksteps(errors, local.path, [...path, 'path']);
      const affinityPath = [...path.slice(0, -1), 'nodeAffinity'];
      if (!nodeAffinity) errors.push(required(affinityPath, 'Local volume requires node affinity'));
    },
  ],
  [
    'storageos',
    (errors, { storageos = {} }, path) => {
      const { volumeName = '', volumeNamespace = '', secretRef } = storageos;
      if (volumeName === '') errors.push(required([...path, 'volumeName']));
      else complain(errors, [...path, 'volumeName'], volumeName, isDns1123Label(volumeName));
      if (volumeNamespace !== '') {
        complain(errors, [...path, 'volumeNamespace'], volumeNamespace, isDns1123Label(volumeNamespace));
      }
      if (secretRef) need(errors, secretRef, [...path, 'secretRef'], 'name', 'namespace');
    },
  ],
  [
    'csi',
    (errors, { csi = {} }, path) => {
      validateCsiDriverName(errors, csi.driver ?? '', [...path, 'driver']);
      need(errors, csi, path, 'volumeHandle');
      const secrets = [
        'controllerPublishSecretRef',
        'controllerExpandSecretRef',
        'nodePublishSecretRef',
        'nodeExpandSecretRef',
      ];
      for (const field of secrets as ReadonlyArray<'nodeExpandSecretRef'>)
        validateSecret(errors, csi[field], [...path, field]);
    },
  ],
];

function validateTypes(errors: FieldError[], spec: PersistentVolumeSpec, volumeName: string, path: FieldPath): void {
  let found = false;
  for (const [type, rule] of TYPES) {
    if (spec[type] === undefined) continue;
    const at = [...path, type];
    // The server forgets to count flexVolume after another type.
    if (found && type !== 'flexVolume') errors.push(forbidden(at, 'may not specify more than 1 volume type'));
    else rule(errors, spec, at, volumeName);
    found = true;
  }
  if (!found) errors.push(required(path, 'must specify a volume type'));
}

function validateAccessModes(errors: FieldError[], modes: readonly string[], path: FieldPath): void {
  if (modes.length === 0) errors.push(required(path));
  for (const mode of modes) if (!ACCESS_MODES.includes(mode)) errors.push(notSupported(path, mode, ACCESS_MODES));
  const others = modes.some((mode) => mode !== 'ReadWriteOncePod' && ACCESS_MODES.includes(mode));
  if (modes.includes('ReadWriteOncePod') && others) {
    errors.push(forbidden(path, 'may not use ReadWriteOncePod with other access modes'));
  }
}

function validateCapacity(errors: FieldError[], capacity: Readonly<Record<string, string>>): void {
  const path = ['spec', 'capacity'];
  const names = Object.keys(capacity);
  if (names.length === 0) errors.push(required(path));
  if (names.length !== 1 || names[0] !== 'storage') errors.push(notSupported(path, capacity, ['storage']));
  for (const name of names) {
    const at = [...path, { key: name }];
    const amount = capacity[name] ?? '';
    if (quantityOf(amount).nano < 0n) errors.push(invalid(at, amount, 'must be a valid resource quantity'));
    checkPositiveQuantity(errors, amount, at);
  }
}

/** Whether the path is `/` once `.` and `..` are taken out of it. Source: path.Clean. */
function isRoot(path: string): boolean {
  if (!path.startsWith('/')) return false;
  let depth = 0;
  for (const part of path.split('/')) {
    if (part === '..') depth = Math.max(0, depth - 1);
    else if (part !== '' && part !== '.') depth++;
  }
  return depth === 0;
}

/** The spec of a volume that an attachment brings with it. Source: ValidatePersistentVolumeSpec, inline. */
export function validateInlineVolumeSpec(errors: FieldError[], spec: PersistentVolumeSpec, path: FieldPath): void {
  const detail = 'may not be specified in the context of inline volumes';
  if (spec.claimRef) errors.push(forbidden([...path, 'claimRef'], detail));
  if (Object.keys(spec.capacity ?? {}).length > 0) errors.push(forbidden([...path, 'capacity'], detail));
  if (!spec.csi) errors.push(required([...path, 'csi'], 'has to be specified in the context of inline volumes'));
  validateAccessModes(errors, spec.accessModes ?? [], [...path, 'accessModes']);
  const reclaim = spec.persistentVolumeReclaimPolicy;
  if (reclaim && reclaim !== 'Retain') {
    const only = 'may only be Retain in the context of inline volumes';
    errors.push(forbidden([...path, 'persistentVolumeReclaimPolicy'], only));
  }
  if (spec.nodeAffinity) errors.push(forbidden([...path, 'nodeAffinity'], detail));
  validateTypes(errors, spec, '', path);
  if (spec.storageClassName) errors.push(forbidden([...path, 'storageClassName'], detail));
  if (spec.volumeMode !== undefined && spec.volumeMode !== 'Filesystem') {
    errors.push(
      forbidden(
        [...path, 'volumeMode'],
        'may not specify volumeMode other than Filesystem in the context of inline volumes',
      ),
    );
  }
}

/** Of a volume's own spec. */
function validateOwnSpec(
  errors: FieldError[],
  spec: PersistentVolumeSpec,
  volumeName: string,
  allowInvalidLabelValue: boolean,
): void {
  validateAccessModes(errors, spec.accessModes ?? [], ['spec', 'accessModes']);
  validateCapacity(errors, spec.capacity ?? {});
  const reclaim = spec.persistentVolumeReclaimPolicy;
  if (reclaim && !RECLAIM_POLICIES.includes(reclaim)) {
    errors.push(notSupported(['spec', 'persistentVolumeReclaimPolicy'], reclaim, RECLAIM_POLICIES));
  }
  if (spec.nodeAffinity) {
    const path = ['spec', 'nodeAffinity', 'required'];
    const { required: terms } = spec.nodeAffinity;
    if (terms) validateNodeSelector(errors, terms, allowInvalidLabelValue, path);
    else errors.push(required(path, 'must specify required node constraints'));
  }
  validateTypes(errors, spec, volumeName, ['spec']);
  if (spec.hostPath && isRoot(spec.hostPath.path ?? '') && reclaim === 'Recycle') {
    const detail = "may not be 'recycle' for a hostPath mount of '/'";
    errors.push(forbidden(['spec', 'persistentVolumeReclaimPolicy'], detail));
  }
  const className = spec.storageClassName ?? '';
  if (className !== '') complain(errors, ['spec', 'storageClassName'], className, nameIsDnsSubdomain(className, false));
  if (spec.volumeMode !== undefined && !VOLUME_MODES.includes(spec.volumeMode)) {
    errors.push(notSupported(['spec', 'volumeMode'], spec.volumeMode, VOLUME_MODES));
  }
  validateAttributesClass(errors, spec);
}

/** Source: ValidatePersistentVolume. */
export function validatePersistentVolume(volume: PersistentVolume, allowInvalidLabelValue = false): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, volume.metadata, false, nameIsDnsSubdomain);
  validateOwnSpec(errors, volume.spec ?? {}, volume.metadata?.name ?? '', allowInvalidLabelValue);
  return errors;
}

function validateAttributesClass(errors: FieldError[], spec: PersistentVolumeSpec): void {
  const name = spec.volumeAttributesClassName;
  const path = ['spec', 'volumeAttributesClassName'];
  if (name === undefined) return;
  if (name === '') errors.push(required(path, 'an empty string is disallowed'));
  else complain(errors, path, name, nameIsDnsSubdomain(name, false));
  if (!spec.csi) errors.push(required(['spec', 'csi'], 'has to be specified when using volumeAttributesClassName'));
}

const sourcesOf = (spec: PersistentVolumeSpec): Record<string, unknown> =>
  Object.fromEntries(TYPES.map(([type]) => [type, spec[type]]));

/** Source: ValidatePersistentVolumeUpdate. */
export function validatePersistentVolumeUpdate(volume: PersistentVolume, old: PersistentVolume): FieldError[] {
  const errors = validatePersistentVolume(volume);
  const now = sourcesOf(volume.spec ?? {});
  const before = old.spec ?? {};
  // A secret for expanding may be added later.
  if (before.csi && before.csi.controllerExpandSecretRef === undefined && volume.spec?.csi) {
    now['csi'] = { ...volume.spec.csi, controllerExpandSecretRef: undefined };
  }
  if (!semanticallyEqual(now, sourcesOf(before))) {
    const detail = 'spec.persistentvolumesource is immutable after creation';
    errors.push(forbidden(['spec', 'persistentvolumesource'], detail));
  }
  checkImmutable(errors, ['volumeMode'], volume.spec?.volumeMode, before.volumeMode);
  if (before.nodeAffinity) checkImmutable(errors, ['nodeAffinity'], volume.spec?.nodeAffinity, before.nodeAffinity);
  if (before.volumeAttributesClassName !== undefined && volume.spec?.volumeAttributesClassName === undefined) {
    errors.push(forbidden(['spec', 'volumeAttributesClassName'], 'update from non-nil value to nil is forbidden'));
  }
  return errors;
}
