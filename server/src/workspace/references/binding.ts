// What a Binding refers to: the Pod of its name, and the node.
import { kindReference, objectReference } from '../objectReference.ts';
import type { ReferenceRules } from '../referenceRules.ts';

export const references: ReferenceRules = {
  group: '',
  kind: 'Binding',
  *references(root) {
    yield* objectReference(root.get('metadata', 'name'), 'owner', '', 'Pod', { optional: true });
    yield* kindReference(root.get('target'), 'other', true);
  },
};
