// What a ClusterRoleBinding refers to.
import { bindingReferences } from '../bindingReferences.ts';
import type { ReferenceRules } from '../referenceRules.ts';

export const references: ReferenceRules = {
  group: 'rbac.authorization.k8s.io',
  kind: 'ClusterRoleBinding',
  references: bindingReferences,
};
