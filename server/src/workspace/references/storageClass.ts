// What a StorageClass refers to: its driver, and the Secrets that its parameters name.
import type { Field } from '../field.ts';
import { namespaceReference, objectReference } from '../objectReference.ts';
import type { Reference, ReferenceRules } from '../referenceRules.ts';
import { driverReference } from '../volumeReferences.ts';

/** The steps for which a CSI driver is given a Secret. Source: kubernetes-csi.github.io/docs/secrets-and-credentials-storage-class. */
const STEPS = ['provisioner', 'controller-publish', 'node-stage', 'node-publish', 'controller-expand', 'node-expand'];

function* secretReferences(parameters: Field): Iterable<Reference> {
  for (const step of STEPS) {
    const at = (what: string): Field => parameters.walk([{ key: `csi.storage.k8s.io/${step}-secret-${what}` }]);
    const name = at('name').text();
    const namespace = at('namespace').text();
    // `${pvc.name}` and its like are filled in for each claim.
    if (name === undefined || namespace === undefined || `${name}${namespace}`.includes('${')) continue;
    yield* objectReference(at('name'), 'volume', '', 'Secret', { namespace });
    yield* namespaceReference(at('namespace'));
  }
}

export const references: ReferenceRules = {
  group: 'storage.k8s.io',
  kind: 'StorageClass',
  *references(root) {
    yield* driverReference(root.get('provisioner'));
    yield* secretReferences(root.get('parameters'));
  },
};
