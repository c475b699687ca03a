// PersistentVolumeClaims of a StatefulSet's Pods: made before the Pod, owned according to the retention policy.
// Source: pkg/controller/statefulset/stateful_pod_control.go, stateful_set_utils.go, 1.36.
import { failure, type Status } from '../../../api/status.ts';
import type { OwnerReference, PersistentVolumeClaim } from '../../../api/types.generated.ts';
import type { ApiObject } from '../../../api/kindRules.ts';
import { apiVersionOf, type GroupVersionKind } from '../../../api/gvk.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { ClusterApi, DeepReadonly } from '../../controller.ts';
import { newControllerRef } from '../../workloads/claim.ts';
import { PERSISTENT_VOLUME_CLAIM, POD, STATEFUL_SET } from '../../kinds.ts';
import type { StoredPod } from '../../workloads/podState.ts';
import { claimName, claimsOf, inRange, ordinalOf, type StoredSet } from './identity.ts';

type StoredClaim = DeepReadonly<PersistentVolumeClaim>;
type Ref = DeepReadonly<OwnerReference>;

/** Whether claims go when the set is scaled down or deleted. */
function retention(set: StoredSet): { readonly scaled: boolean; readonly deleted: boolean } {
  const policy = set.spec?.persistentVolumeClaimRetentionPolicy;
  return { scaled: policy?.whenScaled === 'Delete', deleted: policy?.whenDeleted === 'Delete' };
}

const isRefTo = (ref: Ref, object: DeepReadonly<ApiObject>, gvk: GroupVersionKind): boolean =>
  ref.apiVersion === apiVersionOf(gvk) && ref.kind === gvk.kind && ref.name === object.metadata?.name;

const refersTo = (claim: StoredClaim, owner: DeepReadonly<ApiObject>): boolean =>
  owner.metadata?.uid !== undefined &&
  (claim.metadata?.ownerReferences ?? []).some(({ uid }) => uid === owner.metadata?.uid);

/** Whether the first reference by that name is to an earlier object of the name. Source: hasStaleOwnerRef. */
const isStale = (claim: StoredClaim, owner: DeepReadonly<ApiObject>, gvk: GroupVersionKind): boolean => {
  const ref = claim.metadata?.ownerReferences?.find((each) => isRefTo(each, owner, gvk));
  return ref !== undefined && ref.uid !== owner.metadata?.uid;
};

/** Whether somebody else manages the claim although the policy wants the set to. Source: hasUnexpectedController. */
function hasUnexpectedController(claim: StoredClaim, set: StoredSet, pod: StoredPod): boolean {
  const { scaled, deleted } = retention(set);
  if (!scaled && !deleted) return false;
  return (claim.metadata?.ownerReferences ?? []).some((ref) => {
    if (isRefTo(ref, set, STATEFUL_SET)) return ref.uid !== set.metadata?.uid;
    if (isRefTo(ref, pod, POD)) return ref.uid !== pod.metadata?.uid;
    return ref.controller === true;
  });
}

/** Who has to own the claim of this Pod: the Pod when it is scaled away, the set when it is deleted. */
function wantedOwners(set: StoredSet, pod: StoredPod): { readonly set: boolean; readonly pod: boolean } {
  const { scaled, deleted } = retention(set);
  const condemned = !inRange(pod, set);
  return { set: deleted && !(scaled && condemned), pod: scaled && condemned };
}

/** Whether the claim's owners are as the policy wants them. Source: isClaimOwnerUpToDate. */
function isUpToDate(claim: StoredClaim, set: StoredSet, pod: StoredPod): boolean {
  if (isStale(claim, set, STATEFUL_SET) || isStale(claim, pod, POD)) return true;
  if (hasUnexpectedController(claim, set, pod)) return !refersTo(claim, set) && !refersTo(claim, pod);
  const uids = [set.metadata?.uid, pod.metadata?.uid];
  const weak = (claim.metadata?.ownerReferences ?? []).some(
    ({ uid, controller }) => uids.includes(uid) && controller !== true,
  );
  if (weak) return false;
  const wanted = wantedOwners(set, pod);
  return refersTo(claim, set) === wanted.set && refersTo(claim, pod) === wanted.pod;
}

const storedClaims = (api: ClusterApi, set: StoredSet, pod: StoredPod): readonly StoredClaim[] =>
  (set.spec?.volumeClaimTemplates ?? []).flatMap(
    (template) =>
      api.get<PersistentVolumeClaim>(
        PERSISTENT_VOLUME_CLAIM,
        set.metadata?.namespace ?? '',
        claimName(set, template, ordinalOf(pod)),
      ) ?? [],
  );

/** Whether all claims of the Pod that exist are owned as they should. Source: ClaimsMatchRetentionPolicy. */
export const claimsMatchPolicy = (api: ClusterApi, set: StoredSet, pod: StoredPod): boolean =>
  storedClaims(api, set, pod).every((claim) => isUpToDate(claim, set, pod));

/** Brings the owners of the Pod's claims in line with the policy. Source: UpdatePodClaimForRetentionPolicy. */
export function applyRetention(api: ClusterApi, set: StoredSet, pod: StoredPod): Result<void, Status> {
  for (const claim of storedClaims(api, set, pod)) {
    const unexpected = hasUnexpectedController(claim, set, pod);
    if (unexpected) {
      const message = `PersistentVolumeClaim ${claim.metadata?.name} has a conflicting OwnerReference that acts as a manging controller, the retention policy is ignored for this claim`;
      api.event(set, 'Warning', 'ConflictingController', message);
    }
    if (isUpToDate(claim, set, pod)) continue;
    const wanted = unexpected ? { set: false, pod: false } : wantedOwners(set, pod);
    const { ownerReferences = [], ...metadata } = claim.metadata ?? {};
    const owners: Ref[] = ownerReferences.filter((ref) => !isRefTo(ref, set, STATEFUL_SET) && !isRefTo(ref, pod, POD));
    if (wanted.pod) owners.push(newControllerRef(pod, POD));
    if (wanted.set) owners.push(newControllerRef(set, STATEFUL_SET));
    const updated = api.update({
      ...claim,
      metadata: owners.length === 0 ? metadata : { ...metadata, ownerReferences: owners },
    });
    if (!updated.ok) {
      const message = `could not update claim ${claim.metadata?.name} for delete policy ownerRefs: ${updated.error.message}`;
      return err({ ...updated.error, message });
    }
  }
  return ok(undefined);
}

/** Whether a claim still belongs to an earlier Pod of the name, which blocks the new one. Source: PodClaimIsStale. */
export const hasStaleClaim = (api: ClusterApi, set: StoredSet, pod: StoredPod): boolean =>
  retention(set).scaled && storedClaims(api, set, pod).some((claim) => isStale(claim, pod, POD));

/** Makes the claims that the Pod lacks. Source: createPersistentVolumeClaims. */
export function createClaims(api: ClusterApi, set: StoredSet, pod: StoredPod): Result<void, Status> {
  let failed: Status | undefined;
  for (const claim of claimsOf(set, pod).values()) {
    const name = claim.metadata?.name ?? '';
    const stored = api.get<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIM, set.metadata?.namespace ?? '', name);
    if (stored !== undefined) {
      if (stored.metadata?.deletionTimestamp !== undefined) {
        failed ??= failure(500, 'InternalError', `pvc ${name} is being deleted`);
      }
      continue;
    }
    const created = api.create(claim);
    const where = `Pod ${pod.metadata?.name} in StatefulSet ${set.metadata?.name}`;
    if (created.ok) {
      api.event(set, 'Normal', 'SuccessfulCreate', `Create Claim ${name} ${where} success`);
      continue;
    }
    failed ??= { ...created.error, message: `failed to create PVC ${name}: ${created.error.message}` };
    if (created.error.reason === 'AlreadyExists') continue;
    const message = `Create Claim ${name} for ${where} failed error: ${created.error.message}`;
    api.event(set, 'Warning', 'FailedCreate', message);
  }
  return failed === undefined ? ok(undefined) : err(failed);
}
