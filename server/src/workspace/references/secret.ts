// What a Secret refers to: the ServiceAccount whose token it holds.
import { objectReference } from '../objectReference.ts';
import type { ReferenceRules } from '../referenceRules.ts';

export const references: ReferenceRules = {
  group: '',
  kind: 'Secret',
  *references(root) {
    // Source: pkg/controller/serviceaccount/tokens_controller.go.
    if (root.text('type') !== 'kubernetes.io/service-account-token') return;
    const name = root.get('metadata').walk(['annotations', { key: 'kubernetes.io/service-account.name' }]);
    yield* objectReference(name, 'token', '', 'ServiceAccount');
  },
};
