// The rules of an Ingress. Source: pkg/registry/networking/ingress/strategy.go, 1.36.
import { setDefaultIngressClass } from '../admission/nodesAndClasses.ts';
import { defineKind } from '../kindRules.ts';
import { beginLife, countGeneration, keepStatus } from '../strategy.ts';
import type { Ingress } from '../types.generated.ts';
import { validateIngress, validateIngressUpdate } from '../validation/ingress.ts';

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

export const kind = defineKind<Ingress>({
  gvk: { group: 'networking.k8s.io', version: 'v1', kind: 'Ingress' },
  admit(ingress, old, around) {
    if (old === undefined) setDefaultIngressClass(ingress, around);
    return [];
  },
  prepareForCreate: (ingress) => beginLife(ingress, { loadBalancer: {} }),
  prepareForUpdate(ingress, old) {
    keepStatus(ingress, old);
    countGeneration(ingress, old);
  },
  validate: validateIngress,
  validateUpdate: validateIngressUpdate,
  warnings(ingress, old) {
    const deprecated =
      old === undefined &&
      ingress.metadata?.annotations?.[CLASS_ANNOTATION] !== undefined &&
      ingress.spec?.ingressClassName === undefined;
    return deprecated
      ? [`annotation "${CLASS_ANNOTATION}" is deprecated, please use 'spec.ingressClassName' instead`]
      : [];
  },
});
