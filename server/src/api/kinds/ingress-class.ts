// The rules of an IngressClass. Source: pkg/registry/networking/ingressclass/strategy.go, 1.36.
import { defineKind } from '../kindRules.ts';
import { beginLife, countGeneration } from '../strategy.ts';
import type { IngressClass } from '../types.generated.ts';
import { validateIngressClass, validateIngressClassUpdate } from '../validation/ingress.ts';

export const kind = defineKind<IngressClass>({
  gvk: { group: 'networking.k8s.io', version: 'v1', kind: 'IngressClass' },
  setDefaults(ingressClass) {
    const parameters = ingressClass.spec?.parameters;
    if (parameters) parameters.scope ??= 'Cluster';
  },
  prepareForCreate: (ingressClass) => beginLife(ingressClass),
  prepareForUpdate: (ingressClass, old) => countGeneration(ingressClass, old),
  validate: validateIngressClass,
  validateUpdate: validateIngressClassUpdate,
});
