// What a Job refers to.
import { jobReferences } from '../jobReferences.ts';
import type { ReferenceRules } from '../referenceRules.ts';

export const references: ReferenceRules = {
  group: 'batch',
  kind: 'Job',
  *references(root) {
    yield* jobReferences(root.get('spec'));
  },
};
