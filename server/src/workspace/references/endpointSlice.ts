// What an EndpointSlice refers to: its Service, by label.
import type { ReferenceRules } from '../referenceRules.ts';

export const references: ReferenceRules = {
  group: 'discovery.k8s.io',
  kind: 'EndpointSlice',
  *references(root) {
    const label = 'kubernetes.io/service-name';
    const name = root.textMap('metadata', 'labels')?.[label];
    if (name === undefined || name === '') return;
    yield {
      path: ['metadata', 'labels', { key: label }],
      role: 'owner',
      optional: true,
      target: { type: 'object', group: '', kind: 'Service', name },
    };
  },
};
