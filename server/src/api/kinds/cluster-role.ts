// The rules of a ClusterRole. Source: pkg/registry/rbac/clusterrole/strategy.go, 1.36.
import { defineKind } from '../kindRules.ts';
import { emptyToNull } from '../strategy.ts';
import type { ClusterRole } from '../types.generated.ts';
import { validateClusterRole, validateClusterRoleUpdate } from '../validation/rbac.ts';

export const kind = defineKind<ClusterRole>({
  gvk: { group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'ClusterRole' },
  prepareForCreate: (role) => emptyToNull(role, 'rules'),
  validate: (role) => validateClusterRole(role),
  validateUpdate: validateClusterRoleUpdate,
});
