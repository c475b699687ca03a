// What a Pod refers to.
import { podReferences } from '../podReferences.ts';
import type { ReferenceRules } from '../referenceRules.ts';

export const references: ReferenceRules = {
  group: '',
  kind: 'Pod',
  *references(root) {
    yield* podReferences(root);
  },
};
