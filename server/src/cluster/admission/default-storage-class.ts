// DefaultStorageClass: claims that name no class get the newest of the default ones.
// Source: plugin/pkg/admission/storage/storageclass/setdefault/admission.go, 1.36.
import { compareText } from '../../base/compare.ts';
import type { PersistentVolumeClaim, StorageClass } from '../../api/types.generated.ts';
import type { AdmissionPlugin } from '../admissionPlugin.ts';
import type { DeepReadonly } from '../controller.ts';
import { STORAGE_CLASS } from '../types.ts';

const DEFAULTS = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];
const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

const isDefault = (one: DeepReadonly<StorageClass>): boolean =>
  DEFAULTS.some((key) => one.metadata?.annotations?.[key] === 'true');

export const admissionPlugin: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  order: 30,
  admit({ operation, gvk }, object, api) {
    if (operation !== 'CREATE' || gvk.kind !== 'PersistentVolumeClaim') return undefined;
    const claim = object as PersistentVolumeClaim;
    if (claim.spec?.storageClassName !== undefined) return undefined;
    if (claim.metadata?.annotations?.[CLASS_ANNOTATION] !== undefined) return undefined;
    const [newest] = api
      .list<StorageClass>(STORAGE_CLASS)
      .filter(isDefault)
      .sort(
        (a, b) =>
          compareText(b.metadata?.creationTimestamp ?? '', a.metadata?.creationTimestamp ?? '') ||
          compareText(a.metadata?.name ?? '', b.metadata?.name ?? ''),
      );
    if (newest) claim.spec = { ...claim.spec, storageClassName: newest.metadata?.name };
    return undefined;
  },
};
