// What an APIService refers to.
import type { ReferenceRules } from '../referenceRules.ts';
import { serviceReference } from '../webhookReferences.ts';

export const references: ReferenceRules = {
  group: 'apiregistration.k8s.io',
  kind: 'APIService',
  *references(root) {
    yield* serviceReference(root.get('spec', 'service'));
  },
};
