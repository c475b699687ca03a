// Roles that read Secrets, make Pods or run commands in them.
import { simpleRule } from '../rule.ts';

const POWERS: ReadonlyArray<readonly [resource: string, verbs: readonly string[], what: string]> = [
  ['secrets', ['get', 'list', 'watch'], 'read all Secrets of the namespace, tokens included'],
  ['pods', ['create'], 'make Pods, and in them use every Secret and account of the namespace'],
  ['pods/exec', ['create', 'get'], 'run commands in every Pod of the namespace'],
  ['pods/attach', ['create', 'get'], 'attach to every Pod of the namespace'],
];

export const rule = simpleRule({
  code: 'powerful-role',
  group: 'practice',
  level: 'strict',
  severity: 'info',
  kinds: ['rbac.authorization.k8s.io/Role', 'rbac.authorization.k8s.io/ClusterRole'],
  scope: 'resource',
  covers: [
    'KL access-to-create-pods',
    'KL access-to-secrets',
    'PO clusterrolePodExecAttach',
    'PO rolePodExecAttach',
    'MO KBP107',
    'MO KBP108',
  ],
  *find(node) {
    for (const item of node.root.items('rules')) {
      const verbs = item.items('verbs').flatMap((verb) => verb.text() ?? []);
      for (const resource of item.items('resources')) {
        const power = POWERS.find(([name]) => name === resource.value);
        if (power === undefined || !verbs.some((verb) => verb === '*' || power[1].includes(verb))) continue;
        if (item.items('resourceNames').length > 0) continue;
        yield { path: resource.path, message: `Whoever has this role can ${power[2]}.` };
      }
    }
  },
});
