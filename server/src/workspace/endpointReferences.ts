// What endpoints refer to, in Endpoints and EndpointSlices alike.
import type { Field } from './field.ts';
import { clusterReference, kindReference } from './objectReference.ts';
import type { Reference } from './referenceRules.ts';

/** The references of one address: the Pod behind it, and its node. */
export function* endpointReferences(endpoint: Field): Iterable<Reference> {
  yield* kindReference(endpoint.get('targetRef'), 'other', true);
  yield* clusterReference(endpoint.get('nodeName'), 'other', '', 'Node', true);
}

/** The Service's ports that the ports of its endpoints stand for: those of the same name. */
export function* endpointPortReferences(ports: readonly Field[], service: string | undefined): Iterable<Reference> {
  if (service === undefined) return;
  for (const port of ports) {
    const name = port.text('name');
    if (name === undefined) continue;
    const target = { type: 'object', group: '', kind: 'Service', name: service, port: name } as const;
    yield { path: port.get('name').path, role: 'port', optional: false, target };
  }
}
