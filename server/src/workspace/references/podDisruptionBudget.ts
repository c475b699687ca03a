// What a PodDisruptionBudget refers to.
import type { ReferenceRules } from '../referenceRules.ts';
import { selectorReference } from '../selectorReference.ts';

export const references: ReferenceRules = {
  group: 'policy',
  kind: 'PodDisruptionBudget',
  *references(root) {
    yield* selectorReference(root.get('spec', 'selector'), 'selector');
  },
};
