// What a ValidatingAdmissionPolicyBinding refers to: its policy, and the namespaces that it is about.
import { clusterReference, namespaceReference } from '../objectReference.ts';
import type { ReferenceRules } from '../referenceRules.ts';
import { namespaceSelectorReference } from '../selectorReference.ts';

export const references: ReferenceRules = {
  group: 'admissionregistration.k8s.io',
  kind: 'ValidatingAdmissionPolicyBinding',
  *references(root) {
    const policy = root.get('spec', 'policyName');
    yield* clusterReference(policy, 'policy', 'admissionregistration.k8s.io', 'ValidatingAdmissionPolicy', true);
    // Of which kind the parameters are, the policy says.
    yield* namespaceReference(root.get('spec', 'paramRef', 'namespace'));
    yield* namespaceSelectorReference(root.get('spec', 'matchResources', 'namespaceSelector'));
  },
};
