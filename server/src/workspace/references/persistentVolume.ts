// What a PersistentVolume refers to: the claim it is kept for, its classes, the Secrets of its driver.
import type { ReferenceRules } from '../referenceRules.ts';
import { oldClassReference, persistentVolumeReferences } from '../volumeReferences.ts';

export const references: ReferenceRules = {
  group: '',
  kind: 'PersistentVolume',
  *references(root) {
    yield* oldClassReference(root);
    yield* persistentVolumeReferences(root.get('spec'));
  },
};
