// DaemonSet: a Pod on every node that fits. Source: pkg/controller/daemon/daemon_controller.go, update.go, 1.36.
import { deepEqual } from '../../../base/compare.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { matchesSelector, type Labels } from '../../../api/labelSelector.ts';
import type { Status } from '../../../api/status.ts';
import type { DaemonSet, DaemonSetStatus, Node, Pod } from '../../../api/types.generated.ts';
import type { ClusterApi, Commit, Controller, DeepReadonly, Key, ReadApi, Requeue } from '../../controller.ts';
import { CONTROLLER_REVISION, DAEMON_SET, NODE, POD } from '../../kinds.ts';
import { podTemplateHash } from '../../podTemplateHash.ts';
import { claimObjects, keyOf, ownerKeys, splitKey } from '../../workloads/claim.ts';
import { omitEmpty } from '../../workloads/conditions.ts';
import {
  createRevision,
  dataOf,
  newRevision,
  renumber,
  revisionsOf,
  sameData,
  type StoredRevision,
} from '../../workloads/history.ts';
import { isPodAvailable, isPodReady, nextAvailabilityCheck, type StoredPod } from '../../workloads/podState.ts';
import { byAge, byNode, manage, type Look } from './manage.ts';
import { HASH_LABEL, isUpdated, shouldRun, type StoredDaemonSet } from './nodes.ts';
import { rollingUpdate } from './rolling.ts';

/** The current revision and the others. Source: constructHistory. */
function syncHistory(
  api: ClusterApi,
  set: StoredDaemonSet,
  matches: (labels: Labels | undefined) => boolean,
  pods: readonly StoredPod[],
): Result<{ readonly current: StoredRevision; readonly old: readonly StoredRevision[] }, Status> {
  const revisions = revisionsOf(api, set, DAEMON_SET, matches);
  if (!revisions.ok) return revisions;
  const data = dataOf(set.spec?.template);
  const same = revisions.value.filter((revision) => sameData(revision, data));
  const old = revisions.value.filter((revision) => !sameData(revision, data));
  const number = old.reduce((most, { revision = 0 }) => Math.max(most, revision), 0) + 1;
  const kept = same.at(-1);
  if (kept === undefined) {
    const created = snapshot(api, set, data, number);
    return created.ok ? ok({ current: created.value, old }) : created;
  }
  const merged = mergeRevisions(api, kept, same, pods);
  if (!merged.ok) return merged;
  if ((kept.revision ?? 0) >= number) return ok({ current: kept, old });
  const renumbered = renumber(api, kept, number);
  return renumbered.ok ? ok({ current: renumbered.value, old }) : renumbered;
}

/** Several revisions of one content become one, and their Pods get its label. Source: dedupCurHistories. */
function mergeRevisions(
  api: ClusterApi,
  kept: StoredRevision,
  same: readonly StoredRevision[],
  pods: readonly StoredPod[],
): Result<void, Status> {
  if (same.length < 2) return ok(undefined);
  const hash = kept.metadata?.labels?.[HASH_LABEL] ?? '';
  for (const pod of pods) {
    if (pod.metadata?.labels?.[HASH_LABEL] === hash) continue;
    const labels = { ...pod.metadata?.labels, [HASH_LABEL]: hash };
    const written = api.update<Pod>({ ...pod, metadata: { ...pod.metadata, labels } });
    if (!written.ok) return written;
  }
  for (const { metadata } of same) {
    if (metadata?.name === kept.metadata?.name) continue;
    const deleted = api.delete(CONTROLLER_REVISION, metadata?.namespace ?? '', metadata?.name ?? '');
    if (!deleted.ok) return deleted;
  }
  return ok(undefined);
}

/** A new revision; a name that other content has taken raises the collision count. Source: snapshot. */
function snapshot(
  api: ClusterApi,
  set: StoredDaemonSet,
  data: unknown,
  number: number,
): Result<StoredRevision, Status> {
  const template = set.spec?.template ?? {};
  const hash = podTemplateHash(template, set.status?.collisionCount);
  const labels = { ...template.metadata?.labels, [HASH_LABEL]: hash };
  const revision = newRevision(set, DAEMON_SET, number, data, hash, labels);
  const created = createRevision(api, revision);
  if (!created.ok || created.value !== undefined) return created as Result<StoredRevision, Status>;
  const status = {
    ...(set.status as DaemonSetStatus | undefined),
    collisionCount: (set.status?.collisionCount ?? 0) + 1,
  };
  api.updateStatus<DaemonSet>({ ...set, status });
  return err({
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    code: 409,
    reason: 'AlreadyExists',
    message: `controllerrevisions.apps "${revision.metadata?.name}" already exists`,
  });
}

/** Deletes the lowest revisions beyond the limit that no Pod is of. Source: cleanupHistory. */
function cleanUp(api: ClusterApi, look: Look, old: readonly StoredRevision[]): Result<void, Status> {
  let surplus = old.length - (look.set.spec?.revisionHistoryLimit ?? 10);
  const live = new Set(look.pods.map((pod) => pod.metadata?.labels?.[HASH_LABEL]));
  for (const { metadata } of old) {
    if (surplus <= 0) break;
    if (live.has(metadata?.labels?.[HASH_LABEL])) continue;
    const deleted = api.delete(CONTROLLER_REVISION, metadata?.namespace ?? '', metadata?.name ?? '');
    if (!deleted.ok) return deleted;
    surplus--;
  }
  return ok(undefined);
}

/** The counts. Source: updateDaemonSetStatus. */
function statusOf({ api, set, nodes, hash }: Look, pods: readonly StoredPod[]): DaemonSetStatus {
  const onNode = byNode(pods);
  const count = { desired: 0, current: 0, wrong: 0, ready: 0, available: 0, updated: 0 };
  for (const node of nodes) {
    const own = onNode.get(node.metadata?.name ?? '') ?? [];
    if (!shouldRun(set, node).run) {
      if (own.length > 0) count.wrong++;
      continue;
    }
    count.desired++;
    const pod = own.toSorted(byAge)[0];
    if (pod === undefined) continue;
    count.current++;
    if (isPodReady(pod)) count.ready++;
    if (isPodAvailable(pod, set.spec?.minReadySeconds ?? 0, api.now)) count.available++;
    if (isUpdated(set, pod, hash)) count.updated++;
  }
  return omitEmpty<DaemonSetStatus>(
    {
      currentNumberScheduled: count.current,
      desiredNumberScheduled: count.desired,
      numberMisscheduled: count.wrong,
      numberReady: count.ready,
      numberAvailable: count.available,
      numberUnavailable: count.desired - count.available,
      updatedNumberScheduled: count.updated,
      observedGeneration: set.metadata?.generation,
      collisionCount: set.status?.collisionCount,
      conditions: set.status?.conditions as DaemonSetStatus['conditions'],
    },
    ['currentNumberScheduled', 'desiredNumberScheduled', 'numberMisscheduled', 'numberReady', 'collisionCount'],
  );
}

/** One look at a DaemonSet. Source: syncDaemonSet. */
function reconcile(key: Key, api: ClusterApi): Result<Requeue | undefined, Status> {
  const set = api.get<DaemonSet>(DAEMON_SET, ...splitKey(key));
  if (set === undefined || set.metadata?.deletionTimestamp !== undefined) return ok(undefined);
  const matches = (labels: Labels | undefined): boolean => matchesSelector(set.spec?.selector, labels);
  const claim = { owner: set, ownerGvk: DAEMON_SET, matches };
  const pods = claimObjects<Pod>(api, POD, claim);
  if (!pods.ok) return pods;
  const history = syncHistory(api, set, matches, pods.value);
  if (!history.ok) return history;
  const { current, old } = history.value;
  const hash = current.metadata?.labels?.[HASH_LABEL] ?? '';
  const look: Look = { api, set, nodes: api.list<Node>(NODE), pods: pods.value, hash, checks: [] };

  const updated = updatePods(look, old);
  const now = claimObjects<Pod>(api, POD, claim);
  if (!now.ok) return now;
  const written = writeStatus(api, set, statusOf(look, now.value));
  if (!updated.ok) return updated;
  if (!written.ok) return written;
  const next = nextAvailabilityCheck(now.value, set.spec?.minReadySeconds ?? 0, api.now);
  const checks = next === undefined ? look.checks : [...look.checks, next];
  // Pods that fail are tried again for ever, so that nobody waits for it.
  return ok(checks.length === 0 ? undefined : { afterMs: Math.min(...checks), background: next === undefined });
}

function updatePods(look: Look, old: readonly StoredRevision[]): Result<void, Status> {
  const managed = manage(look);
  if (!managed.ok) return managed;
  // Upstream waits until it has seen its own writes before it goes on with the update.
  if (!managed.value && look.set.spec?.updateStrategy?.type === 'RollingUpdate') {
    const rolled = rollingUpdate(look);
    if (!rolled.ok) return rolled;
  }
  return cleanUp(look.api, look, old);
}

function writeStatus(api: ClusterApi, set: StoredDaemonSet, status: DaemonSetStatus): Result<void, Status> {
  if (deepEqual(status, set.status ?? {})) return ok(undefined);
  const written = api.updateStatus<DaemonSet>({ ...set, status });
  return written.ok ? ok(undefined) : written;
}

/** A node that comes, goes or changes labels or taints concerns every DaemonSet; its heartbeats none. */
function afterNode({ before, after }: Commit, api: ReadApi): readonly Key[] {
  const [old, now] = [before, after] as readonly (DeepReadonly<Node> | undefined)[];
  const same =
    old !== undefined &&
    now !== undefined &&
    deepEqual(old.metadata?.labels ?? {}, now.metadata?.labels ?? {}) &&
    deepEqual(old.spec?.taints ?? [], now.spec?.taints ?? []);
  return same ? [] : api.list<DaemonSet>(DAEMON_SET).map(keyOf);
}

export const controller: Controller = {
  name: 'daemonset-controller',
  watches: [
    { gvk: DAEMON_SET },
    {
      gvk: POD,
      keys: (commit, api) =>
        ownerKeys(commit, DAEMON_SET, (orphan) =>
          api
            .list<DaemonSet>(DAEMON_SET, orphan.metadata?.namespace)
            .filter((set) => matchesSelector(set.spec?.selector, orphan.metadata?.labels))
            .map(keyOf),
        ),
    },
    { gvk: NODE, keys: afterNode },
  ],
  initialKeys: (api) => api.list<DaemonSet>(DAEMON_SET).map(keyOf),
  reconcile,
};
