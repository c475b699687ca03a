// The rules of a Role. Source: pkg/registry/rbac/role/strategy.go, 1.36.
import { defineKind } from '../kindRules.ts';
import { emptyToNull } from '../strategy.ts';
import type { Role } from '../types.generated.ts';
import { validateRole, validateRoleUpdate } from '../validation/rbac.ts';

export const kind = defineKind<Role>({
  gvk: { group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'Role' },
  prepareForCreate: (role) => emptyToNull(role, 'rules'),
  validate: validateRole,
  validateUpdate: validateRoleUpdate,
});
