// What webhook configurations refer to: the Services that answer.
import type { Field } from './field.ts';
import { namespacedReference } from './objectReference.ts';
import type { Reference } from './referenceRules.ts';
import { namespaceSelectorReference } from './selectorReference.ts';

/** A reference to a Service by namespace, name and port, as webhooks, CRD conversions and APIServices make it. */
export function* serviceReference(service: Field): Iterable<Reference> {
  const namespace = service.text('namespace') ?? 'default';
  yield* namespacedReference(service, 'webhook', '', 'Service', { otherwise: 'default' });
  const name = service.text('name');
  const port = service.number('port');
  if (name !== undefined && port !== undefined) {
    const target = { type: 'object', group: '', kind: 'Service', name, namespace, port } as const;
    yield { path: service.get('port').path, role: 'port', optional: false, target };
  }
}

/** The references of a mutating or validating webhook configuration. */
export function* webhookReferences(root: Field): Iterable<Reference> {
  for (const webhook of root.items('webhooks')) {
    yield* serviceReference(webhook.get('clientConfig', 'service'));
    yield* namespaceSelectorReference(webhook.get('namespaceSelector'));
  }
}
