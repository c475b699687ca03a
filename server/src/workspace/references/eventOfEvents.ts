// What an Event of events.k8s.io refers to: the object that it tells of.
import { kindReference } from '../objectReference.ts';
import type { ReferenceRules } from '../referenceRules.ts';

export const references: ReferenceRules = {
  group: 'events.k8s.io',
  kind: 'Event',
  *references(root) {
    yield* kindReference(root.get('regarding'), 'other', true);
    yield* kindReference(root.get('related'), 'other', true);
  },
};
