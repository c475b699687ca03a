// The rules of a RoleBinding. Source: pkg/registry/rbac/rolebinding/strategy.go, 1.36.
import { defineKind } from '../kindRules.ts';
import type { RoleBinding } from '../types.generated.ts';
import { setBindingDefaults, validateRoleBinding, validateRoleBindingUpdate } from '../validation/rbac.ts';

export const kind = defineKind<RoleBinding>({
  gvk: { group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'RoleBinding' },
  setDefaults: setBindingDefaults,
  validate: validateRoleBinding,
  validateUpdate: validateRoleBindingUpdate,
});
