// The references that a Pod makes, wherever it stands: in a Pod object or in a workload's template.
import { type Field } from './field.ts';
import { clusterReference, keyReference, objectReference } from './objectReference.ts';
import type { Reference } from './referenceRules.ts';
import { schedulingReferences } from './schedulingReferences.ts';
import { subPathReference, volumeReferences } from './volumeReferences.ts';

const CONTAINER_LISTS = ['initContainers', 'containers', 'ephemeralContainers'] as const;

/** A reference to a port of a container, by number or name, from the same container. */
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

/** A reference to a container of the same Pod. */
export function* containerReference(name: Field, pod: Field): Iterable<Reference> {
  const text = name.text();
  if (text === undefined) return;
  const target = { type: 'own', what: 'container', name: text, within: pod.get('spec').path } as const;
  yield { path: name.path, role: 'container', optional: false, target };
}

function* handlerReferences(handler: Field, container: Field): Iterable<Reference> {
  yield* portReference(handler.get('httpGet', 'port'), container);
  yield* portReference(handler.get('tcpSocket', 'port'), container);
  yield* portReference(handler.get('grpc', 'port'), container);
}

function* envReferences(container: Field, pod: Field, mount: (name: Field) => Iterable<Reference>) {
  for (const env of container.items('env')) {
    yield* keyReference(env.get('valueFrom', 'configMapKeyRef'), 'env', 'ConfigMap');
    yield* keyReference(env.get('valueFrom', 'secretKeyRef'), 'env', 'Secret');
    yield* containerReference(env.get('valueFrom', 'resourceFieldRef', 'containerName'), pod);
    yield* mount(env.get('valueFrom', 'fileKeyRef', 'volumeName'));
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
}

function* containerReferences(container: Field, pod: Field, claimTemplates: Field | undefined): Iterable<Reference> {
  const spec = pod.get('spec');
  const what = claimTemplates === undefined ? 'volume' : 'claimTemplate';
  function* mount(field: Field): Iterable<Reference> {
    const name = field.text();
    if (name === undefined) return;
    const target = { type: 'own', what, name, within: spec.get('volumes').path } as const;
    yield { path: field.path, role: 'mount', optional: false, target };
  }
  yield* envReferences(container, pod, mount);
  for (const list of ['volumeMounts', 'volumeDevices']) {
    for (const item of container.items(list)) yield* mount(item.get('name'));
  }
  for (const item of container.items('volumeMounts')) yield* subPathReference(item, spec.items('volumes'));
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    yield* handlerReferences(container.get(probe), container);
  }
  yield* handlerReferences(container.get('lifecycle', 'postStart'), container);
  yield* handlerReferences(container.get('lifecycle', 'preStop'), container);
  yield* containerReference(container.get('targetContainerName'), pod);
  yield* resourceReferences(container, spec);
}

/** The claims that `resources.claims` takes from the Pod's own list. */
function* resourceReferences(holder: Field, spec: Field): Iterable<Reference> {
  for (const claim of holder.items('resources', 'claims')) {
    const name = claim.text('name');
    if (name === undefined) continue;
    const target = { type: 'own', what: 'resourceClaim', name, within: spec.get('resourceClaims').path } as const;
    yield { path: claim.get('name').path, role: 'claim', optional: false, target };
  }
}

/** Files of a volume that show a container's resources. */
const downwardItems = (volume: Field): readonly Field[] => [
  ...volume.items('downwardAPI', 'items'),
  ...volume.items('projected', 'sources').flatMap((source) => source.items('downwardAPI', 'items')),
];

/** Annotations that name a container, for kubectl. Source: staging/src/k8s.io/kubectl/pkg/cmd/util/podcmd/podcmd.go. */
export const CONTAINER_ANNOTATIONS = [
  'kubectl.kubernetes.io/default-container',
  'kubectl.kubernetes.io/default-logs-container',
] as const;

/**
 * Every reference that a Pod makes. `claimTemplates` is where a StatefulSet's claim templates stand, which give
 * volumes too. Source: pkg/api/v1/pod/util.go (VisitPodSecretNames, VisitPodConfigmapNames) for the list of fields.
 */
export function* podReferences(pod: Field, claimTemplates?: Field): Iterable<Reference> {
  const spec = pod.get('spec');
  for (const list of CONTAINER_LISTS) {
    for (const container of spec.items(list)) yield* containerReferences(container, pod, claimTemplates);
  }
  yield* resourceReferences(spec, spec);
  for (const key of CONTAINER_ANNOTATIONS) {
    yield* containerReference(pod.get('metadata').walk(['annotations', { key }]), pod);
  }
  // A claim template takes the place of a volume of the same name.
  const replaced = new Set(claimTemplates?.items().map((claim) => claim.text('metadata', 'name')));
  for (const volume of spec.items('volumes')) {
    if (replaced.has(volume.text('name'))) continue;
    yield* volumeReferences(volume);
    for (const item of downwardItems(volume))
      yield* containerReference(item.get('resourceFieldRef', 'containerName'), pod);
  }
  for (const secret of spec.items('imagePullSecrets')) {
    yield* objectReference(secret.get('name'), 'imagePullSecret', '', 'Secret');
  }
  const account = spec.get('serviceAccountName').exists ? 'serviceAccountName' : 'serviceAccount';
  yield* objectReference(spec.get(account), 'serviceAccount', '', 'ServiceAccount');
  // The Pod has a name in DNS if a headless Service has the subdomain's name; without one it has none, and runs.
  yield* objectReference(spec.get('subdomain'), 'serviceName', '', 'Service', { optional: true });
  yield* clusterReference(spec.get('priorityClassName'), 'class', 'scheduling.k8s.io', 'PriorityClass');
  yield* clusterReference(spec.get('runtimeClassName'), 'class', 'node.k8s.io', 'RuntimeClass');
  yield* clusterReference(spec.get('nodeName'), 'other', '', 'Node');
  yield* objectReference(spec.get('schedulingGroup', 'podGroupName'), 'other', 'scheduling.k8s.io', 'PodGroup');
  for (const claim of spec.items('resourceClaims')) {
    yield* objectReference(claim.get('resourceClaimName'), 'claim', 'resource.k8s.io', 'ResourceClaim');
    const template = claim.get('resourceClaimTemplateName');
    yield* objectReference(template, 'claim', 'resource.k8s.io', 'ResourceClaimTemplate');
  }
  yield* schedulingReferences(pod);
}
