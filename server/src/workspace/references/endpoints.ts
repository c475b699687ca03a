// What an Endpoints object refers to: the Service of the same name.
import { objectReference } from '../podReferences.ts';
import type { ReferenceRules } from '../referenceRules.ts';

export const references: ReferenceRules = {
  group: '',
  kind: 'Endpoints',
  *references(root) {
    yield* objectReference(root.get('metadata', 'name'), 'owner', '', 'Service', { optional: true });
  },
};
