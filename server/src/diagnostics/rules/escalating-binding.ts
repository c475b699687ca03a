// Bindings that give rights which lead to all others: Secrets, new Pods, commands in Pods.
import { allowsEverything, givesPower, isBootstrapped, POWERS } from '../rights.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'escalating-binding',
  group: 'practice',
  level: 'strict',
  severity: 'hint',
  kinds: ['rbac.authorization.k8s.io/RoleBinding', 'rbac.authorization.k8s.io/ClusterRoleBinding'],
  scope: 'workspace',
  covers: [
    'KL access-to-create-pods',
    'KL access-to-secrets',
    'PO clusterrolebindingPodExecAttach',
    'PO rolebindingClusterRolePodExecAttach',
    'PO rolebindingRolePodExecAttach',
  ],
  *find(node, { workspace }) {
    if (isBootstrapped(node)) return;
    const where = node.resource.kind === 'RoleBinding' ? 'in this namespace' : 'in the cluster';
    for (const { reference } of workspace.linksFrom(node)) {
      if (reference.role !== 'role' || reference.target.type !== 'object') continue;
      const [role] = workspace.objectsMeant(node, reference.target);
      const rules = role?.root.items('rules') ?? [];
      const powers = POWERS.filter((power) => rules.some((item) => givesPower(item, power))).map(({ what }) => what);
      if (role === undefined || powers.length === 0 || rules.some(allowsEverything)) continue;
      yield {
        path: ['roleRef', 'name'],
        message: `The subjects can ${powers.join('; ')} (${where}): from there it is one step to other rights. Bind a role without what they do not need.`,
        related: [{ node: role, path: ['rules'], part: 'key', message: 'the rules of the role' }],
      };
    }
  },
});
