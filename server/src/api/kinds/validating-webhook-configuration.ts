// The rules of a ValidatingWebhookConfiguration.
// Source: pkg/registry/admissionregistration/validatingwebhookconfiguration/strategy.go, 1.36.
import { webhookConfigurationRules } from '../validation/webhookConfiguration.ts';

export const kind = webhookConfigurationRules('ValidatingWebhookConfiguration', false);
