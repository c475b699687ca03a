// What a NetworkPolicy refers to: the Pods it governs, its peers, and their ports by name.
import type { LabelSelector } from '../../api/types.generated.ts';
import type { Field } from '../field.ts';
import type { Reference, ReferenceRules } from '../referenceRules.ts';
import { readSelector, selectedNamespaces } from '../selector.ts';
import { namespaceSelectorReference } from '../selectorReference.ts';

interface Peer {
  readonly selector: LabelSelector;
  readonly namespaces: 'all' | readonly string[] | undefined;
}

/** The Pods that a peer means; undefined where it means addresses. No `podSelector` is one that selects all. */
function readPeer(peer: Field): Peer | undefined {
  const elsewhere = peer.get('namespaceSelector');
  const selector = readSelector(peer.get('podSelector')) ?? (elsewhere.exists ? {} : undefined);
  if (selector === undefined) return undefined;
  return { selector, namespaces: elsewhere.exists ? selectedNamespaces(elsewhere) : undefined };
}

/** Ports by name: each Pod that is meant has its own idea of them. */
function* portReferences(rule: Field, pods: readonly Peer[]): Iterable<Reference> {
  for (const port of rule.items('ports').map((item) => item.get('port'))) {
    const name = port.text() ?? port.number();
    if (name === undefined) continue;
    for (const { selector, namespaces } of pods) {
      const target = { type: 'pods', selector, namespaces, port: name } as const;
      yield { path: port.path, role: 'port', optional: true, target };
    }
  }
}

function* peerReferences(peers: readonly Field[]): Iterable<Reference> {
  for (const peer of peers) {
    const selector = peer.get('podSelector');
    const read = selector.exists ? readPeer(peer) : undefined;
    if (read) yield { path: selector.path, role: 'other', optional: true, target: { type: 'pods', ...read } };
    yield* namespaceSelectorReference(peer.get('namespaceSelector'));
  }
}

/** Without a peer a rule means everybody. */
const everybody: readonly Peer[] = [{ selector: {}, namespaces: 'all' }];

export const references: ReferenceRules = {
  group: 'networking.k8s.io',
  kind: 'NetworkPolicy',
  *references(root) {
    const spec = root.get('spec');
    if (!spec.exists) return;
    // No `podSelector` is one that selects all Pods of the namespace.
    const selector = readSelector(spec.get('podSelector')) ?? {};
    yield { path: spec.get('podSelector').path, role: 'selector', optional: false, target: { type: 'pods', selector } };
    for (const rule of spec.items('ingress')) {
      yield* peerReferences(rule.items('from'));
      yield* portReferences(rule, [{ selector, namespaces: undefined }]);
    }
    for (const rule of spec.items('egress')) {
      const peers = rule.items('to');
      yield* peerReferences(peers);
      yield* portReferences(rule, peers.length === 0 ? everybody : peers.flatMap((peer) => readPeer(peer) ?? []));
    }
  },
};
