// A role that a binding names and no manifest provides.
import { missingTargetRule } from '../missingTarget.ts';

const BUILT_IN: ReadonlySet<string> = new Set(['cluster-admin', 'admin', 'edit', 'view']);

export const rule = missingTargetRule({
  code: 'missing-role',
  targets: ['rbac.authorization.k8s.io/Role', 'rbac.authorization.k8s.io/ClusterRole'],
  severity: 'hint',
  covers: ['KV MISSING_ROLE', 'KR role-binding-role-ref'],
  consequence: () => 'The binding gives nothing until the role exists.',
  provided: (name) =>
    BUILT_IN.has(name) || name.startsWith('system:') || name === 'extension-apiserver-authentication-reader',
});
