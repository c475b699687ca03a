// What a ReplicationController refers to.
import { podReferences } from '../podReferences.ts';
import type { ReferenceRules } from '../referenceRules.ts';
import { mapSelectorReference } from '../selectorReference.ts';
export const references: ReferenceRules = {
  group: '',
  kind: 'ReplicationController',
  *references(root) {
    yield* mapSelectorReference(root.get('spec', 'selector'));
    yield* podReferences(root.get('spec', 'template'));
  },
};
