// What every strategy needs: the new ReplicaSet, sizes, clean-up and status.
// Source: pkg/controller/deployment/sync.go, 1.36.
import { deepEqual } from '../../../base/compare.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { Status } from '../../../api/status.ts';
import type {
  DeploymentCondition,
  DeploymentStatus,
  LabelSelector,
  PodTemplateSpec,
  ReplicaSet,
} from '../../../api/types.generated.ts';
import { podTemplateHash } from '../../podTemplateHash.ts';
import { controllerRefOf, newControllerRef } from '../../workloads/claim.ts';
import { omitEmpty, withCondition } from '../../workloads/conditions.ts';
import { DEPLOYMENT, REPLICA_SET } from '../../kinds.ts';
import { isNamespaceTerminating } from '../../workloads/podControl.ts';
import {
  annotationsOfNew,
  countIn,
  DESIRED_REPLICAS,
  maxRevision,
  REVISION,
  replicasDiffer,
  withReplicas,
} from './annotations.ts';
import { isRollingUpdate, maxSurge, maxUnavailable, newReplicaSetSize, proportion } from './arithmetic.ts';
import { hasProgressDeadline, hasRevisionHistoryLimit, newCondition, progressingOf } from './conditions.ts';
import {
  activeOnes,
  actualOf,
  availableOf,
  byAge,
  byRevision,
  bySizeNewer,
  bySizeOlder,
  equalIgnoringHash,
  findActiveOrLatest,
  findNewReplicaSet,
  HASH_LABEL,
  readyOf,
  sizeOf,
  terminatingOf,
  wantedOf,
  type StoredReplicaSet,
} from './replicaSets.ts';
import { replicaSetsOf, statusWith, writeStatus, type Rollout } from './rollout.ts';

/** The ReplicaSets by their part. */
export interface Sets {
  readonly newSet: StoredReplicaSet | undefined;
  /** All others, the oldest first. */
  readonly oldSets: readonly StoredReplicaSet[];
}

/** All of them; the new one, where there is one, last, as upstream appends it. */
export const allOf = (sets: Sets): readonly StoredReplicaSet[] =>
  sets.newSet === undefined ? sets.oldSets : [...sets.oldSets, sets.newSet];

/** New and old ReplicaSets, the revision brought up to date. Source: getAllReplicaSetsAndSyncRevision. */
export function syncRevision(rollout: Rollout, create: boolean): Result<Sets, Status> {
  const all = replicaSetsOf(rollout).toSorted(byAge);
  const found = findNewReplicaSet(rollout.deployment, all);
  const oldSets = all.filter((set) => set !== found);
  const revision = maxRevision(oldSets) + 1;
  if (found === undefined && !create) return ok({ newSet: undefined, oldSets });
  const newSet =
    found === undefined ? createNewSet(rollout, oldSets, revision) : updateNewSet(rollout, found, revision);
  return newSet.ok ? ok({ newSet: newSet.value, oldSets }) : newSet;
}

/** Brings the annotations and `minReadySeconds` of the new ReplicaSet, or then the Deployment's revision, up to date. */
function updateNewSet(rollout: Rollout, set: StoredReplicaSet, revision: number): Result<StoredReplicaSet, Status> {
  const { deployment, api } = rollout;
  const own = set.metadata?.annotations ?? {};
  const annotations = annotationsOfNew(deployment, own, revision);
  const minReadySeconds = deployment.spec?.minReadySeconds ?? 0;
  if (!deepEqual(annotations, own) || (set.spec?.minReadySeconds ?? 0) !== minReadySeconds) {
    const { minReadySeconds: _old, ...spec } = set.spec ?? {};
    return api.update({
      ...set,
      metadata: { ...set.metadata, annotations },
      spec: minReadySeconds === 0 ? spec : { ...spec, minReadySeconds },
    } as StoredReplicaSet);
  }
  const found =
    hasProgressDeadline(deployment) && progressingOf(deployment) === undefined
      ? newCondition(
          api.now,
          'Progressing',
          'True',
          'FoundNewReplicaSet',
          `Found new replica set "${set.metadata?.name}"`,
        )
      : undefined;
  const recorded = recordRevision(rollout, own[REVISION] ?? '', found);
  return recorded.ok ? ok(set) : recorded;
}

/** Writes the revision on the Deployment, and a condition, where there is something to write. */
function recordRevision(
  rollout: Rollout,
  revision: string,
  condition: DeploymentCondition | undefined,
): Result<void, Status> {
  const { deployment } = rollout;
  const annotations = deployment.metadata?.annotations ?? {};
  if ((annotations[REVISION] ?? '') === revision && condition === undefined) return ok(undefined);
  const status =
    condition === undefined ? ((deployment.status ?? {}) as DeploymentStatus) : statusWith(deployment, condition);
  return writeStatus(rollout, status, { ...annotations, [REVISION]: revision });
}

/** `web-5d4f8c7b9`; a name that would be too long is cut. Source: generateReplicaSetName. */
const nameOfSet = (deployment: string, hash: string): string =>
  `${deployment.slice(0, Math.max(253 - 1 - hash.length, 0))}-${hash}`;

/** The ReplicaSet for the Deployment's template, at the size with which it begins. */
function newSetOf(rollout: Rollout, oldSets: readonly StoredReplicaSet[], revision: number): ReplicaSet {
  const { deployment } = rollout;
  const template = (deployment.spec?.template ?? {}) as PodTemplateSpec;
  const hash = podTemplateHash(template, deployment.status?.collisionCount);
  const labels = { ...template.metadata?.labels, [HASH_LABEL]: hash };
  const selector = (deployment.spec?.selector ?? {}) as LabelSelector;
  const minReadySeconds = deployment.spec?.minReadySeconds ?? 0;
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: nameOfSet(deployment.metadata?.name ?? '', hash),
      namespace: deployment.metadata?.namespace,
      labels: { ...labels },
      annotations: withReplicas(
        annotationsOfNew(deployment, {}, revision),
        sizeOf(deployment),
        sizeOf(deployment) + maxSurge(deployment),
      ),
      ownerReferences: [newControllerRef(deployment, DEPLOYMENT)],
    },
    spec: {
      replicas: newReplicaSetSize(deployment, oldSets, 0),
      ...(minReadySeconds === 0 ? {} : { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [HASH_LABEL]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}

/** Creates the new ReplicaSet; a name that another template has taken makes the next look try another hash. */
function createNewSet(
  rollout: Rollout,
  oldSets: readonly StoredReplicaSet[],
  revision: number,
): Result<StoredReplicaSet, Status> {
  const { api, deployment } = rollout;
  const wanted = newSetOf(rollout, oldSets, revision);
  const name = wanted.metadata?.name ?? '';
  const created = api.create(wanted);
  if (created.ok) {
    const size = sizeOf(created.value);
    if (size > 0) {
      api.event(deployment, 'Normal', 'ScalingReplicaSet', `Scaled up replica set ${name} from 0 to ${size}`);
    }
    const condition = hasProgressDeadline(deployment)
      ? newCondition(api.now, 'Progressing', 'True', 'NewReplicaSetCreated', `Created new replica set "${name}"`)
      : undefined;
    const recorded = recordRevision(rollout, String(revision), condition);
    return recorded.ok ? created : recorded;
  }
  if (created.error.reason === 'AlreadyExists') return resolveCollision(rollout, name, revision, created.error);
  if (isNamespaceTerminating(created.error)) return created;
  const message = `Failed to create new replica set "${name}": ${created.error.message}`;
  if (hasProgressDeadline(deployment)) {
    const condition = newCondition(api.now, 'Progressing', 'False', 'ReplicaSetCreateError', message);
    writeStatus(rollout, statusWith(deployment, condition));
  }
  api.event(deployment, 'Warning', 'ReplicaSetCreateError', message);
  return created;
}

/** The ReplicaSet that has the name already is ours, or the collision count rises. */
function resolveCollision(
  rollout: Rollout,
  name: string,
  revision: number,
  error: Status,
): Result<StoredReplicaSet, Status> {
  const { api, deployment } = rollout;
  const other = api.get<ReplicaSet>(REPLICA_SET, deployment.metadata?.namespace ?? '', name);
  if (other === undefined) return err(error);
  const isOurs =
    controllerRefOf(other)?.uid === deployment.metadata?.uid &&
    equalIgnoringHash(deployment.spec?.template, other.spec?.template);
  if (isOurs) {
    const recorded = recordRevision(rollout, String(revision), undefined);
    return recorded.ok ? ok(other) : recorded;
  }
  const collisionCount = (deployment.status?.collisionCount ?? 0) + 1;
  writeStatus(rollout, { ...(deployment.status as DeploymentStatus | undefined), collisionCount });
  return err(error);
}

/**
 * Gives a ReplicaSet a new size and says so. Without `force` nothing is written where the size is right already; with
 * it, the notes about the Deployment's size are kept up to date, too. Source: scaleReplicaSet.
 */
export function scaleReplicaSet(
  rollout: Rollout,
  set: StoredReplicaSet,
  size: number,
  force = false,
): Result<{ readonly scaled: boolean; readonly set: StoredReplicaSet }, Status> {
  const { api, deployment } = rollout;
  const before = sizeOf(set);
  const desired = sizeOf(deployment);
  const most = desired + maxSurge(deployment);
  const notes = set.metadata?.annotations ?? {};
  if (before === size && !(force && replicasDiffer(notes, desired, most))) return ok({ scaled: false, set });
  const written = api.update({
    ...set,
    metadata: { ...set.metadata, annotations: withReplicas(notes, desired, most) },
    spec: { ...set.spec, replicas: size },
  } as StoredReplicaSet);
  if (!written.ok) return written;
  if (before !== size) {
    const direction = before < size ? 'up' : 'down';
    const message = `Scaled ${direction} replica set ${set.metadata?.name} from ${before} to ${size}`;
    api.event(deployment, 'Normal', 'ScalingReplicaSet', message);
  }
  return ok({ scaled: before !== size, set: written.value });
}

/** Whether an active ReplicaSet was made for another size of the Deployment. Source: isScalingEvent. */
export function isScalingEvent(rollout: Rollout): Result<boolean, Status> {
  const sets = syncRevision(rollout, false);
  if (!sets.ok) return sets;
  return ok(
    activeOnes(allOf(sets.value)).some((set) => {
      const desired = countIn(set, DESIRED_REPLICAS);
      return desired !== undefined && desired !== sizeOf(rollout.deployment);
    }),
  );
}

/** A paused or scaled Deployment: sizes in proportion, no rollout. Source: sync. */
export function syncScaled(rollout: Rollout): Result<void, Status> {
  const sets = syncRevision(rollout, false);
  if (!sets.ok) return sets;
  const scaled = scale(rollout, sets.value);
  if (!scaled.ok) return scaled;
  if (rollout.deployment.spec?.paused === true) {
    const cleaned = cleanUp(rollout, sets.value.oldSets);
    if (!cleaned.ok) return cleaned;
  }
  return syncStatus(rollout, sets.value);
}

/** Only the status: for a Deployment that is being deleted. Source: syncStatusOnly. */
export function syncStatusOnly(rollout: Rollout): Result<void, Status> {
  const sets = syncRevision(rollout, false);
  return sets.ok ? syncStatus(rollout, sets.value) : sets;
}

/** Whether the new ReplicaSet has all Pods, all available. Source: IsSaturated. */
const isSaturated = ({ deployment }: Rollout, set: StoredReplicaSet | undefined): boolean =>
  set !== undefined &&
  sizeOf(set) === sizeOf(deployment) &&
  Number(set.metadata?.annotations?.[DESIRED_REPLICAS] ?? NaN) === sizeOf(deployment) &&
  (set.status?.availableReplicas ?? 0) === sizeOf(deployment);

function scale(rollout: Rollout, { newSet, oldSets }: Sets): Result<void, Status> {
  const { deployment } = rollout;
  const only = findActiveOrLatest(newSet, oldSets);
  if (only !== undefined) {
    const scaled = scaleReplicaSet(rollout, only, sizeOf(deployment));
    return scaled.ok ? ok(undefined) : scaled;
  }
  if (isSaturated(rollout, newSet)) {
    for (const old of activeOnes(oldSets)) {
      const scaled = scaleReplicaSet(rollout, old, 0);
      if (!scaled.ok) return scaled;
    }
    return ok(undefined);
  }
  return isRollingUpdate(deployment) ? scaleInProportion(rollout, activeOnes([...oldSets, newSet])) : ok(undefined);
}

/**
 * Several ReplicaSets have Pods: each gets its share, and what rounding leaves over goes to the greatest. When growing,
 * the newer of equals comes first, when shrinking the older.
 */
function scaleInProportion(rollout: Rollout, active: readonly StoredReplicaSet[]): Result<void, Status> {
  const { deployment } = rollout;
  const allowed = sizeOf(deployment) > 0 ? sizeOf(deployment) + maxSurge(deployment) : 0;
  const toAdd = allowed - wantedOf(active);
  const sorted = toAdd > 0 ? active.toSorted(bySizeNewer) : toAdd < 0 ? active.toSorted(bySizeOlder) : active;
  let added = 0;
  const sizes = sorted.map((set) => {
    const share = proportion(deployment, set, toAdd, added);
    added += share;
    return sizeOf(set) + share;
  });
  for (const [index, set] of sorted.entries()) {
    const leftOver = index === 0 && toAdd !== 0 ? toAdd - added : 0;
    const scaled = scaleReplicaSet(rollout, set, Math.max((sizes[index] ?? 0) + leftOver, 0), true);
    if (!scaled.ok) return scaled;
  }
  return ok(undefined);
}

/** Deletes the lowest revisions beyond the limit, if they are empty and seen to be. Source: cleanupDeployment. */
export function cleanUp(rollout: Rollout, oldSets: readonly StoredReplicaSet[]): Result<void, Status> {
  const { api, deployment } = rollout;
  if (!hasRevisionHistoryLimit(deployment)) return ok(undefined);
  const alive = oldSets.filter((set) => set.metadata?.deletionTimestamp === undefined).toSorted(byRevision);
  const surplus = alive.length - (deployment.spec?.revisionHistoryLimit ?? 0);
  for (const set of alive.slice(0, Math.max(surplus, 0))) {
    const seen = (set.metadata?.generation ?? 0) <= (set.status?.observedGeneration ?? 0);
    if ((set.status?.replicas ?? 0) !== 0 || sizeOf(set) !== 0 || !seen) continue;
    const deleted = api.delete(REPLICA_SET, set.metadata?.namespace ?? '', set.metadata?.name ?? '');
    if (!deleted.ok && deleted.error.code !== 404) return deleted;
  }
  return ok(undefined);
}

function syncStatus(rollout: Rollout, sets: Sets): Result<void, Status> {
  const status = statusOf(rollout, sets);
  return deepEqual(status, rollout.deployment.status ?? {}) ? ok(undefined) : writeStatus(rollout, status);
}

/** The status that follows from the ReplicaSets. Source: calculateStatus. */
export function statusOf({ deployment, api }: Rollout, sets: Sets): DeploymentStatus {
  const all = allOf(sets);
  const available = availableOf(all);
  const isAvailable = available >= sizeOf(deployment) - maxUnavailable(deployment);
  const condition = isAvailable
    ? newCondition(api.now, 'Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.')
    : newCondition(
        api.now,
        'Available',
        'False',
        'MinimumReplicasUnavailable',
        'Deployment does not have minimum availability.',
      );
  return omitEmpty(
    {
      observedGeneration: deployment.metadata?.generation,
      replicas: actualOf(all),
      updatedReplicas: actualOf([sets.newSet]),
      readyReplicas: readyOf(all),
      availableReplicas: available,
      unavailableReplicas: Math.max(wantedOf(all) - available, 0),
      terminatingReplicas: terminatingOf(all),
      collisionCount: deployment.status?.collisionCount,
      conditions: withCondition(deployment.status?.conditions as DeploymentCondition[] | undefined, condition),
    },
    ['terminatingReplicas', 'collisionCount'],
  );
}
