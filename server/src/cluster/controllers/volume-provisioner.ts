// The provisioners of all StorageClasses, simulated: a claim that the volume controller has handed over gets a volume of
// its own after a second, and a volume that its claim has left goes, if its policy says so. A class whose annotation
// `drydock.dev/provisioner` is `missing` has none, as a cluster in which nobody has installed it.
// Source: sigs.k8s.io/sig-storage-lib-external-provisioner (controller/controller.go: shouldProvision,
// provisionClaimOperation, shouldDelete), kubernetes-csi/external-provisioner (controller/controller.go: Provision);
// the names of events and annotations as both have them. Not modelled: failures, capacity, snapshots.
import { ok, type Result } from '../../base/result.ts';
import type { Status } from '../../api/status.ts';
import type {
  Node,
  NodeSelectorTerm,
  PersistentVolume,
  PersistentVolumeClaim,
  StorageClass,
} from '../../api/types.generated.ts';
import type { ClusterApi, Controller, DeepReadonly, Instant, Key, ReadApi, Requeue } from '../controller.ts';
import { NODE, PERSISTENT_VOLUME, PERSISTENT_VOLUME_CLAIM, STORAGE_CLASS } from '../kinds.ts';
import { classOfClaim } from '../volumes.ts';
import { keyOf, splitKey } from '../workloads/claim.ts';

type Claim = DeepReadonly<PersistentVolumeClaim>;
type Volume = DeepReadonly<PersistentVolume>;
type Class = DeepReadonly<StorageClass>;

/** Keys of volumes; those of claims are `namespace/name`. */
const VOLUME_KEY = 'volume ';
const PROVISIONER = 'volume.kubernetes.io/storage-provisioner';
const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';
const SECRET_NAME = 'volume.kubernetes.io/provisioner-deletion-secret-name';
const SECRET_NAMESPACE = 'volume.kubernetes.io/provisioner-deletion-secret-namespace';
const FINALIZER = 'external-provisioner.volume.kubernetes.io/finalizer';
const BEHAVIOUR = 'drydock.dev/provisioner';
/** How long making a volume takes. */
const PROVISION_MS = 1000;

/** The class of a claim that is for a provisioner to serve, and when it may: with delayed binding once a node is chosen. */
function classToServe(claim: Claim, api: ReadApi): Class | undefined {
  if ((claim.spec?.volumeName ?? '') !== '' || claim.metadata?.deletionTimestamp !== undefined) return undefined;
  const storageClass = api.get<StorageClass>(STORAGE_CLASS, '', classOfClaim(claim));
  const annotations = claim.metadata?.annotations;
  if (!storageClass || annotations?.[PROVISIONER] !== storageClass.provisioner) return undefined;
  if (storageClass.metadata?.annotations?.[BEHAVIOUR] === 'missing') return undefined;
  const waits = storageClass.volumeBindingMode === 'WaitForFirstConsumer' && annotations?.[SELECTED_NODE] === undefined;
  return waits ? undefined : storageClass;
}

/** From where the volume can be reached: the allowed places, or of them the one of the chosen node. */
function reachOf(claim: Claim, storageClass: Class, api: ReadApi): NodeSelectorTerm[] {
  const terms = storageClass.allowedTopologies ?? [];
  const chosen = api.get<Node>(NODE, '', claim.metadata?.annotations?.[SELECTED_NODE] ?? '');
  return terms.flatMap(({ matchLabelExpressions = [] }) => {
    const own = matchLabelExpressions.map(({ key = '', values = [] }) => {
      const here = chosen?.metadata?.labels?.[key];
      return { key, operator: 'In', values: chosen ? values.filter((value) => value === here) : [...values] };
    });
    return own.every(({ values }) => values.length > 0) ? [{ matchExpressions: own }] : [];
  });
}

/** Only what is said: the API has no null in these places. */
const present = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;

/** The names of the drivers that serve the classes of former in-tree plugins. Source: csi-translation-lib/plugins. */
const MIGRATED: Readonly<Record<string, string>> = {
  'kubernetes.io/aws-ebs': 'ebs.csi.aws.com',
  'kubernetes.io/azure-disk': 'disk.csi.azure.com',
  'kubernetes.io/azure-file': 'file.csi.azure.com',
  'kubernetes.io/cinder': 'cinder.csi.openstack.org',
  'kubernetes.io/gce-pd': 'pd.csi.storage.gke.io',
  'kubernetes.io/portworx-volume': 'pxd.portworx.com',
  'kubernetes.io/vsphere-volume': 'csi.vsphere.vmware.com',
};

/** What is behind the volume: a CSI driver of the provisioner's name; a directory where the name cannot be one's. */
function sourceOf(claim: Claim, { provisioner = '' }: Class, handle: string): PersistentVolume['spec'] {
  const driver = MIGRATED[provisioner] ?? provisioner;
  if (driver.includes('/')) return { hostPath: { path: `/var/lib/provisioned/${handle}`, type: 'DirectoryOrCreate' } };
  const fsType = claim.spec?.volumeMode === 'Block' ? {} : { fsType: 'ext4' };
  return { csi: { driver, volumeHandle: handle, ...fsType } };
}

function volumeFor(claim: Claim, storageClass: Class, api: ReadApi): PersistentVolume {
  const { namespace, name, uid = '', resourceVersion } = claim.metadata ?? {};
  const terms = reachOf(claim, storageClass, api);
  const handle = `pvc-${uid}`;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name: handle,
      annotations: { [PROVISIONED_BY]: storageClass.provisioner ?? '', [SECRET_NAME]: '', [SECRET_NAMESPACE]: '' },
      finalizers: [FINALIZER],
    },
    spec: present({
      accessModes: [...(claim.spec?.accessModes ?? [])],
      capacity: { storage: claim.spec?.resources?.requests?.['storage'] ?? '0' },
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid, resourceVersion },
      ...sourceOf(claim, storageClass, handle),
      mountOptions: storageClass.mountOptions ? [...storageClass.mountOptions] : undefined,
      nodeAffinity: terms.length > 0 ? { required: { nodeSelectorTerms: terms } } : undefined,
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      storageClassName: storageClass.metadata?.name,
      volumeAttributesClassName: claim.spec?.volumeAttributesClassName,
      volumeMode: claim.spec?.volumeMode ?? 'Filesystem',
    }),
  };
}

function provision(key: Key, api: ClusterApi): Result<Requeue | undefined, Status> {
  const claim = api.get<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIM, ...splitKey(key));
  const storageClass = claim && classToServe(claim, api);
  const begun = api.recall<Instant>(key);
  if (!storageClass || api.get(PERSISTENT_VOLUME, '', `pvc-${claim.metadata?.uid ?? ''}`)) {
    if (begun !== undefined) api.forget(key);
    return ok(undefined);
  }
  if (begun === undefined) {
    const what = `"${claim.metadata?.namespace ?? ''}/${claim.metadata?.name ?? ''}"`;
    api.event(claim, 'Normal', 'Provisioning', `External provisioner is provisioning volume for claim ${what}`);
    api.remember(key, api.now);
    return ok({ afterMs: PROVISION_MS });
  }
  const due = begun + PROVISION_MS;
  if (due > api.now) return ok({ afterMs: due - api.now });
  const made = api.create(volumeFor(claim, storageClass, api));
  if (!made.ok) {
    const message = `failed to provision volume with StorageClass "${storageClass.metadata?.name ?? ''}": ${made.error.message}`;
    api.event(claim, 'Warning', 'ProvisioningFailed', message);
    return made;
  }
  api.forget(key);
  const name = made.value.metadata?.name ?? '';
  api.event(claim, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${name}`);
  return ok(undefined);
}

/** A volume whose claim is gone is deleted if its policy says so; then it is let go. */
function reclaim(name: string, api: ClusterApi): Result<Requeue | undefined, Status> {
  const volume: Volume | undefined = api.get<PersistentVolume>(PERSISTENT_VOLUME, '', name);
  if (!volume || volume.metadata?.annotations?.[PROVISIONED_BY] === undefined) return ok(undefined);
  if (!volume.metadata.finalizers?.includes(FINALIZER)) return ok(undefined);
  const phase = volume.status?.phase;
  const deletes = volume.spec?.persistentVolumeReclaimPolicy === 'Delete';
  const leaving = volume.metadata.deletionTimestamp !== undefined;
  if (leaving ? phase === 'Bound' : !deletes || (phase !== 'Released' && phase !== 'Failed')) return ok(undefined);
  if (!leaving) {
    const deleted = api.delete(PERSISTENT_VOLUME, '', name);
    if (!deleted.ok && deleted.error.code !== 404) return deleted;
  }
  const now = api.get<PersistentVolume>(PERSISTENT_VOLUME, '', name);
  if (!now) return ok(undefined);
  const finalizers = (now.metadata?.finalizers ?? []).filter((finalizer) => finalizer !== FINALIZER);
  const freed = api.update<PersistentVolume>({ ...now, metadata: { ...now.metadata, finalizers } });
  return freed.ok || freed.error.code === 404 ? ok(undefined) : freed;
}

export const controller: Controller = {
  name: 'external-provisioner',
  watches: [
    { gvk: PERSISTENT_VOLUME_CLAIM },
    { gvk: PERSISTENT_VOLUME, keys: ({ after }) => (after ? [VOLUME_KEY + (after.metadata?.name ?? '')] : []) },
    {
      gvk: STORAGE_CLASS,
      keys: (_commit, api) => api.list<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIM).map(keyOf),
    },
  ],
  initialKeys: (api) => api.list<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIM).map(keyOf),
  reconcile: (key, api) =>
    key.startsWith(VOLUME_KEY) ? reclaim(key.slice(VOLUME_KEY.length), api) : provision(key, api),
};
