// Creating, updating and deleting a StatefulSet's Pods. Source: pkg/controller/statefulset/stateful_pod_control.go, 1.36.
import type { Status } from '../../../api/status.ts';
import type { Pod } from '../../../api/types.generated.ts';
import { ok, type Result } from '../../../base/result.ts';
import type { ClusterApi } from '../../controller.ts';
import { POD } from '../../kinds.ts';
import type { StoredPod } from '../../workloads/podState.ts';
import { applyRetention, claimsMatchPolicy, createClaims } from './claims.ts';
import { identityMatches, ordinalOf, storageMatches, withIdentity, withStorage, type StoredSet } from './identity.ts';

/** Says what became of a Pod. Source: recordPodEvent. */
function record(
  api: ClusterApi,
  verb: 'Create' | 'Update' | 'Delete',
  set: StoredSet,
  pod: StoredPod,
  result: Result<unknown, Status>,
): void {
  const what = `${verb} Pod ${pod.metadata?.name} in StatefulSet ${set.metadata?.name}`;
  if (result.ok) api.event(set, 'Normal', `Successful${verb}`, `${what} successful`);
  else api.event(set, 'Warning', `Failed${verb}`, `${what} failed error: ${result.error.message}`);
}

/** Creates a Pod after its claims. Source: CreateStatefulPod. */
export function createStatefulPod(api: ClusterApi, set: StoredSet, pod: StoredPod): Result<void, Status> {
  const claims = createClaims(api, set, pod);
  if (!claims.ok) {
    record(api, 'Create', set, pod, claims);
    return claims;
  }
  const created = api.create(pod as Pod);
  if (!created.ok && created.error.reason === 'AlreadyExists') return created;
  const owned = applyRetention(api, set, created.ok ? created.value : pod);
  if (!owned.ok) {
    record(api, 'Update', set, pod, owned);
    return owned;
  }
  record(api, 'Create', set, pod, created);
  return created.ok ? ok(undefined) : created;
}

/** Makes what a waiting Pod lacks of claims. Source: createMissingPersistentVolumeClaims. */
export function createMissingClaims(api: ClusterApi, set: StoredSet, pod: StoredPod): Result<void, Status> {
  const claims = createClaims(api, set, pod);
  if (!claims.ok) return claims;
  const owned = applyRetention(api, set, pod);
  if (!owned.ok) record(api, 'Update', set, pod, owned);
  return owned;
}

/** Gives an adopted Pod the labels, claims and owners of a member. Source: UpdateStatefulPod. */
export function updateStatefulPod(api: ClusterApi, set: StoredSet, pod: StoredPod): Result<void, Status> {
  let wanted = pod as Pod;
  if (!identityMatches(set, pod)) wanted = withIdentity(set, wanted, ordinalOf(pod));
  if (!storageMatches(set, pod)) {
    wanted = withStorage(set, wanted);
    const claims = createClaims(api, set, pod);
    if (!claims.ok) {
      record(api, 'Update', set, pod, claims);
      return claims;
    }
  }
  let changed = wanted !== pod;
  if (!claimsMatchPolicy(api, set, pod)) {
    const owned = applyRetention(api, set, pod);
    if (!owned.ok) {
      record(api, 'Update', set, pod, owned);
      return owned;
    }
    changed = true;
  }
  if (!changed) return ok(undefined);
  const updated = api.update(wanted);
  record(api, 'Update', set, pod, updated);
  return updated.ok ? ok(undefined) : updated;
}

/** Deletes a Pod; that it is gone already is as good. Source: DeleteStatefulPod. */
export function deleteStatefulPod(api: ClusterApi, set: StoredSet, pod: StoredPod): Result<void, Status> {
  const deleted = api.delete(POD, pod.metadata?.namespace ?? '', pod.metadata?.name ?? '');
  const gone = !deleted.ok && deleted.error.code === 404;
  const result = gone ? ok(undefined) : deleted;
  record(api, 'Delete', set, pod, result);
  return result;
}
