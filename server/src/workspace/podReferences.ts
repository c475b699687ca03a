// The references that a Pod makes, wherever it stands: in a Pod object or in a workload's template.
import { type Field } from './field.ts';
import type { Reference, ReferenceRole } from './referenceRules.ts';
import { readSelector } from './selector.ts';

const CONTAINER_LISTS = ['initContainers', 'containers', 'ephemeralContainers'] as const;

/** A reference by name; nothing if the name is not written. */
export function* objectReference(
  name: Field,
  role: ReferenceRole,
  group: string,
  kind: string,
  more: { readonly namespace?: string | undefined; readonly optional?: boolean } = {},
): Iterable<Reference> {
  const text = name.text();
  if (text === undefined) return;
  yield {
    path: name.path,
    role,
    optional: more.optional ?? false,
    target: { type: 'object', group, kind, name: text, namespace: more.namespace },
  };
}

/** A reference by name and key (`configMapKeyRef` and its like): one to the object, one to the key. */
export function* keyReference(ref: Field, role: ReferenceRole, kind: string): Iterable<Reference> {
  const name = ref.text('name');
  if (name === undefined) return;
  const optional = ref.flag('optional');
  yield* objectReference(ref.get('name'), role, '', kind, { optional });
  const key = ref.text('key');
  if (key === undefined) return;
  const target = { type: 'object', group: '', kind, name, key } as const;
  yield { path: ref.get('key').path, role, optional, target };
}

function* itemReferences(source: Field, nameField: string, kind: string): Iterable<Reference> {
  const optional = source.flag('optional');
  const name = source.text(nameField);
  if (name === undefined) return;
  yield* objectReference(source.get(nameField), 'volume', '', kind, { optional });
  for (const item of source.items('items')) {
    const key = item.text('key');
    if (key === undefined) continue;
    const target = { type: 'object', group: '', kind, name, key } as const;
    yield { path: item.get('key').path, role: 'volume', optional, target };
  }
}

function* volumeReferences(volume: Field): Iterable<Reference> {
  yield* itemReferences(volume.get('configMap'), 'name', 'ConfigMap');
  yield* itemReferences(volume.get('secret'), 'secretName', 'Secret');
  yield* objectReference(volume.get('persistentVolumeClaim', 'claimName'), 'claim', '', 'PersistentVolumeClaim');
  for (const source of volume.items('projected', 'sources')) {
    yield* itemReferences(source.get('configMap'), 'name', 'ConfigMap');
    yield* itemReferences(source.get('secret'), 'name', 'Secret');
  }
  const claim = volume.get('ephemeral', 'volumeClaimTemplate', 'spec');
  yield* objectReference(claim.get('storageClassName'), 'class', 'storage.k8s.io', 'StorageClass', { namespace: '' });
  for (const type of ['csi', 'cephfs', 'rbd', 'flexVolume', 'iscsi', 'scaleIO', 'storageos']) {
    const names = type === 'csi' ? ['csi', 'nodePublishSecretRef', 'name'] : [type, 'secretRef', 'name'];
    yield* objectReference(volume.get(...names), 'volume', '', 'Secret');
  }
  yield* objectReference(volume.get('azureFile', 'secretName'), 'volume', '', 'Secret');
}

function* portReference(port: Field, container: Field): Iterable<Reference> {
  const name = port.text() ?? port.number();
  if (name === undefined) return;
  yield {
    path: port.path,
    role: 'port',
    optional: typeof name === 'number',
    target: { type: 'own', what: 'port', name, within: container.get('ports').path },
  };
}

function* handlerReferences(handler: Field, container: Field): Iterable<Reference> {
  yield* portReference(handler.get('httpGet', 'port'), container);
  yield* portReference(handler.get('tcpSocket', 'port'), container);
}

function* containerReferences(container: Field, spec: Field, claimTemplates: Field | undefined) {
  for (const env of container.items('env')) {
    yield* keyReference(env.get('valueFrom', 'configMapKeyRef'), 'env', 'ConfigMap');
    yield* keyReference(env.get('valueFrom', 'secretKeyRef'), 'env', 'Secret');
  }
  for (const source of container.items('envFrom')) {
    for (const [field, kind] of [
      ['configMapRef', 'ConfigMap'],
      ['secretRef', 'Secret'],
    ] as const) {
      const ref = source.get(field);
      yield* objectReference(ref.get('name'), 'envFrom', '', kind, { optional: ref.flag('optional') });
    }
  }
  for (const list of ['volumeMounts', 'volumeDevices']) {
    for (const mount of container.items(list)) {
      const name = mount.text('name');
      if (name === undefined) continue;
      const what = claimTemplates === undefined ? 'volume' : 'claimTemplate';
      const target = { type: 'own', what, name, within: spec.get('volumes').path } as const;
      yield { path: mount.get('name').path, role: 'mount' as const, optional: false, target };
    }
  }
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    yield* handlerReferences(container.get(probe), container);
  }
  yield* handlerReferences(container.get('lifecycle', 'postStart'), container);
  yield* handlerReferences(container.get('lifecycle', 'preStop'), container);
}

function* affinityReferences(spec: Field): Iterable<Reference> {
  for (const kind of ['podAffinity', 'podAntiAffinity']) {
    const affinity = spec.get('affinity', kind);
    const terms = [
      ...affinity.items('requiredDuringSchedulingIgnoredDuringExecution'),
      ...affinity
        .items('preferredDuringSchedulingIgnoredDuringExecution')
        .map((weighted) => weighted.get('podAffinityTerm')),
    ];
    for (const term of terms) {
      const selector = readSelector(term.get('labelSelector'));
      if (selector === undefined) continue;
      const names = term.items('namespaces').flatMap((item) => item.text() ?? []);
      const namespaces = term.get('namespaceSelector').exists ? 'all' : names.length > 0 ? names : undefined;
      const target = { type: 'pods', selector, namespaces } as const;
      yield { path: term.get('labelSelector').path, role: 'affinity', optional: true, target };
    }
  }
  for (const constraint of spec.items('topologySpreadConstraints')) {
    const selector = readSelector(constraint.get('labelSelector'));
    if (selector === undefined) continue;
    const target = { type: 'pods', selector } as const;
    yield { path: constraint.get('labelSelector').path, role: 'spread', optional: true, target };
  }
}

/**
 * Every reference that a Pod makes. `claimTemplates` is where a StatefulSet's claim templates stand, which give
 * volumes too. Source: pkg/api/v1/pod/util.go (VisitPodSecretNames, VisitPodConfigmapNames) for the list of fields.
 */
export function* podReferences(pod: Field, claimTemplates?: Field): Iterable<Reference> {
  const spec = pod.get('spec');
  for (const list of CONTAINER_LISTS) {
    for (const container of spec.items(list)) yield* containerReferences(container, spec, claimTemplates);
  }
  // A claim template takes the place of a volume of the same name.
  const replaced = new Set(claimTemplates?.items().map((claim) => claim.text('metadata', 'name')));
  for (const volume of spec.items('volumes')) if (!replaced.has(volume.text('name'))) yield* volumeReferences(volume);
  for (const secret of spec.items('imagePullSecrets')) {
    yield* objectReference(secret.get('name'), 'imagePullSecret', '', 'Secret');
  }
  const account = spec.get('serviceAccountName').exists ? 'serviceAccountName' : 'serviceAccount';
  yield* objectReference(spec.get(account), 'serviceAccount', '', 'ServiceAccount');
  const cluster = { namespace: '' };
  yield* objectReference(spec.get('priorityClassName'), 'class', 'scheduling.k8s.io', 'PriorityClass', cluster);
  yield* objectReference(spec.get('runtimeClassName'), 'class', 'node.k8s.io', 'RuntimeClass', cluster);
  yield* objectReference(spec.get('nodeName'), 'other', '', 'Node', cluster);
  for (const claim of spec.items('resourceClaims')) {
    yield* objectReference(claim.get('resourceClaimName'), 'claim', 'resource.k8s.io', 'ResourceClaim');
    const template = claim.get('resourceClaimTemplateName');
    yield* objectReference(template, 'claim', 'resource.k8s.io', 'ResourceClaimTemplate');
  }
  yield* affinityReferences(spec);
}
