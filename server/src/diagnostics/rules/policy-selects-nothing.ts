// A NetworkPolicy or PodDisruptionBudget whose selector matches no Pod that any manifest makes.
import { formatSelector, isEmptySelector } from '../../api/labelSelector.ts';
import type { LabelSelector } from '../../api/types.generated.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { defineRule } from '../rule.ts';
import { mayBeMadeElsewhere } from '../selectsNothing.ts';

interface Found {
  readonly path: FieldPath;
  readonly selector: LabelSelector;
}

export const rule = defineRule<Found>({
  code: 'policy-selects-nothing',
  group: 'references',
  severity: 'warning',
  kinds: ['networking.k8s.io/NetworkPolicy', 'policy/PodDisruptionBudget'],
  scope: 'workspace',
  covers: [
    'KL dangling-networkpolicy',
    'KS networkpolicy-targets-pod',
    'KR network-policy-pod-selector-ref',
    'KS deployment-has-poddisruptionbudget',
    'KS statefulset-has-poddisruptionbudget',
    'PO missingPodDisruptionBudget',
  ],
  *find(node, { workspace }) {
    for (const { reference } of workspace.linksFrom(node)) {
      const { target } = reference;
      if (reference.role !== 'selector' || target.type !== 'pods' || isEmptySelector(target.selector)) continue;
      if (workspace.podsMeant(node, target).length > 0) continue;
      yield { path: reference.path, selector: target.selector };
    }
  },
  describe: ({ path, selector }, node, context) => ({
    path,
    part: 'key',
    ...(mayBeMadeElsewhere(node, selector, context) ? { severity: 'hint' as const } : {}),
    message:
      `No Pod or template in the workspace matches ${formatSelector(selector)}: the ${node.resource.kind} governs nothing. ` +
      'Correct the selector or the labels.',
  }),
});
