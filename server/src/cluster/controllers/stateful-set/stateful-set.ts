// StatefulSet: Pods with names, an order and storage of their own.
// Source: pkg/controller/statefulset/stateful_set.go, stateful_set_control.go, 1.36.
import { deepEqual } from '../../../base/compare.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { matchesSelector, type Labels } from '../../../api/labelSelector.ts';
import type { Status } from '../../../api/status.ts';
import type { Pod, StatefulSet } from '../../../api/types.generated.ts';
import type { ClusterApi, Commit, Controller, Key, ReadApi, Requeue } from '../../controller.ts';
import { claimObjects, keyOf, ownerKeys, splitKey } from '../../workloads/claim.ts';
import { PERSISTENT_VOLUME_CLAIM, POD, STATEFUL_SET } from '../../kinds.ts';
import {
  createRevision,
  dataOf,
  hashOfData,
  newRevision,
  nextRevision,
  renumber,
  revisionsOf,
  sameData,
  truncateHistory,
  type StoredRevision,
} from '../../workloads/history.ts';
import { nextAvailabilityCheck, type StoredPod } from '../../workloads/podState.ts';
import { completed, updatePods } from './control.ts';
import { parentAndOrdinal, revisionOfPod, type StoredSet } from './identity.ts';

interface Revisions {
  readonly current: StoredRevision;
  readonly update: StoredRevision;
  readonly collisionCount: number;
}

/** The revision of the set's template, made or found, and the one that its Pods had so far. */
function syncRevisions(
  api: ClusterApi,
  set: StoredSet,
  revisions: readonly StoredRevision[],
): Result<Revisions, Status> {
  const data = dataOf(set.spec?.template);
  const latest = revisions.at(-1);
  const equal = revisions.findLast((revision) => sameData(revision, data));
  let collisionCount = set.status?.collisionCount ?? 0;
  let update: StoredRevision | undefined;
  if (latest !== undefined && sameData(latest, data)) update = latest;
  else if (equal !== undefined) {
    const renumbered = renumber(api, equal, nextRevision(revisions));
    if (!renumbered.ok) return renumbered;
    update = renumbered.value;
  }
  while (update === undefined) {
    const hash = hashOfData(data, collisionCount);
    const labels = { ...set.spec?.template?.metadata?.labels, 'controller.kubernetes.io/hash': hash };
    const created = createRevision(api, newRevision(set, STATEFUL_SET, nextRevision(revisions), data, hash, labels));
    if (!created.ok) return created;
    if (created.value === undefined) collisionCount++;
    update = created.value;
  }
  const current = revisions.find(({ metadata }) => metadata?.name === set.status?.currentRevision) ?? update;
  return ok({ current, update, collisionCount });
}

/** One look at a set. Source: sync. */
function reconcile(key: Key, api: ClusterApi): Result<Requeue | undefined, Status> {
  const set = api.get<StatefulSet>(STATEFUL_SET, ...splitKey(key));
  if (set === undefined) return ok(undefined);
  const matches = (labels: Labels | undefined): boolean => matchesSelector(set.spec?.selector, labels);
  const revisions = revisionsOf(api, set, STATEFUL_SET, matches);
  if (!revisions.ok) return revisions;
  const isMember = (pod: StoredPod): boolean => parentAndOrdinal(pod)[0] === set.metadata?.name;
  const pods = claimObjects<Pod>(api, POD, { owner: set, ownerGvk: STATEFUL_SET, matches }, isMember);
  if (!pods.ok) return pods;

  const synced = syncRevisions(api, set, revisions.value);
  if (!synced.ok) return synced;
  const { current, update, collisionCount } = synced.value;
  const outcome = updatePods({ api, set, current, update, collisionCount }, pods.value);
  const written = writeStatus(api, set, completed(set, outcome.status));
  if (outcome.failed !== undefined) return err(outcome.failed);
  if (!written.ok) return written;
  const live = new Set([current.metadata?.name, update.metadata?.name, ...pods.value.map(revisionOfPod)]);
  const truncated = truncateHistory(api, revisions.value, live, set.spec?.revisionHistoryLimit ?? 10);
  if (!truncated.ok) return truncated;
  const afterMs = nextAvailabilityCheck(pods.value, set.spec?.minReadySeconds ?? 0, api.now);
  return ok(afterMs === undefined ? undefined : { afterMs });
}

function writeStatus(api: ClusterApi, set: StoredSet, status: StoredSet['status'] & object): Result<void, Status> {
  // Conditions are others' (the controller has none): inconsistentStatus in stateful_set_utils.go does not look at them.
  const { collisionCount: _old, conditions: _kept, ...before } = set.status ?? {};
  const { collisionCount: _new, conditions: _none, ...after } = status;
  if (deepEqual(before, after)) return ok(undefined);
  const written = api.updateStatus<StatefulSet>({ ...set, status });
  return written.ok ? ok(undefined) : written;
}

/**
 * A claim that is gone may have blocked a Pod of the same name. Upstream finds out at its next resync; here nothing is
 * looked at without a cause, so the removal is one.
 */
const waitingFor = (commit: Commit, api: ReadApi): readonly Key[] =>
  commit.after !== undefined
    ? []
    : api
        .list<StatefulSet>(STATEFUL_SET, commit.before?.metadata?.namespace)
        .filter(({ spec }) => spec?.persistentVolumeClaimRetentionPolicy?.whenScaled === 'Delete')
        .map(keyOf);

export const controller: Controller = {
  name: 'statefulset-controller',
  watches: [
    { gvk: STATEFUL_SET },
    {
      gvk: POD,
      keys: (commit, api) =>
        ownerKeys(commit, STATEFUL_SET, (orphan) =>
          api
            .list<StatefulSet>(STATEFUL_SET, orphan.metadata?.namespace)
            .filter((set) => matchesSelector(set.spec?.selector, orphan.metadata?.labels))
            .map(keyOf),
        ),
    },
    { gvk: PERSISTENT_VOLUME_CLAIM, keys: waitingFor },
  ],
  initialKeys: (api) => api.list<StatefulSet>(STATEFUL_SET).map(keyOf),
  reconcile,
};
