// What a CSINode refers to: the node of its name, and drivers.
import { clusterReference } from '../objectReference.ts';
import type { ReferenceRules } from '../referenceRules.ts';
import { driverReference } from '../volumeReferences.ts';

export const references: ReferenceRules = {
  group: 'storage.k8s.io',
  kind: 'CSINode',
  *references(root) {
    yield* clusterReference(root.get('metadata', 'name'), 'owner', '', 'Node', true);
    for (const driver of root.items('spec', 'drivers')) yield* driverReference(driver.get('name'));
  },
};
