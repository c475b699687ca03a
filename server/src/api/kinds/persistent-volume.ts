// The rules of a PersistentVolume. Source: pkg/registry/core/persistentvolume/strategy.go, pkg/apis/core/v1/defaults.go, 1.36.
import { roundToMilli } from '../defaults/resourceList.ts';
import { defineKind } from '../kindRules.ts';
import { addFinalizer, keepStatus } from '../strategy.ts';
import type { PersistentVolume } from '../types.generated.ts';
import { volumeWarnings } from '../validation/kindWarnings.ts';
import { validatePersistentVolume, validatePersistentVolumeUpdate } from '../validation/persistentVolume.ts';

export const kind = defineKind<PersistentVolume>({
  gvk: { group: '', version: 'v1', kind: 'PersistentVolume' },
  setDefaults(volume) {
    const spec = (volume.spec ??= {});
    spec.persistentVolumeReclaimPolicy ||= 'Retain';
    spec.volumeMode ??= 'Filesystem';
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
  },
  prepareForCreate(volume) {
    volume.status = { phase: 'Pending' };
    // Admission adds it: StorageObjectInUseProtection.
    addFinalizer(volume, 'kubernetes.io/pv-protection');
  },
  prepareForUpdate: keepStatus,
  validate: (volume) => validatePersistentVolume(volume),
  validateUpdate: validatePersistentVolumeUpdate,
  warnings: volumeWarnings,
});
