// The rules of a ClusterRoleBinding. Source: pkg/registry/rbac/clusterrolebinding/strategy.go, 1.36.
import { defineKind } from '../kindRules.ts';
import type { ClusterRoleBinding } from '../types.generated.ts';
import {
  setBindingDefaults,
  validateClusterRoleBinding,
  validateClusterRoleBindingUpdate,
} from '../validation/rbac.ts';

export const kind = defineKind<ClusterRoleBinding>({
  gvk: { group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'ClusterRoleBinding' },
  setDefaults: setBindingDefaults,
  validate: validateClusterRoleBinding,
  validateUpdate: validateClusterRoleBindingUpdate,
});
