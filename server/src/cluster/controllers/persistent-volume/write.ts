// Writing claims and volumes: binding, phases. Source: pkg/controller/volume/persistentvolume/pv_controller.go, 1.36.
import { deepEqual } from '../../../base/compare.ts';
import { formatTime } from '../../../base/instant.ts';
import { ok, type Result } from '../../../base/result.ts';
import type { Status } from '../../../api/status.ts';
import type {
  PersistentVolume,
  PersistentVolumeClaim,
  PersistentVolumeClaimStatus,
  PersistentVolumeStatus,
} from '../../../api/types.generated.ts';
import type { ClusterApi, DeepReadonly } from '../../controller.ts';
import { isBoundToClaim } from '../../volumes.ts';

export type Volume = DeepReadonly<PersistentVolume>;
export type Claim = DeepReadonly<PersistentVolumeClaim>;

export const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';
export const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';

export const hasNote = (object: Volume | Claim, note: string): boolean =>
  Object.hasOwn(object.metadata?.annotations ?? {}, note);

/** Sets the phase of a volume. Source: updateVolumePhase. */
export function setVolumePhase(
  api: ClusterApi,
  volume: Volume,
  phase: string,
  message?: string,
): Result<Volume, Status> {
  if (volume.status?.phase === phase) return ok(volume);
  const status: PersistentVolumeStatus = {
    phase,
    lastPhaseTransitionTime: formatTime(api.now),
    ...(message === undefined ? {} : { message }),
  };
  return api.updateStatus<PersistentVolume>({ ...volume, status });
}

/** Sets the phase of a claim, and what it got of the volume it is bound to. Source: updateClaimStatus. */
export function setClaimStatus(api: ClusterApi, claim: Claim, phase: string, volume?: Volume): Result<Claim, Status> {
  const { accessModes: _modes, capacity, ...rest } = (claim.status ?? {}) as PersistentVolumeClaimStatus;
  const status: PersistentVolumeClaimStatus = { ...rest, phase };
  if (volume !== undefined) {
    const modes = volume.spec?.accessModes;
    const size = claim.status?.phase === phase ? capacity : { ...volume.spec?.capacity };
    if (modes !== undefined) status.accessModes = [...modes];
    if (size !== undefined) status.capacity = size;
    const attributes = volume.spec?.volumeAttributesClassName;
    if (attributes !== undefined && claim.status?.phase === 'Pending') {
      status.currentVolumeAttributesClassName = attributes;
    }
  }
  if (deepEqual(status, claim.status ?? {})) return ok(claim);
  return api.updateStatus<PersistentVolumeClaim>({ ...claim, status });
}

/** The volume names the claim. Source: bindVolumeToClaim. */
function bindVolume(api: ClusterApi, volume: Volume, claim: Claim): Result<Volume, Status> {
  const { namespace, name, uid, resourceVersion } = claim.metadata ?? {};
  const ref = volume.spec?.claimRef;
  const isSame = ref?.name === name && ref?.namespace === namespace && ref?.uid === uid;
  const note = !isBoundToClaim(volume, claim) && !hasNote(volume, BOUND_BY_CONTROLLER);
  if (isSame && !note) return ok(volume);
  const annotations = { ...volume.metadata?.annotations, ...(note ? { [BOUND_BY_CONTROLLER]: 'yes' } : {}) };
  const claimRef = { kind: 'PersistentVolumeClaim', namespace, name, uid, apiVersion: 'v1', resourceVersion };
  return api.update<PersistentVolume>({
    ...volume,
    metadata: Object.keys(annotations).length === 0 ? volume.metadata : { ...volume.metadata, annotations },
    spec: { ...volume.spec, ...(isSame ? {} : { claimRef }) },
  });
}

/** The claim names the volume. Source: bindClaimToVolume. */
function bindClaim(api: ClusterApi, claim: Claim, volume: Volume): Result<Claim, Status> {
  const volumeName = volume.metadata?.name;
  const chosen = claim.spec?.volumeName !== volumeName;
  if (!chosen && hasNote(claim, BIND_COMPLETED)) return ok(claim);
  const annotations = {
    ...claim.metadata?.annotations,
    ...(chosen ? { [BOUND_BY_CONTROLLER]: 'yes' } : {}),
    [BIND_COMPLETED]: 'yes',
  };
  return api.update<PersistentVolumeClaim>({
    ...claim,
    metadata: { ...claim.metadata, annotations },
    spec: { ...claim.spec, volumeName },
  });
}

/** Binds the two, in four writes each of which can be resumed. Source: bind. */
export function bind(api: ClusterApi, volume: Volume, claim: Claim): Result<void, Status> {
  const taken = bindVolume(api, volume, claim);
  if (!taken.ok) return taken;
  const bound = setVolumePhase(api, taken.value, 'Bound');
  if (!bound.ok) return bound;
  const named = bindClaim(api, claim, bound.value);
  if (!named.ok) return named;
  const done = setClaimStatus(api, named.value, 'Bound', bound.value);
  return done.ok ? ok(undefined) : done;
}

/** Gives a volume free; one that a person had reserved stays reserved. Source: unbindVolume. */
export function unbind(api: ClusterApi, volume: Volume): Result<void, Status> {
  const { claimRef, ...spec } = volume.spec ?? {};
  const { [BOUND_BY_CONTROLLER]: byController, ...annotations } = volume.metadata?.annotations ?? {};
  const { annotations: _all, ...metadata } = volume.metadata ?? {};
  const { uid: _uid, ...reserved } = claimRef ?? {};
  const written = api.update<PersistentVolume>(
    byController === undefined
      ? { ...volume, spec: { ...spec, claimRef: reserved } }
      : {
          ...volume,
          metadata: Object.keys(annotations).length === 0 ? metadata : { ...metadata, annotations },
          spec,
        },
  );
  if (!written.ok) return written;
  const free = setVolumePhase(api, written.value, 'Available');
  return free.ok ? ok(undefined) : free;
}
