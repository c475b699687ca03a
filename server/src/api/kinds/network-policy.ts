// The rules of a NetworkPolicy. Source: pkg/registry/networking/networkpolicy/strategy.go,
// pkg/apis/networking/v1/defaults.go, 1.36.
import { defineKind } from '../kindRules.ts';
import { beginLife, countGeneration } from '../strategy.ts';
import type { NetworkPolicy } from '../types.generated.ts';
import { networkPolicyWarnings } from '../validation/kindWarnings.ts';
import { validateNetworkPolicy, validateNetworkPolicyUpdate } from '../validation/networkPolicy.ts';

export const kind = defineKind<NetworkPolicy>({
  gvk: { group: 'networking.k8s.io', version: 'v1', kind: 'NetworkPolicy' },
  setDefaults(policy) {
    const spec = (policy.spec ??= {});
    // A selector that is not written selects all Pods; it is no pointer.
    spec.podSelector ??= {};
    if ((spec.policyTypes?.length ?? 0) === 0) {
      // A policy that does not say so is about ingress; about egress, too, if it has rules for it.
      spec.policyTypes = (spec.egress?.length ?? 0) > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
    }
    for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) {
      for (const port of rule.ports ?? []) port.protocol ??= 'TCP';
    }
  },
  prepareForCreate: (policy) => beginLife(policy),
  prepareForUpdate: (policy, old) => countGeneration(policy, old),
  validate: validateNetworkPolicy,
  validateUpdate: validateNetworkPolicyUpdate,
  warnings: networkPolicyWarnings,
});
