// Budgets that say neither how many Pods must stay nor how many may go. Nothing may go then: the controller expects no
// Pods, and allows no disruption. Source: pkg/controller/disruption/disruption.go (getExpectedPodCount), 1.36.
import { addField } from '../../workspace/edit.ts';
import { fixOf } from '../repairs/repair.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'budget-without-number',
  group: 'correctness',
  severity: 'warning',
  kinds: ['policy/PodDisruptionBudget'],
  scope: 'resource',
  covers: ['KS poddisruptionbudget-has-policy'],
  *find(node) {
    const spec = node.root.get('spec');
    if (!spec.exists || spec.get('minAvailable').exists || spec.get('maxUnavailable').exists) return;
    yield {
      path: spec.path,
      part: 'key',
      message:
        'The budget says neither minAvailable nor maxUnavailable, and so allows no eviction at all: nodes with its Pods cannot be drained. Say one of them.',
      fixes: () =>
        fixOf(node.resource, 'Let one Pod go at a time', addField(node.resource, ['spec'], 'maxUnavailable', 1), true),
    };
  },
});
