// A role that a binding names and no manifest provides.
import { missingTargetRule } from '../missingTarget.ts';
import { USER_ROLES } from '../rights.ts';

export const rule = missingTargetRule({
  code: 'missing-role',
  targets: ['rbac.authorization.k8s.io/Role', 'rbac.authorization.k8s.io/ClusterRole'],
  severity: 'hint',
  covers: [
    'KV MISSING_ROLE',
    'KR role-binding-role-ref',
    'PO clusterrolebindingPodExecAttach',
    'PO rolebindingClusterRolePodExecAttach',
    'PO rolebindingRolePodExecAttach',
  ],
  consequence: () => 'The binding gives nothing until the role exists.',
  provided: (name) =>
    USER_ROLES.has(name) || name.startsWith('system:') || name === 'extension-apiserver-authentication-reader',
});
