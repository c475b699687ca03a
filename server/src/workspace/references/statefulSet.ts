// What a StatefulSet refers to.
import { objectReference, podReferences } from '../podReferences.ts';
import type { ReferenceRules } from '../referenceRules.ts';
import { selectorReference } from '../selectorReference.ts';

export const references: ReferenceRules = {
  group: 'apps',
  kind: 'StatefulSet',
  *references(root) {
    const spec = root.get('spec');
    yield* selectorReference(spec.get('selector'), 'selector');
    yield* objectReference(spec.get('serviceName'), 'serviceName', '', 'Service');
    for (const claim of spec.items('volumeClaimTemplates')) {
      const name = claim.get('spec', 'storageClassName');
      yield* objectReference(name, 'class', 'storage.k8s.io', 'StorageClass', { namespace: '' });
    }
    const claims = spec.get('volumeClaimTemplates');
    yield* podReferences(spec.get('template'), claims.exists ? claims : undefined);
  },
};
