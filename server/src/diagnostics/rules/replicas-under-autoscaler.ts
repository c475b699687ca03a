// A fixed number of Pods where an autoscaler decides.
import { removeField } from '../../workspace/edit.ts';
import { describeNode } from '../../workspace/graphNode.ts';
import { SERVING } from '../podSecurity.ts';
import { fixOf } from '../repairs/repair.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'replicas-under-autoscaler',
  group: 'practice',
  level: 'recommended',
  severity: 'warning',
  kinds: SERVING,
  scope: 'workspace',
  covers: ['KS deployment-targeted-by-hpa-does-not-have-replicas-configured'],
  *find(node, { workspace }) {
    const field = node.root.get('spec', 'replicas');
    const scaler = workspace.linksTo(node).find(({ reference }) => reference.role === 'scaleTarget')?.from;
    if (!field.exists || scaler === undefined) return;
    yield {
      path: field.path,
      message: `${describeNode(scaler)} decides how many Pods there are; each apply of this manifest sets the number back. Leave replicas out.`,
      related: [{ node: scaler, path: ['spec', 'scaleTargetRef'], part: 'key', message: 'scales this' }],
      fixes: () => fixOf(node.resource, 'Remove replicas', removeField(node.resource, field.path), true),
    };
  },
});
