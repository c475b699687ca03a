// Bindings that give all rights.
import { allowsEverything, isBootstrapped } from '../rights.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'powerful-binding',
  group: 'practice',
  level: 'strict',
  severity: 'info',
  kinds: ['rbac.authorization.k8s.io/RoleBinding', 'rbac.authorization.k8s.io/ClusterRoleBinding'],
  scope: 'workspace',
  covers: [
    'KL cluster-admin-role-binding',
    'PO clusterrolebindingClusterAdmin',
    'PO clusterrolebindingPodExecAttach',
    'PO rolebindingClusterAdminClusterRole',
    'PO rolebindingClusterAdminRole',
    'PO rolebindingClusterRolePodExecAttach',
    'PO rolebindingRolePodExecAttach',
  ],
  *find(node, { workspace }) {
    if (isBootstrapped(node)) return;
    const field = node.root.get('roleRef', 'name');
    const where = node.resource.kind === 'RoleBinding' ? 'in this namespace' : 'in the cluster';
    if (field.value === 'cluster-admin') {
      yield { path: field.path, message: `The subjects may do everything ${where}. Bind a role with what they need.` };
      return;
    }
    for (const { reference } of workspace.linksFrom(node)) {
      if (reference.role !== 'role' || reference.target.type !== 'object') continue;
      const [role] = workspace.objectsMeant(node, reference.target);
      if (role?.root.items('rules').some(allowsEverything) !== true) continue;
      yield {
        path: field.path,
        message: `The role allows everything, and the subjects get it ${where}. Bind a role with what they need.`,
        related: [{ node: role, path: ['rules'], part: 'key', message: 'the rules of the role' }],
      };
    }
  },
});
