// What volumes refer to, wherever they stand: in a Pod, in a claim, in a PersistentVolume.
import type { Field } from './field.ts';
import {
  clusterReference,
  kindReference,
  namespacedReference,
  namespaceReference,
  objectReference,
} from './objectReference.ts';
import type { Reference } from './referenceRules.ts';
import { labelledReference } from './selectorReference.ts';

const STORAGE = 'storage.k8s.io';

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

/** Volume types of a Pod whose `secretRef` names a Secret of the Pod's namespace. */
const WITH_SECRET = ['cephfs', 'cinder', 'flexVolume', 'iscsi', 'rbd', 'scaleIO', 'storageos'] as const;

/** The references of one entry of a Pod's `volumes`. Source: pkg/api/v1/pod/util.go, VisitPodSecretNames and its kin. */
export function* volumeReferences(volume: Field): Iterable<Reference> {
  yield* itemReferences(volume.get('configMap'), 'name', 'ConfigMap');
  yield* itemReferences(volume.get('secret'), 'secretName', 'Secret');
  yield* objectReference(volume.get('persistentVolumeClaim', 'claimName'), 'claim', '', 'PersistentVolumeClaim');
  for (const source of volume.items('projected', 'sources')) {
    yield* itemReferences(source.get('configMap'), 'name', 'ConfigMap');
    yield* itemReferences(source.get('secret'), 'name', 'Secret');
    const bundle = source.get('clusterTrustBundle');
    const [group, kind] = ['certificates.k8s.io', 'ClusterTrustBundle'];
    yield* clusterReference(bundle.get('name'), 'volume', group, kind, bundle.flag('optional'));
    yield* labelledReference(bundle.get('labelSelector'), 'volume', group, kind);
  }
  yield* claimReferences(volume.get('ephemeral', 'volumeClaimTemplate', 'spec'));
  for (const type of WITH_SECRET) yield* objectReference(volume.get(type, 'secretRef', 'name'), 'volume', '', 'Secret');
  yield* objectReference(volume.get('csi', 'nodePublishSecretRef', 'name'), 'volume', '', 'Secret');
  yield* objectReference(volume.get('azureFile', 'secretName'), 'volume', '', 'Secret');
  yield* objectReference(volume.get('glusterfs', 'endpoints'), 'volume', '', 'Endpoints');
  yield* driverReference(volume.get('csi', 'driver'));
}

/**
 * A mount's `subPath` into a volume of a ConfigMap or Secret: without `items` its files are the keys. What the missing
 * file means is said by a rule of its own.
 */
export function* subPathReference(mount: Field, volumes: readonly Field[]): Iterable<Reference> {
  const subPath = mount.text('subPath');
  const volume = volumes.find((item) => item.text('name') !== undefined && item.text('name') === mount.text('name'));
  if (subPath === undefined || volume === undefined || subPath.includes('/')) return;
  for (const [field, nameField, kind] of [
    ['configMap', 'name', 'ConfigMap'],
    ['secret', 'secretName', 'Secret'],
  ] as const) {
    const name = volume.text(field, nameField);
    if (name === undefined || volume.get(field, 'items').exists) continue;
    const target = { type: 'object', group: '', kind, name, key: subPath } as const;
    yield { path: mount.get('subPath').path, role: 'volume', optional: true, target };
  }
}

/** The name of a CSI driver: the CSIDriver of that name may exist, and the cluster works without it. */
export const driverReference = (name: Field): Iterable<Reference> =>
  clusterReference(name, 'driver', STORAGE, 'CSIDriver', true);

/** The references of a PersistentVolumeClaim's `spec`, also where it is a template. */
export function* claimReferences(spec: Field): Iterable<Reference> {
  yield* clusterReference(spec.get('volumeName'), 'claim', '', 'PersistentVolume');
  yield* clusterReference(spec.get('storageClassName'), 'class', STORAGE, 'StorageClass');
  yield* clusterReference(spec.get('volumeAttributesClassName'), 'class', STORAGE, 'VolumeAttributesClass');
  // The server copies the one to the other: what is missing is said once.
  const twice = spec.get('dataSource').exists;
  yield* kindReference(spec.get('dataSource'), 'claim');
  yield* kindReference(spec.get('dataSourceRef'), 'claim', twice);
  yield* labelledReference(spec.get('selector'), 'claim', '', 'PersistentVolume');
}

/** The annotation that named the class before there was a field; it still goes before the field. */
export const oldClassReference = (root: Field): Iterable<Reference> =>
  clusterReference(
    root.get('metadata').walk(['annotations', { key: 'volume.beta.kubernetes.io/storage-class' }]),
    'class',
    STORAGE,
    'StorageClass',
    true,
  );

const CSI_SECRETS = [
  'controllerPublishSecretRef',
  'nodeStageSecretRef',
  'nodePublishSecretRef',
  'controllerExpandSecretRef',
  'nodeExpandSecretRef',
] as const;

/**
 * The references of a PersistentVolume's `spec`. A Secret without a namespace is looked for in that of the claim that
 * the volume is bound to. Source: pkg/api/persistentvolume/util.go, VisitPVSecretNames.
 */
export function* persistentVolumeReferences(spec: Field): Iterable<Reference> {
  const claim = spec.get('claimRef');
  const otherwise = claim.text('namespace') ?? 'default';
  yield* namespacedReference(claim, 'claim', '', 'PersistentVolumeClaim', { otherwise, optional: true });
  yield* clusterReference(spec.get('storageClassName'), 'class', STORAGE, 'StorageClass', true);
  yield* clusterReference(spec.get('volumeAttributesClassName'), 'class', STORAGE, 'VolumeAttributesClass', true);
  for (const type of WITH_SECRET) {
    yield* namespacedReference(spec.get(type, 'secretRef'), 'volume', '', 'Secret', { otherwise });
  }
  for (const field of CSI_SECRETS) {
    yield* namespacedReference(spec.get('csi', field), 'volume', '', 'Secret', { otherwise });
  }
  yield* driverReference(spec.get('csi', 'driver'));
  const azure = spec.get('azureFile');
  const namespace = azure.text('secretNamespace') ?? otherwise;
  yield* objectReference(azure.get('secretName'), 'volume', '', 'Secret', { namespace });
  yield* namespaceReference(azure.get('secretNamespace'));
  const gluster = spec.get('glusterfs');
  const inNamespace = { namespace: gluster.text('endpointsNamespace') ?? otherwise };
  yield* objectReference(gluster.get('endpoints'), 'volume', '', 'Endpoints', inNamespace);
  yield* namespaceReference(gluster.get('endpointsNamespace'));
}
