// Roles that read Secrets, make Pods or run commands in them.
import { givesPower, isBootstrapped, meansResource, POWERS } from '../rights.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'powerful-role',
  group: 'practice',
  level: 'strict',
  severity: 'info',
  kinds: ['rbac.authorization.k8s.io/Role', 'rbac.authorization.k8s.io/ClusterRole'],
  scope: 'resource',
  covers: ['PO clusterrolePodExecAttach', 'PO rolePodExecAttach', 'MO KBP107', 'MO KBP108'],
  *find(node) {
    if (isBootstrapped(node)) return;
    for (const item of node.root.items('rules')) {
      const powers = POWERS.filter((power) => givesPower(item, power));
      for (const resource of item.items('resources')) {
        const given = powers.filter((power) => meansResource(resource.value, power.resource));
        if (given.length === 0) continue;
        const what = given.map((power) => power.what).join('; ');
        yield { path: resource.path, message: `Whoever has this role can ${what}. Name only what is needed.` };
      }
    }
  },
});
