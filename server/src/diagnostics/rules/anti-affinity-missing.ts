// Several Pods of one workload that may all be on one node.
import { SERVING, podSpecOf } from '../podSecurity.ts';
import { simpleRule } from '../rule.ts';

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
    if (spec.get('affinity', 'podAntiAffinity').exists || spec.get('topologySpreadConstraints').exists) return;
    yield {
      path: spec.get('affinity').path,
      message: `All ${replicas} Pods may be on one node and fall with it. Say podAntiAffinity or topologySpreadConstraints.`,
    };
  },
});
