// Several Pods that a drain may take away at once.
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'disruption-budget-missing',
  group: 'practice',
  level: 'strict',
  severity: 'info',
  kinds: ['apps/Deployment', 'apps/StatefulSet'],
  scope: 'workspace',
  covers: [
    'KS deployment-has-poddisruptionbudget',
    'KS statefulset-has-poddisruptionbudget',
    'PO missingPodDisruptionBudget',
  ],
  *find(node, { workspace }) {
    const links = workspace.linksTo(node);
    const scaler = links.find(({ reference }) => reference.role === 'scaleTarget')?.from;
    const count = scaler?.root.number('spec', 'minReplicas') ?? node.root.number('spec', 'replicas') ?? 1;
    if (count < 2 || links.some(({ from }) => from.type === 'policy/PodDisruptionBudget')) return;
    yield {
      path: ['metadata', 'name'],
      message: 'No PodDisruptionBudget holds Pods of this workload back when nodes are drained: all may go at once.',
    };
  },
});
