// StorageObjectInUseProtection: volumes and claims wait with their deletion until nobody uses them.
// Source: plugin/pkg/admission/storage/storageobjectinuseprotection/admission.go, 1.36.
import type { AdmissionPlugin } from '../admissionPlugin.ts';

const FINALIZERS: Readonly<Record<string, string>> = {
  PersistentVolumeClaim: 'kubernetes.io/pvc-protection',
  PersistentVolume: 'kubernetes.io/pv-protection',
};

export const admissionPlugin: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  order: 31,
  admit({ operation, gvk }, object) {
    const finalizer = Object.hasOwn(FINALIZERS, gvk.kind) && gvk.group === '' ? FINALIZERS[gvk.kind] : undefined;
    if (operation !== 'CREATE' || finalizer === undefined) return undefined;
    const meta = (object.metadata ??= {});
    if (!meta.finalizers?.includes(finalizer)) meta.finalizers = [...(meta.finalizers ?? []), finalizer];
    return undefined;
  },
};
