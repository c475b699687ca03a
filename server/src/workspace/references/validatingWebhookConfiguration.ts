// What a ValidatingWebhookConfiguration refers to.
import type { ReferenceRules } from '../referenceRules.ts';
import { webhookReferences } from '../webhookReferences.ts';

export const references: ReferenceRules = {
  group: 'admissionregistration.k8s.io',
  kind: 'ValidatingWebhookConfiguration',
  references: webhookReferences,
};
