// Binds claims to volumes. Source: pkg/controller/volume/persistentvolume/pv_controller.go, index.go, 1.36.
//
// Not modelled: the recycler, and resizing. Volumes that are made for a claim are volume-provisioner.ts's.
import { compareText } from '../../../base/compare.ts';
import { parseTime } from '../../../base/instant.ts';
import { ok, type Result } from '../../../base/result.ts';
import { compareQuantity, quantityOf } from '../../../api/quantity.ts';
import { notFoundStatus, type Status } from '../../../api/status.ts';
import type { PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../../../api/types.generated.ts';
import type { ClusterApi, Commit, Controller, Instant, Key, ReadApi, Requeue } from '../../controller.ts';
import { PERSISTENT_VOLUME, PERSISTENT_VOLUME_CLAIM, POD, STORAGE_CLASS } from '../../kinds.ts';
import { classOfClaim, classOfVolume, findMatchingVolume, isBoundToClaim } from '../../volumes.ts';
import { keyOf, splitKey } from '../../workloads/claim.ts';
import {
  bind,
  BIND_COMPLETED,
  hasNote,
  setClaimStatus,
  setVolumePhase,
  unbind,
  type Claim,
  type Volume,
} from './write.ts';

/** Keys of volumes; those of claims are `namespace/name`. */
const VOLUME_KEY = 'volume ';
/** Binding takes four writes. A Pod that comes with its claim is looked at meanwhile, and found unschedulable. */
const BINDING_MS = 20;
const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
const PROVISIONER = 'volume.kubernetes.io/storage-provisioner';
const OLD_PROVISIONER = 'volume.beta.kubernetes.io/storage-provisioner';
const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';
const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';

const done = (result: Result<unknown, Status>): Result<undefined, Status> => (result.ok ? ok(undefined) : result);

/** Whether binding waits for a Pod that uses the claim. Source: IsDelayBindingMode. */
function waitsForConsumer(api: ReadApi, claim: Claim): boolean {
  const name = classOfClaim(claim);
  const storageClass = name === '' ? undefined : api.get<StorageClass>(STORAGE_CLASS, '', name);
  return storageClass?.volumeBindingMode === 'WaitForFirstConsumer';
}

/** The volume for a claim: with as few access modes more than asked for, then as small as will do. */
function bestMatch(api: ReadApi, claim: Claim, waits: boolean): Volume | undefined {
  const wanted = claim.spec?.accessModes ?? [];
  const groups = new Map<string, Volume[]>();
  for (const volume of api.list<PersistentVolume>(PERSISTENT_VOLUME)) {
    const modes = volume.spec?.accessModes ?? [];
    if (!wanted.every((mode) => modes.includes(mode))) continue;
    // Where binding waits, only a volume that is reserved for the claim is bound here; the scheduler does the rest.
    if (waits && !isBoundToClaim(volume, claim)) continue;
    const key = [...new Set(modes)].sort(compareText).join(',');
    groups.set(key, [...(groups.get(key) ?? []), volume]);
  }
  const fewest = [...groups].sort((a, b) => a[0].split(',').length - b[0].split(',').length);
  for (const [, volumes] of fewest) {
    const found = findMatchingVolume(claim, volumes, new Set());
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The class that claims without one get; of several the newest. Source: GetDefaultClass. */
function defaultClass(api: ReadApi): string | undefined {
  const marked = api
    .list<StorageClass>(STORAGE_CLASS)
    .filter(({ metadata }) => metadata?.annotations?.[DEFAULT_CLASS] === 'true');
  const createdAt = ({ metadata }: (typeof marked)[number]): number => parseTime(metadata?.creationTimestamp) ?? 0;
  const newest = marked.toSorted(
    (a, b) => createdAt(b) - createdAt(a) || compareText(a.metadata?.name ?? '', b.metadata?.name ?? ''),
  );
  return newest[0]?.metadata?.name;
}

/** No volume: says why the claim waits. */
function waitForVolume(api: ClusterApi, claim: Claim, waits: boolean): Result<undefined, Status> {
  const fallback = claim.spec?.storageClassName === undefined ? defaultClass(api) : undefined;
  if (fallback !== undefined) {
    return done(api.update<PersistentVolumeClaim>({ ...claim, spec: { ...claim.spec, storageClassName: fallback } }));
  }
  if (waits && !hasNote(claim, SELECTED_NODE)) sayWhoIsWaitedFor(api, claim);
  else if (classOfClaim(claim) !== '') return provision(api, claim);
  else {
    const message = 'no persistent volumes available for this claim and no storage class is set';
    api.event(claim, 'Normal', 'FailedBinding', message);
  }
  return done(setClaimStatus(api, claim, 'Pending'));
}

/** Source: emitEventForUnboundDelayBindingClaim. */
function sayWhoIsWaitedFor(api: ClusterApi, claim: Claim): void {
  const pods = api
    .list<Pod>(POD, claim.metadata?.namespace)
    .filter(
      ({ spec }) =>
        (spec?.nodeName ?? '') === '' &&
        spec?.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === claim.metadata?.name),
    )
    .map(({ metadata }) => metadata?.name ?? '');
  if (pods.length === 0) {
    api.event(claim, 'Normal', 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding');
  } else {
    const names = `pod${pods.length > 1 ? 's' : ''} ${pods.join(',')}`;
    api.event(claim, 'Normal', 'WaitForPodScheduled', `waiting for ${names} to be scheduled`);
  }
}

/** Asks the provisioner of the claim's class. Source: provisionClaim. */
function provision(api: ClusterApi, claim: Claim): Result<undefined, Status> {
  const name = classOfClaim(claim);
  const storageClass = api.get<StorageClass>(STORAGE_CLASS, '', name);
  if (storageClass === undefined) {
    const { message } = notFoundStatus('storage.k8s.io', 'storageclass', name);
    api.event(claim, 'Warning', 'ProvisioningFailed', message);
    return ok(undefined);
  }
  const provisioner = storageClass.provisioner ?? '';
  if (provisioner === 'kubernetes.io/no-provisioner') {
    api.event(claim, 'Warning', 'ProvisioningFailed', `no volume plugin matched name: ${provisioner}`);
    return ok(undefined);
  }
  if (claim.metadata?.annotations?.[PROVISIONER] !== provisioner) {
    const annotations = {
      ...claim.metadata?.annotations,
      [OLD_PROVISIONER]: provisioner,
      [PROVISIONER]: provisioner,
    };
    const written = api.update<PersistentVolumeClaim>({ ...claim, metadata: { ...claim.metadata, annotations } });
    if (!written.ok) return written;
  }
  const message =
    `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the ` +
    'system administrator. If volume creation is delayed, please verify that the provisioner is running and ' +
    'correctly registered.';
  api.event(claim, 'Normal', 'ExternalProvisioning', message);
  return ok(undefined);
}

/** Why a volume that a person asked for cannot be had. Source: checkVolumeSatisfyClaim. */
function mismatch(volume: Volume, claim: Claim): string | undefined {
  const modeOf = (spec: Volume['spec'] | Claim['spec']): string => spec?.volumeMode ?? 'Filesystem';
  const modes = volume.spec?.accessModes ?? [];
  const size = quantityOf(volume.spec?.capacity?.['storage']);
  if (volume.metadata?.deletionTimestamp !== undefined) {
    return `the volume is marked for deletion "${volume.metadata.name}"`;
  }
  if (compareQuantity(size, quantityOf(claim.spec?.resources?.requests?.['storage'])) < 0) {
    return 'requested PV is too small';
  }
  if (classOfVolume(volume) !== classOfClaim(claim)) return 'storageClassName does not match';
  if ((volume.spec?.volumeAttributesClassName ?? '') !== (claim.spec?.volumeAttributesClassName ?? '')) {
    return 'volumeAttributesClassName does not match';
  }
  if (modeOf(volume.spec) !== modeOf(claim.spec)) return 'incompatible volumeMode';
  return (claim.spec?.accessModes ?? []).every((mode) => modes.includes(mode)) ? undefined : 'incompatible accessMode';
}

/** A claim that is not bound yet. Source: syncUnboundClaim. */
function syncUnbound(api: ClusterApi, claim: Claim): Result<undefined, Status> {
  const wanted = claim.spec?.volumeName ?? '';
  if (wanted === '') {
    const waits = waitsForConsumer(api, claim);
    const found = bestMatch(api, claim, waits);
    return found === undefined ? waitForVolume(api, claim, waits) : done(bind(api, found, claim));
  }
  const volume = api.get<PersistentVolume>(PERSISTENT_VOLUME, '', wanted);
  if (volume === undefined) return done(setClaimStatus(api, claim, 'Pending'));
  if (volume.spec?.claimRef === undefined) {
    const why = mismatch(volume, claim);
    if (why === undefined) return done(bind(api, volume, claim));
    api.event(claim, 'Warning', 'VolumeMismatch', `Cannot bind to requested volume "${wanted}": ${why}`);
    return done(setClaimStatus(api, claim, 'Pending'));
  }
  if (isBoundToClaim(volume, claim)) return done(bind(api, volume, claim));
  api.event(claim, 'Warning', 'FailedBinding', `volume "${wanted}" already bound to a different claim.`);
  return done(setClaimStatus(api, claim, 'Pending'));
}

/** A claim that was bound: its volume may be gone. Source: syncBoundClaim. */
function syncBound(api: ClusterApi, claim: Claim): Result<undefined, Status> {
  const lose = (reason: string, message: string): Result<undefined, Status> => {
    if (claim.status?.phase !== 'Lost') api.event(claim, 'Warning', reason, message);
    return done(setClaimStatus(api, claim, 'Lost'));
  };
  const name = claim.spec?.volumeName ?? '';
  if (name === '') {
    return lose('ClaimLost', 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!');
  }
  const volume = api.get<PersistentVolume>(PERSISTENT_VOLUME, '', name);
  if (volume === undefined) {
    return lose('ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!');
  }
  const ref = volume.spec?.claimRef;
  if (ref === undefined || ref.uid === claim.metadata?.uid) return done(bind(api, volume, claim));
  return lose('ClaimMisbound', 'Two claims are bound to the same volume, this one is bound incorrectly');
}

/** What becomes of a volume whose claim is gone. Source: reclaimVolume. */
function reclaim(api: ClusterApi, volume: Volume): Result<undefined, Status> {
  if (volume.spec?.persistentVolumeReclaimPolicy !== 'Delete') return ok(undefined);
  const path = volume.spec.hostPath?.path;
  // Everything but a directory of the node that a person has named is deleted by whoever provisioned it.
  if (path === undefined || hasNote(volume, PROVISIONED_BY)) return ok(undefined);
  if (/^\/tmp\/.+/.test(path)) {
    const deleted = api.delete(PERSISTENT_VOLUME, '', volume.metadata?.name ?? '');
    return deleted.ok || deleted.error.code === 404 ? ok(undefined) : deleted;
  }
  const message = `host_path deleter only supports /tmp/.+ but received provided ${path}`;
  if (volume.status?.phase !== 'Failed') api.event(volume, 'Warning', 'VolumeFailedDelete', message);
  return done(setVolumePhase(api, volume, 'Failed', message));
}

/** One look at a volume. Source: syncVolume. */
function reconcileVolume(api: ClusterApi, name: string): Result<undefined, Status> {
  const volume = api.get<PersistentVolume>(PERSISTENT_VOLUME, '', name);
  if (volume === undefined) return ok(undefined);
  const ref = volume.spec?.claimRef;
  if (ref?.uid === undefined) return done(setVolumePhase(api, volume, 'Available'));
  const stored = api.get<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIM, ref.namespace ?? '', ref.name ?? '');
  const claim = stored?.metadata?.uid === ref.uid ? stored : undefined;
  if (claim === undefined) {
    const isReleased = volume.status?.phase === 'Released' || volume.status?.phase === 'Failed';
    const released = isReleased ? ok(volume) : setVolumePhase(api, volume, 'Released');
    return released.ok ? reclaim(api, released.value) : released;
  }
  const bound = claim.spec?.volumeName ?? '';
  // The claim has not been looked at since; it is about to be.
  if (bound === '') return ok(undefined);
  return bound === name ? done(setVolumePhase(api, volume, 'Bound')) : done(unbind(api, volume));
}

/** One look at a claim or a volume. */
function reconcile(key: Key, api: ClusterApi): Result<Requeue | undefined, Status> {
  if (key.startsWith(VOLUME_KEY)) return reconcileVolume(api, key.slice(VOLUME_KEY.length));
  const claim = api.get<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIM, ...splitKey(key));
  if (claim === undefined) {
    api.forget(key);
    return ok(undefined);
  }
  const seenAt = api.recall<Instant>(key) ?? api.now;
  if (seenAt === api.now && !hasNote(claim, BIND_COMPLETED)) {
    api.remember(key, seenAt);
    return ok({ afterMs: BINDING_MS });
  }
  return hasNote(claim, BIND_COMPLETED) ? syncBound(api, claim) : syncUnbound(api, claim);
}

/** The claims that still look for a volume. */
const unboundClaims = (api: ReadApi): readonly Key[] =>
  api
    .list<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIM)
    .filter((claim) => !hasNote(claim, BIND_COMPLETED))
    .map(keyOf);

/** A volume, the claim it names, and when it is free whoever looks for one. */
function afterVolume({ before, after }: Commit, api: ReadApi): readonly Key[] {
  const volume = (after ?? before) as Volume;
  const ref = volume.spec?.claimRef;
  const named = ref === undefined ? unboundClaims(api) : [`${ref.namespace ?? ''}/${ref.name ?? ''}`];
  return [VOLUME_KEY + (volume.metadata?.name ?? ''), ...named];
}

/** A claim and its volume. */
function afterClaim({ before, after }: Commit, api: ReadApi): readonly Key[] {
  const claim = (after ?? before) as Claim;
  const volumeName = claim.spec?.volumeName ?? '';
  const reserved =
    after !== undefined || volumeName !== ''
      ? []
      : api.list<PersistentVolume>(PERSISTENT_VOLUME).filter((volume) => isBoundToClaim(volume, claim));
  const names = [...(volumeName === '' ? [] : [volumeName]), ...reserved.map(({ metadata }) => metadata?.name ?? '')];
  return [keyOf(claim), ...names.map((name) => VOLUME_KEY + name)];
}

export const controller: Controller = {
  name: 'persistentvolume-controller',
  watches: [
    { gvk: PERSISTENT_VOLUME, keys: afterVolume },
    { gvk: PERSISTENT_VOLUME_CLAIM, keys: afterClaim },
    { gvk: STORAGE_CLASS, keys: (_commit, api) => unboundClaims(api) },
  ],
  initialKeys: (api) => [
    ...api.list<PersistentVolume>(PERSISTENT_VOLUME).map(({ metadata }) => VOLUME_KEY + (metadata?.name ?? '')),
    ...api.list<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIM).map(keyOf),
  ],
  reconcile,
};
