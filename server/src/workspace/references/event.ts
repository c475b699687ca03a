// What an Event refers to: the object that it tells of.
import { kindReference } from '../objectReference.ts';
import type { ReferenceRules } from '../referenceRules.ts';

export const references: ReferenceRules = {
  group: '',
  kind: 'Event',
  *references(root) {
    yield* kindReference(root.get('involvedObject'), 'other', true);
    yield* kindReference(root.get('related'), 'other', true);
  },
};
