// What a PersistentVolumeClaim refers to: a volume, a class, the source of its data.
import { objectReference } from '../podReferences.ts';
import type { ReferenceRules } from '../referenceRules.ts';

export const references: ReferenceRules = {
  group: '',
  kind: 'PersistentVolumeClaim',
  *references(root) {
    const spec = root.get('spec');
    const cluster = { namespace: '' };
    yield* objectReference(spec.get('volumeName'), 'claim', '', 'PersistentVolume', cluster);
    yield* objectReference(spec.get('storageClassName'), 'class', 'storage.k8s.io', 'StorageClass', cluster);
    const source = spec.get('dataSource').exists ? spec.get('dataSource') : spec.get('dataSourceRef');
    const kind = source.text('kind');
    if (kind !== undefined) yield* objectReference(source.get('name'), 'claim', source.text('apiGroup') ?? '', kind);
  },
};
