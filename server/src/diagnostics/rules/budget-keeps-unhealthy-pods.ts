// Budgets that also hold back Pods which do not work.
import { addField } from '../../workspace/edit.ts';
import { fixOf } from '../repairs/repair.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'budget-keeps-unhealthy-pods',
  group: 'practice',
  level: 'strict',
  severity: 'info',
  kinds: ['policy/PodDisruptionBudget'],
  scope: 'resource',
  covers: ['KL pdb-unhealthy-pod-eviction-policy'],
  *find(node) {
    const field = node.root.get('spec', 'unhealthyPodEvictionPolicy');
    if (field.exists) return;
    yield {
      path: field.path,
      message:
        'Pods that never become ready count as needed: a drain waits for them for ever. Say unhealthyPodEvictionPolicy: AlwaysAllow.',
      fixes: () =>
        fixOf(
          node.resource,
          'Say AlwaysAllow',
          addField(node.resource, ['spec'], 'unhealthyPodEvictionPolicy', 'AlwaysAllow'),
          true,
        ),
    };
  },
});
