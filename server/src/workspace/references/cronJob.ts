// What a CronJob refers to.
import { jobReferences } from '../jobReferences.ts';
import type { ReferenceRules } from '../referenceRules.ts';

export const references: ReferenceRules = {
  group: 'batch',
  kind: 'CronJob',
  *references(root) {
    yield* jobReferences(root.get('spec', 'jobTemplate', 'spec'));
  },
};
