// What a CSIStorageCapacity refers to: the class that it is about.
import { clusterReference } from '../objectReference.ts';
import type { ReferenceRules } from '../referenceRules.ts';

export const references: ReferenceRules = {
  group: 'storage.k8s.io',
  kind: 'CSIStorageCapacity',
  *references(root) {
    yield* clusterReference(root.get('storageClassName'), 'class', 'storage.k8s.io', 'StorageClass', true);
  },
};
