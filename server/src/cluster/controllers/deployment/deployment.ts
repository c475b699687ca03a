// Deployment: rolls a Pod template out over ReplicaSets. Source: pkg/controller/deployment/deployment_controller.go, 1.36.
//
// Not modelled: the rollback field of extensions/v1beta1 (its annotation); `kubectl rollout undo` writes the template.
import { ok, type Result } from '../../../base/result.ts';
import { isEmptySelector, matchesSelector } from '../../../api/labelSelector.ts';
import type { Status } from '../../../api/status.ts';
import type { Deployment, Pod, ReplicaSet } from '../../../api/types.generated.ts';
import type { ClusterApi, Commit, Controller, Key, ReadApi, Requeue } from '../../controller.ts';
import { claimObjects, controllerRefOf, keyOf, ownerKeys, splitKey } from '../../workloads/claim.ts';
import { DEPLOYMENT, POD, REPLICA_SET } from '../../kinds.ts';
import { isNamespaceTerminating } from '../../workloads/podControl.ts';
import { checkPaused } from './progress.ts';
import { rolloutRecreate } from './recreate.ts';
import { rolloutRolling } from './rolling.ts';
import type { Rollout } from './rollout.ts';
import { isScalingEvent, syncScaled, syncStatusOnly } from './sync.ts';

/** The Deployments that an unmanaged ReplicaSet could belong to. */
const candidates = (orphan: Parameters<Parameters<typeof ownerKeys>[2]>[0], api: ReadApi): readonly Key[] =>
  api
    .list<Deployment>(DEPLOYMENT, orphan.metadata?.namespace)
    .filter(({ spec }) => !isEmptySelector(spec?.selector) && matchesSelector(spec?.selector, orphan.metadata?.labels))
    .map(keyOf);

/** A Recreate Deployment waits for the last of its Pods to be gone. Source: deletePod. */
function recreateAfter(commit: Commit, api: ReadApi): readonly Key[] {
  const ref = commit.after === undefined ? controllerRefOf(commit.before) : undefined;
  if (ref?.kind !== 'ReplicaSet') return [];
  const namespace = commit.before?.metadata?.namespace ?? '';
  const set = api.get<ReplicaSet>(REPLICA_SET, namespace, ref.name ?? '');
  const owner = set?.metadata?.uid === ref.uid ? controllerRefOf(set) : undefined;
  if (set === undefined || owner?.kind !== 'Deployment') return [];
  const deployment = api.get<Deployment>(DEPLOYMENT, namespace, owner.name ?? '');
  if (deployment?.spec?.strategy?.type !== 'Recreate') return [];
  return api.ownedBy<Pod>(POD, set.metadata?.uid ?? '').length === 0 ? [keyOf(deployment)] : [];
}

/** One look at a Deployment. Source: syncDeployment. */
function reconcile(key: Key, api: ClusterApi): Result<Requeue | undefined, Status> {
  const [namespace, name] = splitKey(key);
  const deployment = api.get<Deployment>(DEPLOYMENT, namespace, name);
  if (deployment === undefined) return ok(undefined);
  const matches = (labels: Readonly<Record<string, string>> | undefined): boolean =>
    matchesSelector(deployment.spec?.selector, labels);
  const sets = claimObjects<ReplicaSet>(api, REPLICA_SET, { owner: deployment, ownerGvk: DEPLOYMENT, matches });
  if (!sets.ok) return sets;
  const rollout: Rollout = { api, deployment, names: sets.value.map((set) => set.metadata?.name ?? '') };
  const result = sync(rollout);
  return !result.ok && isNamespaceTerminating(result.error) ? ok(undefined) : result;
}

function sync(rollout: Rollout): Result<Requeue | undefined, Status> {
  const done = (result: Result<void, Status>): Result<undefined, Status> => (result.ok ? ok(undefined) : result);
  if (rollout.deployment.metadata?.deletionTimestamp !== undefined) return done(syncStatusOnly(rollout));
  const checked = checkPaused(rollout);
  if (!checked.ok) return checked;
  if (rollout.deployment.spec?.paused === true) return done(syncScaled(rollout));
  const scaling = isScalingEvent(rollout);
  if (!scaling.ok) return scaling;
  if (scaling.value) return done(syncScaled(rollout));
  return rollout.deployment.spec?.strategy?.type === 'Recreate' ? rolloutRecreate(rollout) : rolloutRolling(rollout);
}

export const controller: Controller = {
  name: 'deployment-controller',
  watches: [
    { gvk: DEPLOYMENT },
    {
      gvk: REPLICA_SET,
      keys: (commit, api) => ownerKeys(commit, DEPLOYMENT, (orphan) => candidates(orphan, api)),
    },
    { gvk: POD, keys: recreateAfter },
  ],
  initialKeys: (api) => api.list<Deployment>(DEPLOYMENT).map(keyOf),
  reconcile,
};
