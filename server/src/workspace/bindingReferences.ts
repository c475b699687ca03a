// What role bindings refer to: the role and the ServiceAccounts that get it.
import type { Field } from './field.ts';
import { clusterReference, namespacedReference, objectReference } from './objectReference.ts';
import type { Reference } from './referenceRules.ts';

const RBAC = 'rbac.authorization.k8s.io';

/** The references of a RoleBinding or ClusterRoleBinding. */
export function* bindingReferences(root: Field): Iterable<Reference> {
  const role = root.get('roleRef');
  const kind = role.text('kind');
  if (kind === 'ClusterRole') yield* clusterReference(role.get('name'), 'role', RBAC, kind);
  else if (kind === 'Role') yield* objectReference(role.get('name'), 'role', RBAC, kind);
  for (const subject of root.items('subjects')) {
    if (subject.text('kind') !== 'ServiceAccount') continue;
    yield* namespacedReference(subject, 'subject', '', 'ServiceAccount');
  }
}
