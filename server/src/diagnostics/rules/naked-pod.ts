// Pods and ReplicaSets that nobody brings back.
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'naked-pod',
  group: 'practice',
  level: 'strict',
  severity: 'hint',
  kinds: ['/Pod', 'apps/ReplicaSet'],
  scope: 'resource',
  covers: ['KV UNOWNED_POD', 'KV UNOWNED_REPLICA_SET'],
  *find(node) {
    if (node.root.items('metadata', 'ownerReferences').length > 0) return;
    const message =
      node.type === '/Pod'
        ? 'Nobody brings this Pod back when its node fails or is drained. Use a Deployment or a Job.'
        : 'Nobody rolls this ReplicaSet out. Use a Deployment, which makes and replaces ReplicaSets.';
    yield { path: ['kind'], message };
  },
});
