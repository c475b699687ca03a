// What a ValidatingAdmissionPolicy refers to: the namespaces that it is about.
import type { ReferenceRules } from '../referenceRules.ts';
import { namespaceSelectorReference } from '../selectorReference.ts';

export const references: ReferenceRules = {
  group: 'admissionregistration.k8s.io',
  kind: 'ValidatingAdmissionPolicy',
  *references(root) {
    yield* namespaceSelectorReference(root.get('spec', 'matchConstraints', 'namespaceSelector'));
  },
};
