// What a ResourceSlice refers to: the nodes that have its devices.
import { clusterReference } from '../objectReference.ts';
import type { ReferenceRules } from '../referenceRules.ts';

export const references: ReferenceRules = {
  group: 'resource.k8s.io',
  kind: 'ResourceSlice',
  *references(root) {
    const spec = root.get('spec');
    for (const holder of [spec, ...spec.items('devices')]) {
      yield* clusterReference(holder.get('nodeName'), 'other', '', 'Node', true);
    }
  },
};
