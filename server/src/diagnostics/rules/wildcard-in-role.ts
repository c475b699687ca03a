// Roles that allow everything of something.
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'wildcard-in-role',
  group: 'practice',
  level: 'recommended',
  severity: 'info',
  kinds: ['rbac.authorization.k8s.io/Role', 'rbac.authorization.k8s.io/ClusterRole'],
  scope: 'resource',
  covers: ['KL wildcard-in-rules'],
  *find(node) {
    for (const item of node.root.items('rules')) {
      for (const list of ['verbs', 'resources', 'apiGroups']) {
        for (const entry of item.items(list)) {
          if (entry.value !== '*') continue;
          yield {
            path: entry.path,
            message: `"*" in ${list} also allows what is added in the future. Name what is needed.`,
          };
        }
      }
    }
  },
});
