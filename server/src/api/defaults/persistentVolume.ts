// Defaults of what a PersistentVolume is made of, wherever it stands.
// Source: pkg/apis/core/v1/defaults.go, pkg/apis/storage/v1/zz_generated.defaults.go, 1.36.
import type { PersistentVolumeSpec } from '../types.generated.ts';
import { roundToMilli } from './resourceList.ts';

/** Fills in the defaults of a volume's source and capacity, in place. */
export function setVolumeSourceDefaults(spec: PersistentVolumeSpec): void {
  roundToMilli(spec.capacity);
  if (spec.hostPath) spec.hostPath.type ??= '';
  if (spec.iscsi) spec.iscsi.iscsiInterface ||= 'default';
  if (spec.rbd) {
    spec.rbd.pool ||= 'rbd';
    spec.rbd.user ||= 'admin';
    spec.rbd.keyring ||= '/etc/ceph/keyring';
  }
  if (spec.azureDisk) {
    spec.azureDisk.cachingMode ??= 'ReadWrite';
    spec.azureDisk.kind ??= 'Shared';
    spec.azureDisk.fsType ??= 'ext4';
    spec.azureDisk.readOnly ??= false;
  }
  if (spec.scaleIO) {
    spec.scaleIO.storageMode ||= 'ThinProvisioned';
    spec.scaleIO.fsType ||= 'xfs';
  }
}
