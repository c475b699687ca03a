// What a VolumeAttachment refers to: a driver, a node, a volume.
import { clusterReference } from '../objectReference.ts';
import type { ReferenceRules } from '../referenceRules.ts';
import { driverReference, persistentVolumeReferences } from '../volumeReferences.ts';

export const references: ReferenceRules = {
  group: 'storage.k8s.io',
  kind: 'VolumeAttachment',
  *references(root) {
    const spec = root.get('spec');
    yield* driverReference(spec.get('attacher'));
    yield* clusterReference(spec.get('nodeName'), 'other', '', 'Node', true);
    yield* clusterReference(spec.get('source', 'persistentVolumeName'), 'claim', '', 'PersistentVolume', true);
    yield* persistentVolumeReferences(spec.get('source', 'inlineVolumeSpec'));
  },
};
