// What an IngressClass refers to: the parameters of its controller.
import { clusterReference, namespacedReference } from '../objectReference.ts';
import type { ReferenceRules } from '../referenceRules.ts';

export const references: ReferenceRules = {
  group: 'networking.k8s.io',
  kind: 'IngressClass',
  *references(root) {
    const parameters = root.get('spec', 'parameters');
    const [group, kind] = [parameters.text('apiGroup') ?? '', parameters.text('kind')];
    if (kind === undefined) return;
    if (parameters.text('scope') === 'Namespace') yield* namespacedReference(parameters, 'other', group, kind);
    else yield* clusterReference(parameters.get('name'), 'other', group, kind);
  },
};
