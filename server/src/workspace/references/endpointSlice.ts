// What an EndpointSlice refers to: its Service, by label, and what answers at its addresses.
import { endpointPortReferences, endpointReferences } from '../endpointReferences.ts';
import { clusterReference } from '../objectReference.ts';
import type { ReferenceRules } from '../referenceRules.ts';

export const references: ReferenceRules = {
  group: 'discovery.k8s.io',
  kind: 'EndpointSlice',
  *references(root) {
    const label = 'kubernetes.io/service-name';
    const name = root.textMap('metadata', 'labels')?.[label];
    for (const endpoint of root.items('endpoints')) {
      yield* endpointReferences(endpoint);
      for (const node of endpoint.items('hints', 'forNodes')) {
        yield* clusterReference(node.get('name'), 'other', '', 'Node', true);
      }
    }
    if (name === undefined || name === '') return;
    yield {
      path: ['metadata', 'labels', { key: label }],
      role: 'owner',
      optional: true,
      target: { type: 'object', group: '', kind: 'Service', name },
    };
    yield* endpointPortReferences(root.items('ports'), name);
  },
};
