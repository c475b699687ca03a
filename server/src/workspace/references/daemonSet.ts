// What a DaemonSet refers to.
import { podReferences } from '../podReferences.ts';
import type { ReferenceRules } from '../referenceRules.ts';
import { selectorReference } from '../selectorReference.ts';
export const references: ReferenceRules = {
  group: 'apps',
  kind: 'DaemonSet',
  *references(root) {
    yield* selectorReference(root.get('spec', 'selector'), 'selector');
    yield* podReferences(root.get('spec', 'template'));
  },
};
