// Bindings without subjects.
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'empty-binding',
  group: 'practice',
  level: 'strict',
  severity: 'hint',
  kinds: ['rbac.authorization.k8s.io/RoleBinding', 'rbac.authorization.k8s.io/ClusterRoleBinding'],
  scope: 'resource',
  covers: ['KV UNUSED_ROLE_BINDING'],
  *find(node) {
    if (node.root.items('subjects').length > 0) return;
    yield {
      path: node.root.get('subjects').exists ? ['subjects'] : ['roleRef'],
      part: 'key',
      message: 'Without subjects the binding gives nobody anything.',
    };
  },
});
