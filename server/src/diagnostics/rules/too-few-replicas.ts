// Workloads with so few Pods that one failure is an outage.
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'too-few-replicas',
  group: 'practice',
  level: 'strict',
  severity: 'info',
  kinds: ['apps/Deployment'],
  scope: 'workspace',
  covers: [
    'KL minimum-three-replicas',
    'KS deployment-replicas',
    'PO deploymentMissingReplicas',
    'KR replica-count-check',
  ],
  *find(node, { workspace }) {
    const field = node.root.get('spec', 'replicas');
    const replicas = field.number() ?? 1;
    if (replicas === 0 || replicas >= 3) return;
    if (workspace.linksTo(node).some(({ reference }) => reference.role === 'scaleTarget')) return;
    yield {
      path: field.path,
      message: `With ${replicas} ${replicas === 1 ? 'Pod' : 'Pods'} one failure or one drained node is felt. Three or more carry on.`,
    };
  },
});
