// The rules of a MutatingWebhookConfiguration.
// Source: pkg/registry/admissionregistration/mutatingwebhookconfiguration/strategy.go, 1.36.
import { webhookConfigurationRules } from '../validation/webhookConfiguration.ts';

export const kind = webhookConfigurationRules('MutatingWebhookConfiguration', true);
