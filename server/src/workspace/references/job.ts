// What a Job refers to.
import { podReferences } from '../podReferences.ts';
import type { ReferenceRules } from '../referenceRules.ts';

export const references: ReferenceRules = {
  group: 'batch',
  kind: 'Job',
  *references(root) {
    yield* podReferences(root.get('spec', 'template'));
  },
};
