// What a CustomResourceDefinition refers to: the Service of its conversion webhook.
import type { ReferenceRules } from '../referenceRules.ts';
import { serviceReference } from '../webhookReferences.ts';

export const references: ReferenceRules = {
  group: 'apiextensions.k8s.io',
  kind: 'CustomResourceDefinition',
  *references(root) {
    yield* serviceReference(root.get('spec', 'conversion', 'webhook', 'clientConfig', 'service'));
  },
};
