// Volume types from before CSI. They are still validated, though drivers take them over or nothing provides them any more.
// Source: pkg/apis/core/validation/validation.go, 1.36.
import { invalid, notSupported, required, type FieldError } from '../../fieldError.ts';
import type { FieldPath } from '../../fieldPath.ts';
import type {
  AzureDiskVolumeSource,
  CephFSVolumeSource,
  CinderVolumeSource,
  FCVolumeSource,
  FlexVolumeSource,
  FlockerVolumeSource,
  GitRepoVolumeSource,
  GlusterfsVolumeSource,
  ISCSIVolumeSource,
  QuobyteVolumeSource,
  RBDVolumeSource,
  ScaleIOVolumeSource,
  StorageOSVolumeSource,
} from '../../types.generated.ts';
import { complain } from '../fields.ts';
import { validateLocalDescendingPath } from '../paths.ts';
import { inclusiveRangeError, isDns1123Label, longerThan } from '../strings.ts';
import { volumeRule as rule } from './volumeRule.ts';

/** One `Required` per field that is absent or empty. */
export function requireText(errors: FieldError[], source: object, names: readonly string[], path: FieldPath): void {
  for (const name of names) {
    if (((source as Readonly<Record<string, unknown>>)[name] ?? '') === '') errors.push(required([...path, name]));
  }
}

/** Partition numbers; the server's words say 1, its check 0. Source: pdPartitionErrorMsg. */
export function checkPartition(errors: FieldError[], partition: number | undefined, path: FieldPath): void {
  if (partition !== undefined && (partition < 0 || partition > 255)) {
    errors.push(invalid([...path, 'partition'], partition, inclusiveRangeError(1, 255)));
  }
}

/** A reference to a Secret, if there is one, has a name. */
export function checkSecretName(
  errors: FieldError[],
  reference: { readonly name?: string | undefined } | undefined,
  path: FieldPath,
): void {
  if (reference !== undefined && (reference.name ?? '') === '') errors.push(required([...path, 'secretRef', 'name']));
}

/** Source: validateGitRepoVolumeSource. */
function gitRepo(errors: FieldError[], source: GitRepoVolumeSource, path: FieldPath): void {
  requireText(errors, source, ['repository'], path);
  validateLocalDescendingPath(errors, source.directory ?? '', [...path, 'directory']);
}

const IQN = /iqn\.\d{4}-\d{2}\.[A-Za-z0-9.-]+:[^,;*&$|\s]+$/;
const EUI = /^eui.[A-Za-z0-9]{16}$/;
const NAA = /^naa.[A-Za-z0-9]{32}$/;

/** How an iSCSI name is ill-formed: wholly, in its details, or not at all. */
export function iscsiNameFault(name: string): 'prefix' | 'form' | undefined {
  if (name.startsWith('iqn')) return name.length <= 4096 && IQN.test(name) ? undefined : 'form';
  if (name.startsWith('eui')) return EUI.test(name) ? undefined : 'form';
  if (name.startsWith('naa')) return NAA.test(name) ? undefined : 'form';
  return 'prefix';
}

/** Source: validateISCSIVolumeSource. */
function iscsi(errors: FieldError[], source: ISCSIVolumeSource, path: FieldPath): void {
  const { iqn = '', lun = 0, initiatorName } = source;
  const explain = (name: string, field: string): void => {
    const fault = iscsiNameFault(name);
    if (fault === undefined) return;
    const detail = fault === 'prefix' ? 'must be valid format starting with iqn, eui, or naa' : 'must be valid format';
    errors.push(invalid([...path, field], name, detail));
  };
  requireText(errors, source, ['targetPortal', 'iqn'], path);
  if (iqn !== '') explain(iqn, 'iqn');
  if (lun < 0 || lun > 255) errors.push(invalid([...path, 'lun'], lun, inclusiveRangeError(0, 255)));
  if ((source.chapAuthDiscovery === true || source.chapAuthSession === true) && source.secretRef === undefined) {
    errors.push(required([...path, 'secretRef']));
  }
  if (initiatorName !== undefined) explain(initiatorName, 'initiatorname');
}

/** Source: validateGlusterfsVolumeSource. */
function glusterfs(errors: FieldError[], source: GlusterfsVolumeSource, path: FieldPath): void {
  requireText(errors, source, ['endpoints', 'path'], path);
}

/** Source: validateFlockerVolumeSource. */
export function flocker(errors: FieldError[], source: FlockerVolumeSource, path: FieldPath): void {
  const { datasetName = '', datasetUUID = '' } = source;
  if (datasetName === '' && datasetUUID === '') {
    errors.push(required(path, 'one of datasetName and datasetUUID is required'));
  }
  if (datasetName !== '' && datasetUUID !== '') {
    errors.push(invalid(path, 'resource', 'datasetName and datasetUUID can not be specified simultaneously'));
  }
  if (datasetName.includes('/')) errors.push(invalid([...path, 'datasetName'], datasetName, "must not contain '/'"));
}

/** Source: validateRBDVolumeSource. */
export function rbd(errors: FieldError[], source: Pick<RBDVolumeSource, 'monitors' | 'image'>, path: FieldPath): void {
  if ((source.monitors ?? []).length === 0) errors.push(required([...path, 'monitors']));
  requireText(errors, source, ['image'], path);
}

/** Source: validateCinderVolumeSource. */
function cinder(errors: FieldError[], source: CinderVolumeSource, path: FieldPath): void {
  requireText(errors, source, ['volumeID'], path);
  checkSecretName(errors, source.secretRef, path);
}

/** Source: validateCephFSVolumeSource. */
export function cephfs(errors: FieldError[], source: Pick<CephFSVolumeSource, 'monitors'>, path: FieldPath): void {
  if ((source.monitors ?? []).length === 0) errors.push(required([...path, 'monitors']));
}

/** `host:port`, the host in brackets if it has colons. Source: net.SplitHostPort. */
function isHostPort(text: string): boolean {
  const match = /^(?:\[([^[\]]*)\]|([^[\]:]*)):([^[\]:]*)$/.exec(text);
  return match !== null;
}

/** Source: validateQuobyteVolumeSource. */
export function quobyte(errors: FieldError[], source: QuobyteVolumeSource, path: FieldPath): void {
  const { registry = '', tenant = '' } = source;
  const pairs = 'must be a host:port pair or multiple pairs separated by commas';
  if (registry === '') errors.push(required([...path, 'registry'], pairs));
  else if (longerThan(tenant, 64)) {
    errors.push(required([...path, 'tenant'], 'must be a UUID and may not exceed a length of 64 characters'));
  } else {
    for (const pair of registry.split(',')) {
      if (!isHostPort(pair)) errors.push(invalid([...path, 'registry'], registry, pairs));
    }
  }
  requireText(errors, source, ['volume'], path);
}

/** Source: validateFCVolumeSource. */
export function fc(errors: FieldError[], source: FCVolumeSource, path: FieldPath): void {
  const { targetWWNs = [], wwids = [], lun } = source;
  if (targetWWNs.length === 0 && wwids.length === 0) {
    errors.push(required([...path, 'targetWWNs'], 'must specify either targetWWNs or wwids, but not both'));
  }
  if (targetWWNs.length === 0) return;
  if (wwids.length > 0) {
    const detail = 'targetWWNs and wwids can not be specified simultaneously';
    errors.push(invalid([...path, 'targetWWNs'], targetWWNs, detail));
  }
  if (lun === undefined) errors.push(required([...path, 'lun'], 'lun is required if targetWWNs is specified'));
  else if (lun < 0 || lun > 255) errors.push(invalid([...path, 'lun'], lun, inclusiveRangeError(0, 255)));
}

/** Source: validateFlexVolumeSource. */
export function flexVolume(
  errors: FieldError[],
  source: Pick<FlexVolumeSource, 'driver' | 'options'>,
  path: FieldPath,
): void {
  requireText(errors, source, ['driver'], path);
  for (const key of Object.keys(source.options ?? {})) {
    const slash = key.indexOf('/');
    const normalized = `.${(slash < 0 ? key : key.slice(0, slash)).toLowerCase()}`;
    if (normalized.endsWith('.kubernetes.io') || normalized.endsWith('.k8s.io')) {
      errors.push(invalid([...path, 'options', { key }], key, 'kubernetes.io and k8s.io namespaces are reserved'));
    }
  }
}

const CACHING_MODES = ['None', 'ReadOnly', 'ReadWrite'];
const DISK_KINDS = ['Dedicated', 'Managed', 'Shared'];
const MANAGED_URI = '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
const BLOB_URI = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';

/** Source: validateAzureDisk. */
export function azureDisk(errors: FieldError[], source: AzureDiskVolumeSource, path: FieldPath): void {
  const { cachingMode, kind, diskURI = '' } = source;
  requireText(errors, source, ['diskName', 'diskURI'], path);
  if (cachingMode !== undefined && !CACHING_MODES.includes(cachingMode)) {
    errors.push(notSupported([...path, 'cachingMode'], cachingMode, CACHING_MODES));
  }
  if (kind === undefined) return;
  if (!DISK_KINDS.includes(kind)) errors.push(notSupported([...path, 'kind'], kind, DISK_KINDS));
  if (kind === 'Managed' && !diskURI.startsWith('/subscriptions/')) {
    errors.push(notSupported([...path, 'diskURI'], diskURI, [MANAGED_URI]));
  }
  if (kind !== 'Managed' && !diskURI.startsWith('https://')) {
    errors.push(notSupported([...path, 'diskURI'], diskURI, [BLOB_URI]));
  }
}

/** Source: validateStorageOSVolumeSource. */
export function storageos(
  errors: FieldError[],
  source: Pick<StorageOSVolumeSource, 'volumeName' | 'volumeNamespace' | 'secretRef'>,
  path: FieldPath,
): void {
  const { volumeName = '', volumeNamespace = '' } = source;
  if (volumeName === '') errors.push(required([...path, 'volumeName']));
  else complain(errors, [...path, 'volumeName'], volumeName, isDns1123Label(volumeName));
  if (volumeNamespace !== '') {
    complain(errors, [...path, 'volumeNamespace'], volumeNamespace, isDns1123Label(volumeNamespace));
  }
  checkSecretName(errors, source.secretRef, path);
}

/** Source: validateScaleIOVolumeSource. */
export function scaleIO(
  errors: FieldError[],
  source: Pick<ScaleIOVolumeSource, 'gateway' | 'system' | 'volumeName'>,
  path: FieldPath,
): void {
  requireText(errors, source, ['gateway', 'system', 'volumeName'], path);
}

/** The types with their rules. Some paths are not what the manifest has: so says the server. */
export const OLD_VOLUME_RULES = {
  gitRepo: rule('gitRepo', gitRepo),
  gcePersistentDisk: rule(
    'gcePersistentDisk',
    (errors, source, path) => {
      requireText(errors, source, ['pdName'], path);
      checkPartition(errors, source.partition, path);
    },
    { named: 'persistentDisk' },
  ),
  awsElasticBlockStore: rule('awsElasticBlockStore', (errors, source, path) => {
    requireText(errors, source, ['volumeID'], path);
    checkPartition(errors, source.partition, path);
  }),
  iscsi: rule('iscsi', iscsi),
  glusterfs: rule('glusterfs', glusterfs),
  flocker: rule('flocker', flocker),
  rbd: rule('rbd', rbd),
  cinder: rule('cinder', cinder),
  cephfs: rule('cephfs', cephfs, { namedAsSecond: 'cephFS' }),
  quobyte: rule('quobyte', quobyte),
  fc: rule('fc', fc),
  flexVolume: rule('flexVolume', flexVolume),
  azureFile: rule('azureFile', (errors, source, path) => {
    requireText(errors, source, ['secretName', 'shareName'], path);
  }),
  vsphereVolume: rule('vsphereVolume', (errors, source, path) => {
    requireText(errors, source, ['volumePath'], path);
  }),
  photonPersistentDisk: rule('photonPersistentDisk', (errors, source, path) => {
    requireText(errors, source, ['pdID'], path);
  }),
  portworxVolume: rule('portworxVolume', (errors, source, path) => {
    requireText(errors, source, ['volumeID'], path);
  }),
  azureDisk: rule('azureDisk', azureDisk),
  storageos: rule('storageos', storageos),
  scaleIO: rule('scaleIO', scaleIO),
};
