// What a PersistentVolume refers to: the claim it is kept for, and its class.
import { objectReference } from '../podReferences.ts';
import type { ReferenceRules } from '../referenceRules.ts';

export const references: ReferenceRules = {
  group: '',
  kind: 'PersistentVolume',
  *references(root) {
    const spec = root.get('spec');
    const claim = spec.get('claimRef');
    yield* objectReference(claim.get('name'), 'claim', '', 'PersistentVolumeClaim', {
      namespace: claim.text('namespace') ?? 'default',
      optional: true,
    });
    const name = spec.get('storageClassName');
    yield* objectReference(name, 'class', 'storage.k8s.io', 'StorageClass', { namespace: '', optional: true });
  },
};
