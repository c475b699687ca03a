// What a CronJob refers to.
import { podReferences } from '../podReferences.ts';
import type { ReferenceRules } from '../referenceRules.ts';

export const references: ReferenceRules = {
  group: 'batch',
  kind: 'CronJob',
  *references(root) {
    yield* podReferences(root.get('spec', 'jobTemplate', 'spec', 'template'));
  },
};
