// Budgets that never let a Pod go.
import { describeNode } from '../../workspace/graphNode.ts';
import { SERVING } from '../podSecurity.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'budget-blocks-eviction',
  group: 'practice',
  level: 'recommended',
  severity: 'warning',
  kinds: ['policy/PodDisruptionBudget'],
  scope: 'workspace',
  covers: [
    'KL pdb-max-unavailable',
    'KL pdb-min-available',
    'PO pdbDisruptionsIsZero',
    'PO pdbMinAvailableGreaterThanHPAMinReplicas',
  ],
  *find(node, { workspace }) {
    const spec = node.root.get('spec');
    const unavailable = spec.get('maxUnavailable');
    if (unavailable.value === 0 || unavailable.value === '0%') {
      yield {
        path: unavailable.path,
        message: 'maxUnavailable 0 never lets a Pod go: nodes cannot be drained, and upgrades hang.',
      };
    }
    const available = spec.get('minAvailable');
    if (available.value === '100%') {
      yield {
        path: available.path,
        message: 'minAvailable 100% never lets a Pod go: nodes cannot be drained, and upgrades hang.',
      };
    }
    const minimum = available.number();
    if (minimum === undefined) return;
    for (const { reference } of workspace.linksFrom(node)) {
      if (reference.target.type !== 'pods') continue;
      const owners = workspace.podsMeant(node, reference.target).filter((pod) => SERVING.includes(pod.type));
      if (owners.length !== 1 || owners[0] === undefined) continue;
      const scaler = workspace.linksTo(owners[0]).find((link) => link.reference.role === 'scaleTarget')?.from;
      const count =
        scaler === undefined
          ? (owners[0].root.number('spec', 'replicas') ?? 1)
          : (scaler.root.number('spec', 'minReplicas') ?? 1);
      if (minimum < count || count === 0) continue;
      const who =
        scaler === undefined
          ? `${describeNode(owners[0])} has ${count}`
          : `${describeNode(scaler)} goes down to ${count}`;
      yield {
        path: available.path,
        message: `minAvailable is ${minimum} and ${who}: no Pod may ever go, nodes cannot be drained.`,
      };
    }
  },
});
