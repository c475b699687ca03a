// Deployments that stop everything for a rollout, and DaemonSets that do not roll out at all.
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'recreate-strategy',
  group: 'practice',
  level: 'strict',
  severity: 'info',
  kinds: ['apps/Deployment', 'apps/DaemonSet', 'apps/StatefulSet'],
  scope: 'resource',
  covers: ['KL no-rolling-update-strategy', 'KL update-configuration', 'KS deployment-strategy'],
  *find(node) {
    const field = node.root.get('spec', node.type === 'apps/Deployment' ? 'strategy' : 'updateStrategy', 'type');
    if (field.value !== 'Recreate' && field.value !== 'OnDelete') return;
    const message =
      field.value === 'Recreate'
        ? 'Recreate stops all Pods before the first new one starts: each rollout is an outage.'
        : 'With OnDelete a new template has no effect until somebody deletes Pods.';
    yield { path: field.path, message };
  },
});
