// What an Endpoints object refers to: the Service of the same name, and what answers at its addresses.
import { endpointPortReferences, endpointReferences } from '../endpointReferences.ts';
import { objectReference } from '../objectReference.ts';
import type { ReferenceRules } from '../referenceRules.ts';

export const references: ReferenceRules = {
  group: '',
  kind: 'Endpoints',
  *references(root) {
    const name = root.get('metadata', 'name');
    yield* objectReference(name, 'owner', '', 'Service', { optional: true });
    for (const subset of root.items('subsets')) {
      for (const address of [...subset.items('addresses'), ...subset.items('notReadyAddresses')]) {
        yield* endpointReferences(address);
      }
      yield* endpointPortReferences(subset.items('ports'), name.text());
    }
  },
};
