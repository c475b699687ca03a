// Defaults of volumes and claims.
// Source: pkg/apis/core/v1/defaults.go and zz_generated.defaults.go, 1.36.
import type {
  DownwardAPIVolumeFile,
  ObjectFieldSelector,
  PersistentVolumeClaimSpec,
  ProjectedVolumeSource,
  Volume,
} from '../types.generated.ts';
import { defaultPullPolicy } from './image.ts';
import { roundToMilli } from './resourceList.ts';

/** 0644 and, for tokens, one hour. */
const DEFAULT_MODE = 0o644;
const TOKEN_SECONDS = 3600;

/** Source: SetDefaults_Volume and what is generated around it. */
export function setVolumeDefaults(volume: Volume): void {
  if (hasNoSource(volume)) volume.emptyDir = {};
  const { image, hostPath, secret, configMap, downwardAPI, projected, ephemeral } = volume;
  if (image !== undefined) image.pullPolicy ||= defaultPullPolicy(image.reference);
  if (hostPath !== undefined) hostPath.type ??= '';
  if (secret !== undefined) secret.defaultMode ??= DEFAULT_MODE;
  if (configMap !== undefined) configMap.defaultMode ??= DEFAULT_MODE;
  if (downwardAPI !== undefined) {
    downwardAPI.defaultMode ??= DEFAULT_MODE;
    downwardAPI.items?.forEach(setDownwardFileDefaults);
  }
  if (projected !== undefined) setProjectedDefaults(projected);
  if (ephemeral?.volumeClaimTemplate !== undefined) setClaimSpecDefaults((ephemeral.volumeClaimTemplate.spec ??= {}));
  setOldVolumeDefaults(volume);
}

/** Of volumes and of the environment. Source: SetDefaults_ObjectFieldSelector. */
export function setFieldSelectorDefaults(selector: ObjectFieldSelector): void {
  selector.apiVersion ||= 'v1';
}

function hasNoSource(volume: Volume): boolean {
  for (const key of Object.keys(volume)) {
    if (key !== 'name' && volume[key as keyof Volume] !== undefined) return false;
  }
  return true;
}

function setDownwardFileDefaults(file: DownwardAPIVolumeFile): void {
  if (file.fieldRef !== undefined) setFieldSelectorDefaults(file.fieldRef);
  if (file.resourceFieldRef !== undefined) file.resourceFieldRef.divisor ??= '0';
}

function setProjectedDefaults(projected: ProjectedVolumeSource): void {
  projected.defaultMode ??= DEFAULT_MODE;
  for (const source of projected.sources ?? []) {
    source.downwardAPI?.items?.forEach(setDownwardFileDefaults);
    if (source.serviceAccountToken !== undefined) source.serviceAccountToken.expirationSeconds ??= TOKEN_SECONDS;
  }
}

/** Volume types that clouds brought before CSI. */
function setOldVolumeDefaults({ iscsi, rbd, azureDisk, scaleIO }: Volume): void {
  if (iscsi !== undefined) iscsi.iscsiInterface ||= 'default';
  if (rbd !== undefined) {
    rbd.pool ||= 'rbd';
    rbd.user ||= 'admin';
    rbd.keyring ||= '/etc/ceph/keyring';
  }
  if (azureDisk !== undefined) {
    azureDisk.cachingMode ??= 'ReadWrite';
    azureDisk.fsType ??= 'ext4';
    azureDisk.readOnly ??= false;
    azureDisk.kind ??= 'Shared';
  }
  if (scaleIO !== undefined) {
    scaleIO.storageMode ||= 'ThinProvisioned';
    scaleIO.fsType ||= 'xfs';
  }
}

/** Source: SetDefaults_PersistentVolumeClaimSpec; dataSource and dataSourceRef are one until they differ on purpose. */
export function setClaimSpecDefaults(spec: PersistentVolumeClaimSpec): void {
  spec.volumeMode ??= 'Filesystem';
  const resources = (spec.resources ??= {});
  roundToMilli(resources.limits);
  roundToMilli(resources.requests);
}
