// What a VolumeAttributesClass refers to: its driver.
import type { ReferenceRules } from '../referenceRules.ts';
import { driverReference } from '../volumeReferences.ts';

export const references: ReferenceRules = {
  group: 'storage.k8s.io',
  kind: 'VolumeAttributesClass',
  *references(root) {
    yield* driverReference(root.get('driverName'));
  },
};
