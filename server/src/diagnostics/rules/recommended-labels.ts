// Workloads without the labels that tools group by.
import { SERVING } from '../podSecurity.ts';
import { simpleRule } from '../rule.ts';

const RECOMMENDED = ['app.kubernetes.io/name', 'app.kubernetes.io/instance'];

export const rule = simpleRule({
  code: 'recommended-labels',
  group: 'practice',
  level: 'strict',
  severity: 'hint',
  kinds: SERVING,
  scope: 'resource',
  covers: ['MO MTD-recommended-labels', 'KS label-values'],
  *find(node) {
    const labels = node.root.textMap('metadata', 'labels');
    const lacking = RECOMMENDED.filter((label) => labels === undefined || !Object.hasOwn(labels, label));
    if (lacking.length === 0) return;
    yield {
      path: ['metadata', 'labels'],
      part: 'key',
      message: `The labels ${lacking.join(', ')} are missing, by which tools find what belongs together.`,
    };
  },
});
