// What a request for devices refers to: their classes.
import type { Field } from './field.ts';
import { clusterReference } from './objectReference.ts';
import type { Reference } from './referenceRules.ts';

const GROUP = 'resource.k8s.io';

/** The references of a ResourceClaim's `spec`, also where it is a template. */
export function* deviceReferences(spec: Field): Iterable<Reference> {
  for (const request of spec.items('devices', 'requests')) {
    // Before v1 the class of the one kind of devices stood in the request itself.
    for (const exact of [request, request.get('exactly'), ...request.items('firstAvailable')]) {
      yield* clusterReference(exact.get('deviceClassName'), 'class', GROUP, 'DeviceClass');
    }
  }
}
