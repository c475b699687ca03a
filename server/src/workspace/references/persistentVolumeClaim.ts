// What a PersistentVolumeClaim refers to: a volume, classes, the source of its data.
import type { ReferenceRules } from '../referenceRules.ts';
import { claimReferences, oldClassReference } from '../volumeReferences.ts';

export const references: ReferenceRules = {
  group: '',
  kind: 'PersistentVolumeClaim',
  *references(root) {
    yield* oldClassReference(root);
    yield* claimReferences(root.get('spec'));
  },
};
