// What ReplicaSet and ReplicationController have in common, which is everything but their types: upstream, too, runs
// one code for both. Source: pkg/controller/replicaset/replica_set.go, replica_set_utils.go, 1.36.
//
// Not modelled: expectations and their expiry. They guard against caches that lag behind; reads here are never stale.
import { formatTime } from '../../../base/instant.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { GroupVersionKind } from '../../../api/gvk.ts';
import { matchesLabels, type Labels } from '../../../api/labelSelector.ts';
import type { Status } from '../../../api/status.ts';
import type {
  Pod,
  PodTemplateSpec,
  ReplicaSet,
  ReplicaSetCondition,
  ReplicaSetStatus,
} from '../../../api/types.generated.ts';
import { deepEqual } from '../../../base/compare.ts';
import type { ApiObject } from '../../../api/kindRules.ts';
import type { ClusterApi, DeepReadonly, Instant, Key, Requeue } from '../../controller.ts';
import { claimObjects, controllerRefOf, isControlledBy, splitKey } from '../../workloads/claim.ts';
import { conditionOf, omitEmpty, withCondition, withoutCondition } from '../../workloads/conditions.ts';
import { podsToDelete } from '../../workloads/deletionRank.ts';
import { POD, REPLICA_SET } from '../../kinds.ts';
import {
  createPod,
  deletePod,
  isNamespaceTerminating,
  podFromTemplate,
  slowStart,
} from '../../workloads/podControl.ts';
import {
  isPodActive,
  isPodAvailable,
  isPodReady,
  isPodTerminating,
  nextAvailabilityCheck,
  type StoredPod,
} from '../../workloads/podState.ts';

/** How many Pods one look creates or deletes at most. */
const BURST_REPLICAS = 500;

/** ReplicaSet or ReplicationController: the fields of their status are the same, but for `terminatingReplicas`. */
export interface Replicator extends ApiObject {
  spec?: { replicas?: number; minReadySeconds?: number; template?: PodTemplateSpec };
  status?: ReplicaSetStatus;
}

/** What differs between the two. */
export interface Flavour<T extends ApiObject> {
  readonly gvk: GroupVersionKind;
  /** Whether Pods that are being deleted are counted in the status (ReplicaSets only). */
  readonly countsTerminating: boolean;
  selects(object: DeepReadonly<T>, labels: Labels | undefined): boolean;
}

/** One look at a ReplicaSet or ReplicationController. */
export function reconcileReplicas<T extends ApiObject>(
  flavour: Flavour<T>,
  key: Key,
  api: ClusterApi,
): Result<Requeue | undefined, Status> {
  const [namespace, name] = splitKey(key);
  const stored = api.get<T>(flavour.gvk, namespace, name);
  if (stored === undefined) return ok(undefined);
  const set = stored as DeepReadonly<Replicator>;

  const matches = (labels: Labels | undefined): boolean => flavour.selects(stored, labels);
  const claimed = claimObjects<Pod>(api, POD, { owner: set, ownerGvk: flavour.gvk, matches }, isPodActive);
  if (!claimed.ok) return claimed;
  const active = claimed.value;
  const terminating = api
    .ownedBy<Pod>(POD, set.metadata?.uid ?? '')
    .filter((pod) => isPodTerminating(pod) && isControlledBy(pod, set) && matches(pod.metadata?.labels));

  const failed =
    set.metadata?.deletionTimestamp === undefined ? manageReplicas(flavour.gvk, set, active, api) : undefined;

  // The counts are of before the writes above: upstream shows, for example, `replicas: 0` until it has seen the Pods.
  const status = statusOf(set, active, flavour.countsTerminating ? terminating.length : undefined, failed, api.now);
  if (!deepEqual(status, set.status ?? {})) {
    const fresh = api.get<T>(flavour.gvk, namespace, name);
    if (fresh === undefined) return ok(undefined);
    const written = api.updateStatus({ ...fresh, status });
    if (!written.ok) return written;
  }
  if (failed !== undefined) return err(failed);
  const minReadySeconds = set.spec?.minReadySeconds ?? 0;
  const afterMs = nextAvailabilityCheck(active, minReadySeconds, api.now);
  return ok(afterMs === undefined ? undefined : { afterMs });
}

/** Creates what is missing or deletes what is too much; the first failure is returned. */
function manageReplicas(
  gvk: GroupVersionKind,
  set: DeepReadonly<Replicator>,
  active: readonly StoredPod[],
  api: ClusterApi,
): Status | undefined {
  const diff = active.length - (set.spec?.replicas ?? 1);
  if (diff < 0) {
    return slowStart(Math.min(-diff, BURST_REPLICAS), () => {
      const created = createPod(api, podFromTemplate(set.spec?.template, set, gvk), set);
      return !created.ok && isNamespaceTerminating(created.error) ? ok(undefined) : created;
    }).failed;
  }
  let failed: Status | undefined;
  if (diff > 0) {
    for (const pod of podsToDelete(active, relatedPods(set, api), Math.min(diff, BURST_REPLICAS), api.now)) {
      const deleted = deletePod(api, pod, set);
      if (!deleted.ok) failed ??= deleted.error;
    }
  }
  return failed;
}

/**
 * The Pods of all ReplicaSets of the same owner. Without an owner there are none, so that nothing is ranked by how
 * many share a node. Upstream takes what the selectors match; here it is what they own, which is the same but for Pods
 * that somebody else owns.
 */
function relatedPods(set: DeepReadonly<Replicator>, api: ClusterApi): readonly StoredPod[] {
  const owner = controllerRefOf(set)?.uid;
  if (owner === undefined) return [];
  return api
    .ownedBy<ReplicaSet>(REPLICA_SET, owner)
    .filter((sibling) => controllerRefOf(sibling)?.uid === owner)
    .flatMap((sibling) => api.ownedBy<Pod>(POD, sibling.metadata?.uid ?? ''));
}

/** The status that follows from the Pods. Source: calculateStatus. */
function statusOf(
  set: DeepReadonly<Replicator>,
  active: readonly StoredPod[],
  terminating: number | undefined,
  failed: Status | undefined,
  now: Instant,
): ReplicaSetStatus {
  const templateLabels = set.spec?.template?.metadata?.labels ?? {};
  const minReadySeconds = set.spec?.minReadySeconds ?? 0;
  let labelled = 0;
  let ready = 0;
  let available = 0;
  for (const pod of active) {
    if (matchesLabels(templateLabels, pod.metadata?.labels)) labelled++;
    if (!isPodReady(pod)) continue;
    ready++;
    if (isPodAvailable(pod, minReadySeconds, now)) available++;
  }
  return omitEmpty(
    {
      replicas: active.length,
      fullyLabeledReplicas: labelled,
      readyReplicas: ready,
      availableReplicas: available,
      terminatingReplicas: terminating,
      observedGeneration: set.metadata?.generation,
      conditions: conditionsOf(set, active.length, failed, now),
    },
    ['replicas', 'terminatingReplicas'],
  );
}

function conditionsOf(
  set: DeepReadonly<Replicator>,
  active: number,
  failed: Status | undefined,
  now: Instant,
): ReplicaSetCondition[] {
  const conditions = set.status?.conditions as ReplicaSetCondition[] | undefined;
  const current = conditionOf(conditions, 'ReplicaFailure');
  if (failed === undefined) return withoutCondition(conditions, 'ReplicaFailure');
  if (current !== undefined) return [...(conditions ?? [])];
  const reason = active < (set.spec?.replicas ?? 1) ? 'FailedCreate' : 'FailedDelete';
  const lastTransitionTime = formatTime(now);
  return withCondition(conditions, {
    type: 'ReplicaFailure',
    status: 'True',
    lastTransitionTime,
    reason,
    message: failed.message,
  });
}
