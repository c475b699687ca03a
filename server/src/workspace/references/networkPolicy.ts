// What a NetworkPolicy refers to: the Pods it governs and its peers.
import type { ReferenceRules } from '../referenceRules.ts';
import { readSelector } from '../selector.ts';
import { selectorReference } from '../selectorReference.ts';

export const references: ReferenceRules = {
  group: 'networking.k8s.io',
  kind: 'NetworkPolicy',
  *references(root) {
    const spec = root.get('spec');
    yield* selectorReference(spec.get('podSelector'), 'selector');
    for (const [list, peers] of [
      ['ingress', 'from'],
      ['egress', 'to'],
    ] as const) {
      for (const peer of spec.items(list).flatMap((rule) => rule.items(peers))) {
        const selector = readSelector(peer.get('podSelector'));
        if (selector === undefined) continue;
        const namespaces = peer.get('namespaceSelector').exists ? 'all' : undefined;
        const target = { type: 'pods', selector, namespaces } as const;
        yield { path: peer.get('podSelector').path, role: 'other', optional: true, target };
      }
    }
  },
};
