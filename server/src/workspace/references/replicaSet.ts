// What a ReplicaSet refers to.
import { podReferences } from '../podReferences.ts';
import type { ReferenceRules } from '../referenceRules.ts';
import { selectorReference } from '../selectorReference.ts';
export const references: ReferenceRules = {
  group: 'apps',
  kind: 'ReplicaSet',
  *references(root) {
    yield* selectorReference(root.get('spec', 'selector'), 'selector');
    yield* podReferences(root.get('spec', 'template'));
  },
};
