// The rules of a PersistentVolume. Source: pkg/registry/core/persistentvolume/strategy.go, pkg/apis/core/v1/defaults.go, 1.36.
import { setVolumeSourceDefaults } from '../defaults/persistentVolume.ts';
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
    setVolumeSourceDefaults(spec);
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
