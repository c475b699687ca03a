// What a StatefulSet refers to.
import { objectReference } from '../objectReference.ts';
import { podReferences } from '../podReferences.ts';
import type { ReferenceRules } from '../referenceRules.ts';
import { selectorReference } from '../selectorReference.ts';
import { claimReferences, oldClassReference } from '../volumeReferences.ts';

export const references: ReferenceRules = {
  group: 'apps',
  kind: 'StatefulSet',
  *references(root) {
    const spec = root.get('spec');
    yield* selectorReference(spec.get('selector'), 'selector');
    yield* objectReference(spec.get('serviceName'), 'serviceName', '', 'Service');
    for (const claim of spec.items('volumeClaimTemplates')) {
      yield* oldClassReference(claim);
      yield* claimReferences(claim.get('spec'));
    }
    const claims = spec.get('volumeClaimTemplates');
    yield* podReferences(spec.get('template'), claims.exists ? claims : undefined);
  },
};
