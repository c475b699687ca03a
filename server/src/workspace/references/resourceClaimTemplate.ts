// What a ResourceClaimTemplate refers to: the classes of the devices that it asks for.
import { deviceReferences } from '../deviceReferences.ts';
import type { ReferenceRules } from '../referenceRules.ts';

export const references: ReferenceRules = {
  group: 'resource.k8s.io',
  kind: 'ResourceClaimTemplate',
  *references(root) {
    yield* deviceReferences(root.get('spec', 'spec'));
  },
};
