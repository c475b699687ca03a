// What a ServiceAccount refers to.
import { objectReference } from '../objectReference.ts';
import type { ReferenceRules } from '../referenceRules.ts';

export const references: ReferenceRules = {
  group: '',
  kind: 'ServiceAccount',
  *references(root) {
    for (const secret of root.items('secrets')) yield* objectReference(secret.get('name'), 'other', '', 'Secret');
    for (const secret of root.items('imagePullSecrets')) {
      yield* objectReference(secret.get('name'), 'imagePullSecret', '', 'Secret');
    }
  },
};
