// DefaultStorageClass: claims that name no class get the newest of the default ones.
// Source: plugin/pkg/admission/storage/storageclass/setdefault/admission.go, 1.36.
import { setDefaultStorageClass } from '../../api/admission/nodesAndClasses.ts';
import type { AdmissionPlugin } from '../admissionPlugin.ts';
import { surroundingsIn } from '../surroundings.ts';

export const admissionPlugin: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  order: 30,
  admit({ operation, gvk }, object, api) {
    if (operation === 'CREATE' && gvk.kind === 'PersistentVolumeClaim')
      setDefaultStorageClass(object, surroundingsIn(api));
    return undefined;
  },
};
