// What an Ingress refers to: backends, TLS Secrets, its class.
import type { Field } from '../field.ts';
import { clusterReference, kindReference, objectReference } from '../objectReference.ts';
import type { Reference, ReferenceRules } from '../referenceRules.ts';

function* backendReferences(backend: Field): Iterable<Reference> {
  // networking.k8s.io/v1beta1 and extensions/v1beta1 had serviceName and servicePort in the backend itself.
  const old = backend.get('serviceName').exists;
  const nameField = old ? backend.get('serviceName') : backend.get('service', 'name');
  yield* objectReference(nameField, 'backend', '', 'Service');
  const name = nameField.text();
  const portField = old ? backend.get('servicePort') : backend.get('service', 'port');
  const port = portField.text() ?? portField.number() ?? portField.text('name') ?? portField.number('number');
  if (name !== undefined && port !== undefined) {
    const path = old ? portField.path : portField.get(portField.get('name').exists ? 'name' : 'number').path;
    yield { path, role: 'port', optional: false, target: { type: 'object', group: '', kind: 'Service', name, port } };
  }
  yield* kindReference(backend.get('resource'), 'backend');
}

export const references: ReferenceRules = {
  group: 'networking.k8s.io',
  kind: 'Ingress',
  *references(root) {
    const spec = root.get('spec');
    yield* backendReferences(spec.get('defaultBackend'));
    yield* backendReferences(spec.get('backend'));
    for (const rule of spec.items('rules')) {
      for (const path of rule.items('http', 'paths')) yield* backendReferences(path.get('backend'));
    }
    for (const tls of spec.items('tls')) yield* objectReference(tls.get('secretName'), 'tls', '', 'Secret');
    const name = spec.get('ingressClassName');
    yield* clusterReference(name, 'class', 'networking.k8s.io', 'IngressClass');
  },
};
