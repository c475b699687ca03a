// Pods whose traffic is limited in one direction only.
import type { GraphNode } from '../../workspace/workspace.ts';
import { simpleRule } from '../rule.ts';

/** The directions that a policy governs; without policyTypes by what it says. Source: pkg/apis/networking/v1/defaults.go. */
function directionsOf(policy: GraphNode): readonly string[] {
  const types = policy.root.items('spec', 'policyTypes').flatMap((type) => type.text() ?? []);
  if (types.length > 0) return types;
  return policy.root.items('spec', 'egress').length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

export const rule = simpleRule({
  code: 'one-way-network-policy',
  group: 'practice',
  level: 'strict',
  severity: 'hint',
  kinds: 'pods',
  scope: 'workspace',
  covers: ['KS pod-networkpolicy', 'PO missingNetworkPolicy'],
  *find(node, { workspace }) {
    const policies = workspace
      .linksTo(node)
      .filter(({ from, reference }) => from.type === 'networking.k8s.io/NetworkPolicy' && reference.role === 'selector')
      .map(({ from }) => from);
    if (policies.length === 0) return;
    const governed = policies.flatMap(directionsOf);
    const open = governed.includes('Ingress') ? 'Egress' : 'Ingress';
    if (governed.includes(open)) return;
    yield {
      path: ['metadata', 'name'],
      message:
        open === 'Egress'
          ? 'NetworkPolicies say who may talk to these Pods, and none says whom they may talk to: they reach everything. Add a policy for Egress.'
          : 'NetworkPolicies say whom these Pods may talk to, and none says who may talk to them: everybody may. Add a policy for Ingress.',
      related: policies
        .slice(0, 3)
        .map((from) => ({ node: from, path: ['metadata', 'name'], message: 'selects them' })),
    };
  },
});
