// What a Role refers to: the objects that its rules name.
import type { ReferenceRules } from '../referenceRules.ts';
import { resourceNameReferences } from '../roleReferences.ts';

export const references: ReferenceRules = {
  group: 'rbac.authorization.k8s.io',
  kind: 'Role',
  *references(root) {
    yield* resourceNameReferences(root, true);
  },
};
