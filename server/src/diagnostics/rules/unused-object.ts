// Objects that are there to be named, and nobody names.
import { describeNode } from '../../workspace/graphNode.ts';
import type { GraphNode } from '../../workspace/workspace.ts';
import { simpleRule } from '../rule.ts';

/** Objects that the cluster or a tool looks for by itself. */
const isProvided = ({ type, resource, root }: GraphNode): boolean =>
  (type === '/ServiceAccount' && resource.name === 'default') ||
  (type === '/Secret' && (root.text('type') ?? 'Opaque') !== 'Opaque') ||
  root.get('aggregationRule').exists ||
  root.entries('metadata', 'labels').some(([key]) => key.startsWith('rbac.authorization.k8s.io/aggregate-to-'));

export const rule = simpleRule({
  code: 'unused-object',
  group: 'practice',
  level: 'strict',
  severity: 'hint',
  kinds: [
    '/ConfigMap',
    '/Secret',
    '/ServiceAccount',
    '/PersistentVolumeClaim',
    'rbac.authorization.k8s.io/Role',
    'rbac.authorization.k8s.io/ClusterRole',
  ],
  scope: 'workspace',
  covers: ['KV UNUSED_CONFIG_MAP', 'KV UNUSED_SECRET', 'KV UNUSED_ROLE', 'KV UNUSED_SERVICE_ACCOUNT', 'KV UNUSED_PVC'],
  *find(node, { workspace }) {
    if (node.resource.name === undefined || isProvided(node)) return;
    const users = workspace.linksTo(node).filter(({ from }) => from !== node);
    if (users.length > 0) return;
    yield {
      path: ['metadata', 'name'],
      tags: ['unnecessary'],
      message: `No manifest uses ${describeNode(node)}. An application may read it by itself.`,
    };
  },
});
