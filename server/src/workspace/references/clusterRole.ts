// What a ClusterRole refers to: the roles that it gathers, and the objects that it names.
import type { ReferenceRules } from '../referenceRules.ts';
import { resourceNameReferences } from '../roleReferences.ts';
import { labelledReference } from '../selectorReference.ts';

export const references: ReferenceRules = {
  group: 'rbac.authorization.k8s.io',
  kind: 'ClusterRole',
  *references(root) {
    for (const selector of root.items('aggregationRule', 'clusterRoleSelectors')) {
      yield* labelledReference(selector, 'role', 'rbac.authorization.k8s.io', 'ClusterRole');
    }
    yield* resourceNameReferences(root, false);
  },
};
