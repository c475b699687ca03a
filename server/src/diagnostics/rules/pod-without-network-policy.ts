// Pods that everybody may talk to.
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'pod-without-network-policy',
  group: 'practice',
  level: 'strict',
  severity: 'hint',
  kinds: 'pods',
  scope: 'workspace',
  covers: ['KL non-isolated-pod', 'KS pod-networkpolicy', 'PO missingNetworkPolicy'],
  *find(node, { workspace }) {
    if (
      workspace
        .linksTo(node)
        .some(({ from, reference }) => from.type === 'networking.k8s.io/NetworkPolicy' && reference.role === 'selector')
    )
      return;
    yield {
      path: ['metadata', 'name'],
      message: 'No NetworkPolicy selects these Pods: everybody in the cluster may talk to them.',
    };
  },
});
