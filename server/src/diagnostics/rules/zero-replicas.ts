// Workloads that are scaled to nothing.
import { SERVING } from '../podSecurity.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'zero-replicas',
  group: 'practice',
  level: 'strict',
  severity: 'hint',
  kinds: SERVING,
  scope: 'resource',
  covers: ['Popeye 500'],
  *find(node) {
    const field = node.root.get('spec', 'replicas');
    if (field.value === 0) yield { path: field.path, message: 'Nothing runs: replicas is 0.' };
  },
});
