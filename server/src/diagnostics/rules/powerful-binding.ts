// Bindings that give all rights, or the right to run commands in Pods.
import type { Field } from '../../workspace/field.ts';
import { simpleRule } from '../rule.ts';

const ALL = (items: readonly Field[]): boolean => items.some((item) => item.value === '*');

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
    const field = node.root.get('roleRef', 'name');
    if (field.value === 'cluster-admin') {
      yield {
        path: field.path,
        message:
          'The subjects may do everything' +
          (node.resource.kind === 'RoleBinding' ? ' in this namespace.' : ' in the cluster.'),
      };
      return;
    }
    for (const { reference } of workspace.linksFrom(node)) {
      if (reference.role !== 'role' || reference.target.type !== 'object') continue;
      const [role] = workspace.objectsMeant(node, reference.target);
      const rules = role?.root.items('rules') ?? [];
      const resources = rules.flatMap((item) => item.items('resources').flatMap((resource) => resource.text() ?? []));
      if (rules.some((item) => ALL(item.items('verbs')) && ALL(item.items('resources')))) {
        yield { path: field.path, message: 'The role allows everything, and the subjects get it.' };
      } else if (resources.some((resource) => /^pods\/(?:exec|attach)$/.test(resource))) {
        yield { path: field.path, message: 'The subjects may run commands in Pods.' };
      }
    }
  },
});
