// Spread constraints that count no Pods: without a labelSelector, or with one that does not mean the Pods themselves.
// Source: pkg/scheduler/framework/plugins/podtopologyspread/common.go, apimachinery LabelSelectorAsSelector, 1.36.
import { formatSelector, matchesSelector } from '../../api/labelSelector.ts';
import { addField } from '../../workspace/edit.ts';
import { readSelector } from '../../workspace/selector.ts';
import { podSpecOf } from '../podSecurity.ts';
import { fixOf } from '../repairs/repair.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'spread-without-selector',
  group: 'correctness',
  severity: 'warning',
  kinds: 'pods',
  scope: 'resource',
  covers: ['KS pod-topology-spread-constraints'],
  *find(node) {
    const labels = node.podSource?.labels ?? {};
    for (const constraint of podSpecOf(node)?.items('topologySpreadConstraints') ?? []) {
      const field = constraint.get('labelSelector');
      if (!field.exists) {
        const own = node.root.get('spec', 'selector', 'matchLabels').value ?? labels;
        yield {
          path: constraint.get('topologyKey').path,
          message:
            'The constraint has no labelSelector: it counts no Pods and spreads nothing. Select the labels of the Pods that are to be spread.',
          fixes: () =>
            typeof own !== 'object' || own === null || Object.keys(own).length === 0
              ? []
              : fixOf(
                  node.resource,
                  'Select these Pods',
                  addField(node.resource, constraint.path, 'labelSelector', { matchLabels: { ...own } }),
                  true,
                ),
        };
        continue;
      }
      const selector = readSelector(field);
      if (selector === undefined || matchesSelector(selector, labels)) continue;
      yield {
        path: field.path,
        part: 'key',
        severity: 'hint',
        message: `The constraint counts the Pods with ${formatSelector(selector)}, and these Pods are not among them: they do not spread from each other.`,
      };
    }
  },
});
