// The volumes of a Pod or of a template. Source: describeVolumes in kubectl/pkg/describe/describe.go, 1.36. Not
// modelled: the fields of volumes of former cloud providers.
import { compareText } from '../../../base/compare.ts';
import type { PersistentVolume, PersistentVolumeClaim, Volume } from '../../../api/types.generated.ts';
import type { DeepReadonly } from '../../../cluster/controller.ts';
import { classOf } from '../words.ts';
import type { Page } from './page.ts';

type Row = readonly [name: string, value: string | number | boolean | undefined];

const optional = (source: { readonly optional?: boolean | undefined } | undefined): Row => [
  'Optional',
  source?.optional === true,
];

/** The type of a volume in words, and what is said of it. */
function rowsOf(volume: DeepReadonly<Volume>): readonly Row[] | undefined {
  const { hostPath, emptyDir, secret, configMap, persistentVolumeClaim: claim, nfs, csi, image } = volume;
  if (hostPath) {
    return [
      ['Type', 'HostPath (bare host directory volume)'],
      ['Path', hostPath.path],
      ['HostPathType', hostPath.type ?? '<none>'],
    ];
  }
  if (emptyDir) {
    return [
      ['Type', "EmptyDir (a temporary directory that shares a pod's lifetime)"],
      ['Medium', emptyDir.medium ?? ''],
      ['SizeLimit', emptyDir.sizeLimit ?? '<unset>'],
    ];
  }
  if (secret) {
    return [['Type', 'Secret (a volume populated by a Secret)'], ['SecretName', secret.secretName], optional(secret)];
  }
  if (configMap) {
    return [['Type', 'ConfigMap (a volume populated by a ConfigMap)'], ['Name', configMap.name], optional(configMap)];
  }
  if (claim) {
    return [
      ['Type', 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)'],
      ['ClaimName', claim.claimName],
      ['ReadOnly', claim.readOnly === true],
    ];
  }
  if (nfs) {
    return [
      ['Type', 'NFS (an NFS mount that lasts the lifetime of a pod)'],
      ['Server', nfs.server],
      ['Path', nfs.path],
      ['ReadOnly', nfs.readOnly === true],
    ];
  }
  if (csi) {
    return [
      ['Type', 'CSI (a Container Storage Interface (CSI) volume source)'],
      ['Driver', csi.driver],
      ['FSType', csi.fsType ?? ''],
      ['ReadOnly', csi.readOnly === true],
    ];
  }
  if (image) {
    return [
      ['Type', 'Image (a container image or OCI artifact)'],
      ['Reference', image.reference],
      ['PullPolicy', image.pullPolicy],
    ];
  }
  return undefined;
}

function projected(page: Page, volume: DeepReadonly<Volume>): void {
  page.field('Type', 'Projected (a volume that contains injected data from multiple sources)', 2);
  for (const { secret, downwardAPI, configMap, serviceAccountToken } of volume.projected?.sources ?? []) {
    const named = (
      title: string,
      source: { readonly name?: string | undefined; readonly optional?: boolean | undefined },
    ): void => {
      page.field(title, source.name, 2);
      page.field('Optional', source.optional === true, 2);
    };
    if (secret) named('SecretName', secret);
    else if (downwardAPI) page.field('DownwardAPI', true, 2);
    else if (configMap) named('ConfigMapName', configMap);
    else if (serviceAccountToken)
      page.field('TokenExpirationSeconds', serviceAccountToken.expirationSeconds ?? 3600, 2);
  }
}

function downward(page: Page, volume: DeepReadonly<Volume>): void {
  page.field('Type', 'DownwardAPI (a volume populated by information about the pod)', 2);
  page.line(2, 'Items:');
  for (const { fieldRef, resourceFieldRef, path = '' } of volume.downwardAPI?.items ?? []) {
    page.line(3, `${fieldRef?.fieldPath ?? resourceFieldRef?.resource ?? ''} -> ${path}`);
  }
}

function ephemeral(page: Page, volume: DeepReadonly<Volume>): void {
  const claim = volume.ephemeral?.volumeClaimTemplate as DeepReadonly<PersistentVolumeClaim> | undefined;
  page.field(
    'Type',
    'EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)',
    2,
  );
  page.field('StorageClass', claim && classOf(claim), 2);
  page.field('Volume', '', 2);
}

/** What is behind a PersistentVolume. */
export function describeSource(page: Page, spec: NonNullable<DeepReadonly<PersistentVolume>['spec']>): void {
  const { csi, local } = spec;
  if (csi) {
    page.field('Type', 'CSI (a Container Storage Interface (CSI) volume source)', 2);
    page.field('Driver', csi.driver, 2);
    page.field('FSType', csi.fsType ?? '', 2);
    page.field('VolumeHandle', csi.volumeHandle, 2);
    page.field('ReadOnly', csi.readOnly === true, 2);
    const attributes = Object.entries(csi.volumeAttributes ?? {}).map(([key, value]) => `${key}=${value}`);
    const [first = '<none>', ...others] = attributes.sort(compareText);
    page.line(2, `VolumeAttributes:\t${first}`);
    for (const text of others) page.line(2, `\t${text}`);
  } else if (local) {
    page.field('Type', 'LocalVolume (a persistent volume backed by local storage on a node)', 2);
    page.field('Path', local.path, 2);
  } else {
    const rows = rowsOf(spec);
    if (rows) for (const [name, value] of rows) page.field(name, value, 2);
    else page.line(1, '<unknown>');
  }
}

/** The section about volumes. */
export function describeVolumes(
  page: Page,
  volumes: readonly DeepReadonly<Volume>[] | undefined,
  indent: string,
): void {
  page.line(0, `${indent}Volumes:${(volumes ?? []).length === 0 ? '\t<none>' : ''}`);
  for (const volume of volumes ?? []) {
    page.line(1, `${indent === '' ? '' : ' '}${volume.name ?? ''}:`);
    const rows = rowsOf(volume);
    if (rows) for (const [name, value] of rows) page.field(name, value, 2);
    else if (volume.projected) projected(page, volume);
    else if (volume.downwardAPI) downward(page, volume);
    else if (volume.ephemeral) ephemeral(page, volume);
    else page.line(1, '<unknown>');
  }
}
