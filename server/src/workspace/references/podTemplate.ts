// What a PodTemplate refers to.
import { podReferences } from '../podReferences.ts';
import type { ReferenceRules } from '../referenceRules.ts';

export const references: ReferenceRules = {
  group: '',
  kind: 'PodTemplate',
  *references(root) {
    yield* podReferences(root.get('template'));
  },
};
