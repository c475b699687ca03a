// Several Pods of one workload that may all be on one node.
import { isEmptySelector, matchesSelector } from '../../api/labelSelector.ts';
import type { Field } from '../../workspace/field.ts';
import { readSelector } from '../../workspace/selector.ts';
import type { GraphNode } from '../../workspace/workspace.ts';
import { SERVING, podSpecOf } from '../podSecurity.ts';
import { simpleRule } from '../rule.ts';

/** The terms of an anti-affinity, preferred ones included. */
const termsOf = (affinity: Field): readonly Field[] => [
  ...affinity.items('requiredDuringSchedulingIgnoredDuringExecution'),
  ...affinity.items('preferredDuringSchedulingIgnoredDuringExecution').map((item) => item.get('podAffinityTerm')),
];

/** Whether a term is about the Pods themselves: their labels, in their namespace. */
function meansItself(node: GraphNode, term: Field): boolean {
  const selector = readSelector(term.get('labelSelector'));
  if (selector === undefined || !matchesSelector(selector, node.podSource?.labels)) return false;
  const namespaces = term.items('namespaces').flatMap((item) => item.text() ?? []);
  const own = node.resource.namespace;
  if (own === undefined || namespaces.includes(own)) return true;
  const others = readSelector(term.get('namespaceSelector'));
  // Labels of the namespace may stand anywhere.
  return others === undefined ? namespaces.length === 0 : isEmptySelector(others) || namespaces.length === 0;
}

export const rule = simpleRule({
  code: 'anti-affinity-missing',
  group: 'practice',
  level: 'strict',
  severity: 'info',
  kinds: SERVING,
  scope: 'resource',
  covers: [
    'KL no-anti-affinity',
    'KS deployment-has-host-podantiaffinity',
    'KS statefulset-has-host-podantiaffinity',
    'KS pod-topology-spread-constraints',
    'PO topologySpreadConstraint',
  ],
  *find(node) {
    const replicas = node.root.number('spec', 'replicas') ?? 1;
    const spec = podSpecOf(node);
    if (replicas < 2 || spec === undefined) return;
    if (spec.items('topologySpreadConstraints').length > 0) return;
    const affinity = spec.get('affinity', 'podAntiAffinity');
    const terms = termsOf(affinity);
    if (terms.some((term) => meansItself(node, term))) return;
    if (terms.length > 0) {
      yield {
        path: affinity.path,
        part: 'key',
        message: `The anti-affinity is about other Pods: all ${replicas} of these may be on one node. Select their own labels and namespace.`,
      };
      return;
    }
    yield {
      path: spec.get('affinity').path,
      message: `All ${replicas} Pods may be on one node and fall with it. Say podAntiAffinity or topologySpreadConstraints.`,
    };
  },
});
