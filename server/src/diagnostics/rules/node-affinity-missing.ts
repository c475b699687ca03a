// Workloads that may run on any node.
import { SERVING, podSpecOf } from '../podSecurity.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'node-affinity-missing',
  group: 'practice',
  level: 'strict',
  severity: 'hint',
  kinds: SERVING,
  scope: 'resource',
  covers: ['KL no-node-affinity'],
  *find(node) {
    const spec = podSpecOf(node);
    if (spec === undefined || spec.get('affinity', 'nodeAffinity').exists || spec.get('nodeSelector').exists) return;
    yield {
      path: spec.get('affinity').path,
      message: 'The Pods may run on any node. Say nodeAffinity or nodeSelector if some are better.',
    };
  },
});
