// The volumes of a Pod: names, one type each, and the types of today. Older cloud types are in oldVolumes.ts.
// Source: pkg/apis/core/validation/validation.go (ValidateVolumes, validateVolumeSource), 1.36.
import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../../fieldError.ts';
import type { FieldPath } from '../../fieldPath.ts';
import { quantityOf } from '../../quantity.ts';
import type {
  ConfigMapVolumeSource,
  CSIVolumeSource,
  DownwardAPIVolumeSource,
  EphemeralVolumeSource,
  HostPathVolumeSource,
  ImageVolumeSource,
  NFSVolumeSource,
  ObjectMeta,
  SecretVolumeSource,
  Volume,
} from '../../types.generated.ts';
import { validateClaimTemplate } from '../claimSpec.ts';
import { complain } from '../fields.ts';
import { effectiveName } from '../objectMeta.ts';
import { checkFileMode, validateNoBacksteps } from '../paths.ts';
import { byteLength, isDns1123Label, isDns1123Subdomain, longerThan, nameIsDnsSubdomain } from '../strings.ts';
import { validatePullPolicy } from './enums.ts';
import { OLD_VOLUME_RULES } from './oldVolumes.ts';
import { validateDownwardFile, validateKeysToPaths } from './volumeFiles.ts';
import { volumeRule, type VolumeRule } from './volumeRule.ts';
import type { PodOptions } from './options.ts';
import { validateProjectedVolume } from './projectedVolume.ts';

/** The volumes that are good, by name: what mounts may name. */
export type Volumes = ReadonlyMap<string, Volume>;

const NO_VOLUMES: Volumes = new Map();

/** Checks the volumes and gives the good ones. `meta` is that of a real Pod. Source: ValidateVolumes. */
export function validateVolumes(
  errors: FieldError[],
  volumes: readonly Volume[] | undefined,
  meta: ObjectMeta | undefined,
  path: FieldPath,
  options: PodOptions,
): Volumes {
  if (volumes === undefined || volumes.length === 0) return NO_VOLUMES;
  const podName = meta === undefined ? '' : effectiveName(meta);
  const created = new Set<string>();
  if (podName !== '') {
    for (const { name = '', ephemeral } of volumes) if (ephemeral !== undefined) created.add(`${podName}-${name}`);
  }
  const good = new Map<string, Volume>();
  volumes.forEach((volume, index) => {
    const at = [...path, index];
    const before = errors.length;
    const name = volume.name ?? '';
    validateVolumeSource(errors, volume, podName, at, options);
    if (name === '') errors.push(required([...at, 'name']));
    else complain(errors, [...at, 'name'], name, isDns1123Label(name));
    if (good.has(name)) errors.push(duplicate([...at, 'name'], name));
    if (errors.length === before) good.set(name, volume);
    const claim = volume.persistentVolumeClaim?.claimName ?? '';
    if (volume.persistentVolumeClaim !== undefined && created.has(claim)) {
      const detail = 'must not reference a PVC that gets created for an ephemeral volume';
      errors.push(invalid([...at, 'persistentVolumeClaim', 'claimName'], claim, detail));
    }
  });
  return good;
}

/** In the order in which the server looks at them: the first one that is set counts, the others are too many. */
const RULES: readonly VolumeRule[] = [
  volumeRule('emptyDir', (errors, { sizeLimit }, path) => {
    if (sizeLimit !== undefined && quantityOf(sizeLimit).nano < 0n) {
      errors.push(forbidden([...path, 'sizeLimit'], 'SizeLimit field must be a valid resource quantity'));
    }
  }),
  volumeRule('hostPath', validateHostPath),
  OLD_VOLUME_RULES.gitRepo,
  OLD_VOLUME_RULES.gcePersistentDisk,
  OLD_VOLUME_RULES.awsElasticBlockStore,
  volumeRule('secret', validateSecret),
  volumeRule('nfs', validateNfs),
  OLD_VOLUME_RULES.iscsi,
  OLD_VOLUME_RULES.glusterfs,
  OLD_VOLUME_RULES.flocker,
  volumeRule('persistentVolumeClaim', (errors, { claimName = '' }, path) => {
    if (claimName === '') errors.push(required([...path, 'claimName']));
  }),
  OLD_VOLUME_RULES.rbd,
  OLD_VOLUME_RULES.cinder,
  OLD_VOLUME_RULES.cephfs,
  OLD_VOLUME_RULES.quobyte,
  volumeRule('downwardAPI', validateDownwardApi, { namedAsSecond: 'downwarAPI' }),
  OLD_VOLUME_RULES.fc,
  OLD_VOLUME_RULES.flexVolume,
  volumeRule('configMap', validateConfigMap),
  OLD_VOLUME_RULES.azureFile,
  OLD_VOLUME_RULES.vsphereVolume,
  OLD_VOLUME_RULES.photonPersistentDisk,
  OLD_VOLUME_RULES.portworxVolume,
  OLD_VOLUME_RULES.azureDisk,
  OLD_VOLUME_RULES.storageos,
  volumeRule('projected', validateProjectedVolume),
  OLD_VOLUME_RULES.scaleIO,
  volumeRule('csi', validateCsi),
  volumeRule('ephemeral', validateEphemeral),
  volumeRule('image', validateImage),
];

/** Source: validateVolumeSource. */
function validateVolumeSource(
  errors: FieldError[],
  volume: Volume,
  podName: string,
  path: FieldPath,
  options: PodOptions,
): void {
  let found = false;
  for (const { type, rule, named, namedAsSecond } of RULES) {
    const source = volume[type];
    if (source === undefined) continue;
    if (found) errors.push(forbidden([...path, namedAsSecond ?? type], 'may not specify more than 1 volume type'));
    else {
      found = true;
      rule(errors, source as never, [...path, named ?? type], options);
      if (type === 'ephemeral') validateClaimName(errors, volume.name ?? '', podName, path);
    }
    if (type === 'iscsi') validatePortalLength(errors, volume, path);
  }
  if (!found) errors.push(required(path, 'must specify a volume type'));
}

/** The claim of an ephemeral volume is named after the Pod and the volume. */
function validateClaimName(errors: FieldError[], volumeName: string, podName: string, path: FieldPath): void {
  if (podName === '' || volumeName === '') return;
  const claim = `${podName}-${volumeName}`;
  for (const complaint of nameIsDnsSubdomain(claim, false)) {
    errors.push(invalid([...path, 'name'], volumeName, `PVC name ${JSON.stringify(claim)}: ${complaint}`));
  }
}

function validatePortalLength(errors: FieldError[], { name = '', iscsi }: Volume, path: FieldPath): void {
  if (iscsi?.initiatorName === undefined || byteLength(`${name}:${iscsi.targetPortal ?? ''}`) <= 64) return;
  const detail =
    'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';
  errors.push(invalid([...path, 'name'], name, detail));
}

const HOST_PATH_TYPES = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

/** Source: validateHostPathVolumeSource. */
export function validateHostPath(errors: FieldError[], source: HostPathVolumeSource, path: FieldPath): void {
  const { path: hostPath = '', type } = source;
  if (hostPath === '') {
    errors.push(required([...path, 'path']));
    return;
  }
  validateNoBacksteps(errors, hostPath, [...path, 'path']);
  if (type !== undefined && !HOST_PATH_TYPES.includes(type)) {
    errors.push(notSupported([...path, 'type'], type, HOST_PATH_TYPES));
  }
}

/** Source: validateSecretVolumeSource. */
function validateSecret(errors: FieldError[], source: SecretVolumeSource, path: FieldPath): void {
  if ((source.secretName ?? '') === '') errors.push(required([...path, 'secretName']));
  checkFileMode(errors, source.defaultMode, [...path, 'defaultMode']);
  validateKeysToPaths(errors, source.items, [...path, 'items']);
}

/** Source: validateConfigMapVolumeSource. */
function validateConfigMap(errors: FieldError[], source: ConfigMapVolumeSource, path: FieldPath): void {
  if ((source.name ?? '') === '') errors.push(required([...path, 'name']));
  checkFileMode(errors, source.defaultMode, [...path, 'defaultMode']);
  validateKeysToPaths(errors, source.items, [...path, 'items']);
}

/** Source: validateNFSVolumeSource. */
export function validateNfs(errors: FieldError[], source: NFSVolumeSource, path: FieldPath): void {
  const exported = source.path ?? '';
  if ((source.server ?? '') === '') errors.push(required([...path, 'server']));
  if (exported === '') errors.push(required([...path, 'path']));
  if (!exported.startsWith('/')) errors.push(invalid([...path, 'path'], exported, 'must be an absolute path'));
}

/** Source: validateDownwardAPIVolumeSource. The server names the list's parent for what is wrong in an item. */
function validateDownwardApi(errors: FieldError[], source: DownwardAPIVolumeSource, path: FieldPath): void {
  checkFileMode(errors, source.defaultMode, [...path, 'defaultMode']);
  for (const file of source.items ?? []) validateDownwardFile(errors, file, path);
}

/** Source: ValidateCSIDriverName. */
export function validateCsiDriverName(errors: FieldError[], name: string, path: FieldPath): void {
  if (name === '') {
    errors.push(required(path));
    return;
  }
  if (longerThan(name, 63)) {
    errors.push({ type: 'TooLong', path, detail: 'may not be more than 63 bytes' });
  }
  complain(errors, path, name, isDns1123Subdomain(name.toLowerCase()));
}

/** Source: validateCSIVolumeSource. */
function validateCsi(errors: FieldError[], source: CSIVolumeSource, path: FieldPath): void {
  validateCsiDriverName(errors, source.driver ?? '', [...path, 'driver']);
  if (source.nodePublishSecretRef === undefined) return;
  const { name = '' } = source.nodePublishSecretRef;
  if (name === '') errors.push(required([...path, 'nodePublishSecretRef', 'name']));
  else complain(errors, [...path, 'name'], name, nameIsDnsSubdomain(name, false));
}

/** Source: validateEphemeralVolumeSource. */
function validateEphemeral(errors: FieldError[], source: EphemeralVolumeSource, path: FieldPath): void {
  const at = [...path, 'volumeClaimTemplate'];
  if (source.volumeClaimTemplate === undefined) errors.push(required(at));
  else validateClaimTemplate(errors, source.volumeClaimTemplate, at);
}

/** Source: validateImageVolumeSource. */
function validateImage(errors: FieldError[], source: ImageVolumeSource, path: FieldPath, options: PodOptions): void {
  if (options.isPod && (source.reference ?? '') === '') errors.push(required([...path, 'reference']));
  validatePullPolicy(errors, source.pullPolicy ?? '', [...path, 'pullPolicy']);
}
