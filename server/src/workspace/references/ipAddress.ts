// What an IPAddress refers to: the object that has the address.
import { resourceNamed } from '../../api/resource.ts';
import { parseApiVersion } from '../../api/gvk.ts';
import { namespacedReference } from '../objectReference.ts';
import type { ReferenceRules } from '../referenceRules.ts';

export const references: ReferenceRules = {
  group: 'networking.k8s.io',
  kind: 'IPAddress',
  *references(root) {
    const parent = root.get('spec', 'parentRef');
    const group = parent.text('group') ?? '';
    const row = resourceNamed(`${parent.text('resource') ?? ''}.${group}`);
    if (row === undefined || parseApiVersion(row.apiVersion).group !== group) return;
    const otherwise = row.namespaced ? undefined : '';
    yield* namespacedReference(parent, 'owner', group, row.kind, { otherwise, optional: true });
  },
};
