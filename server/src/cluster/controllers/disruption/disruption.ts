// The status of PodDisruptionBudgets, which evictions look at. Source: pkg/controller/disruption/disruption.go, 1.36.
//
// Not modelled: the event MultiplePodDisruptionBudgets; where several budgets select a Pod each is kept up to date,
// while upstream looks at one of them.
import { compareText, deepEqual } from '../../../base/compare.ts';
import { formatTime, parseTime } from '../../../base/instant.ts';
import { ok, type Result } from '../../../base/result.ts';
import { parseApiVersion } from '../../../api/gvk.ts';
import { scaledValue } from '../../../api/intOrString.ts';
import { matchesSelector } from '../../../api/labelSelector.ts';
import { resourceOf } from '../../../api/resource.ts';
import { qualifiedResource, type Status } from '../../../api/status.ts';
import type {
  Condition,
  Deployment,
  LabelSelector,
  OwnerReference,
  Pod,
  PodCondition,
  PodDisruptionBudget,
  PodDisruptionBudgetStatus,
  ReplicaSet,
} from '../../../api/types.generated.ts';
import type { ClusterApi, Commit, Controller, DeepReadonly, Key, ReadApi, Requeue } from '../../controller.ts';
import {
  DEPLOYMENT,
  POD,
  POD_DISRUPTION_BUDGET,
  REPLICA_SET,
  REPLICATION_CONTROLLER,
  STATEFUL_SET,
} from '../../kinds.ts';
import { controllerRefOf, keyOf, splitKey } from '../../workloads/claim.ts';
import { omitEmpty, withCondition, withoutCondition } from '../../workloads/conditions.ts';
import { isPodReady, isPodTerminal, podCondition, type StoredPod } from '../../workloads/podState.ts';

type StoredBudget = DeepReadonly<PodDisruptionBudget>;

/** How long an evicted Pod may stay before its eviction counts as lost. */
const DELETION_TIMEOUT_MS = 120_000;
/** How long a Pod may be a disruption target without being deleted. */
const STALE_MS = 120_000;
const POD_KEY = 'pod ';

/** The size that the controller of a Pod is meant to have; undefined if it is gone, a sentence if it has none. */
function scaleOf(api: ReadApi, namespace: string, ref: DeepReadonly<OwnerReference>): number | string | undefined {
  const { apiVersion = '', kind = '', name = '', uid } = ref;
  const sized = (gvk: typeof REPLICA_SET): DeepReadonly<ReplicaSet> | undefined => {
    const object = api.get<ReplicaSet>(gvk, namespace, name);
    return object?.metadata?.uid === uid ? object : undefined;
  };
  if (kind === 'ReplicationController') return sized(REPLICATION_CONTROLLER)?.spec?.replicas;
  if (kind === 'StatefulSet') return sized(STATEFUL_SET)?.spec?.replicas;
  if (kind === 'ReplicaSet') {
    const set = sized(REPLICA_SET);
    const owner = controllerRefOf(set);
    if (owner?.kind !== 'Deployment') return set?.spec?.replicas;
    return api.get<Deployment>(DEPLOYMENT, namespace, owner.name ?? '')?.spec?.replicas;
  }
  const { group, version } = parseApiVersion(apiVersion);
  const plural = resourceOf({ group, version, kind })?.plural ?? kind.toLowerCase();
  return `${qualifiedResource(group, plural)} does not implement the scale subresource`;
}

interface Expected {
  readonly pods: number;
  readonly unmanaged: boolean;
}

/** The sum of the sizes of all controllers of the Pods. Source: getExpectedScale. */
function expectedScale(api: ReadApi, pods: readonly StoredPod[]): Expected | string {
  const scales = new Map<string | undefined, number>();
  let unmanaged = false;
  for (const pod of pods) {
    const ref = controllerRefOf(pod);
    if (ref === undefined) {
      unmanaged = true;
      continue;
    }
    if (scales.has(ref.uid)) continue;
    const scale = scaleOf(api, pod.metadata?.namespace ?? '', ref);
    if (typeof scale === 'string') return scale;
    if (scale === undefined) return `found no controllers for pod "${pod.metadata?.name}"`;
    scales.set(ref.uid, scale);
  }
  return { pods: [...scales.values()].reduce((sum, scale) => sum + scale, 0), unmanaged };
}

interface Counts extends Expected {
  readonly desiredHealthy: number;
}

/** How many Pods there should be and how many have to be healthy. Source: getExpectedPodCount. */
function countsOf(api: ReadApi, budget: StoredBudget, pods: readonly StoredPod[]): Counts | string {
  const { maxUnavailable, minAvailable } = budget.spec ?? {};
  if (maxUnavailable === undefined && minAvailable === undefined) {
    return { pods: 0, unmanaged: false, desiredHealthy: 0 };
  }
  if (maxUnavailable === undefined && typeof minAvailable === 'number') {
    return { pods: pods.length, unmanaged: false, desiredHealthy: minAvailable };
  }
  const expected = expectedScale(api, pods);
  if (typeof expected === 'string') return expected;
  const desiredHealthy =
    maxUnavailable === undefined
      ? (scaledValue(minAvailable ?? 0, expected.pods, true) ?? 0)
      : Math.max(expected.pods - (scaledValue(maxUnavailable, expected.pods, true) ?? 0), 0);
  return { ...expected, desiredHealthy };
}

/** A condition that moves its transition time only with its status. Source: meta.SetStatusCondition. */
function setCondition(conditions: readonly Condition[] | undefined, wanted: Condition): Condition[] {
  const type = wanted.type ?? '';
  const at = (conditions ?? []).findIndex((condition) => condition.type === type);
  const current = conditions?.[at];
  if (current === undefined) return withCondition(withoutCondition(conditions, type), wanted);
  const lastTransitionTime = current.status === wanted.status ? current.lastTransitionTime : wanted.lastTransitionTime;
  return (conditions ?? []).with(at, { ...wanted, lastTransitionTime });
}

/** Go's way of writing a selector, which stands in an event. */
function goSelector(selector: DeepReadonly<LabelSelector> | undefined): string {
  const labels = Object.entries(selector?.matchLabels ?? {}).sort((a, b) => compareText(a[0], b[0]));
  const map = labels.map(([key, value]) => `${key}: ${value},`).join('');
  const expressions = (selector?.matchExpressions ?? [])
    .map(
      ({ key, operator, values = [] }) =>
        `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
    )
    .join('');
  return `&LabelSelector{MatchLabels:map[string]string{${map}},MatchExpressions:[]LabelSelectorRequirement{${expressions}},}`;
}

/** The Pods that were evicted and are not deleted yet. Source: buildDisruptedPodMap. */
function stillDisrupted(
  api: ClusterApi,
  budget: StoredBudget,
  pods: readonly StoredPod[],
): { readonly pods: Record<string, string>; readonly checks: readonly number[] } {
  const disrupted: Record<string, string> = {};
  const checks: number[] = [];
  const listed = budget.status?.disruptedPods ?? {};
  for (const pod of pods) {
    const { name = '', deletionTimestamp } = pod.metadata ?? {};
    const at = Object.hasOwn(listed, name) ? listed[name] : undefined;
    const since = parseTime(at);
    if (at === undefined || since === undefined || deletionTimestamp !== undefined) continue;
    const rest = since + DELETION_TIMEOUT_MS - api.now;
    if (rest >= 0) {
      disrupted[name] = at;
      checks.push(rest + 1);
    } else {
      const namespace = budget.metadata?.namespace;
      const message = `Pod was expected by PDB ${namespace}/${namespace} to be deleted but it wasn't`;
      api.event(pod, 'Warning', 'NotDeleted', message);
    }
  }
  return { pods: disrupted, checks };
}

/** One look at a budget. Source: trySync. */
function reconcileBudget(key: Key, api: ClusterApi): Result<Requeue | undefined, Status> {
  const budget = api.get<PodDisruptionBudget>(POD_DISRUPTION_BUDGET, ...splitKey(key));
  if (budget === undefined) return ok(undefined);
  const pods = api
    .list<Pod>(POD, budget.metadata?.namespace)
    .filter((pod) => matchesSelector(budget.spec?.selector, pod.metadata?.labels));
  if (pods.length === 0) api.event(budget, 'Normal', 'NoPods', 'No matching pods found');
  const counts = countsOf(api, budget, pods);
  if (typeof counts === 'string') return failSafe(api, budget, counts);
  if (counts.unmanaged) {
    const message =
      `Pods selected by this PodDisruptionBudget (selector: ${goSelector(budget.spec?.selector)}) were found ` +
      'to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. ' +
      'To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.';
    api.event(budget, 'Warning', 'UnmanagedPods', message);
  }
  const disrupted = stillDisrupted(api, budget, pods);
  const currentHealthy = pods.filter(
    (pod) =>
      pod.metadata?.deletionTimestamp === undefined &&
      !Object.hasOwn(disrupted.pods, pod.metadata?.name ?? '') &&
      isPodReady(pod),
  ).length;
  const written = writeStatus(api, budget, counts, currentHealthy, disrupted.pods);
  if (!written.ok) return written;
  return ok(disrupted.checks.length === 0 ? undefined : { afterMs: Math.min(...disrupted.checks), background: true });
}

function writeStatus(
  api: ClusterApi,
  budget: StoredBudget,
  counts: Counts,
  currentHealthy: number,
  disruptedPods: Record<string, string>,
): Result<void, Status> {
  const allowed = counts.pods <= 0 ? 0 : Math.max(currentHealthy - counts.desiredHealthy, 0);
  const observedGeneration = budget.metadata?.generation;
  const condition: Condition = {
    type: 'DisruptionAllowed',
    observedGeneration,
    status: allowed > 0 ? 'True' : 'False',
    lastTransitionTime: formatTime(api.now),
    reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
    message: '',
  };
  const status: PodDisruptionBudgetStatus = omitEmpty(
    {
      observedGeneration,
      ...(Object.keys(disruptedPods).length === 0 ? {} : { disruptedPods }),
      disruptionsAllowed: allowed,
      currentHealthy,
      desiredHealthy: counts.desiredHealthy,
      expectedPods: counts.pods,
      conditions: setCondition(budget.status?.conditions as Condition[] | undefined, condition),
    },
    ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'],
  );
  if (deepEqual(status, budget.status ?? {})) return ok(undefined);
  const written = api.updateStatus<PodDisruptionBudget>({ ...budget, status });
  return written.ok ? ok(undefined) : written;
}

/** Nothing may be disrupted while nobody can tell how many Pods there should be. Source: failSafe. */
function failSafe(api: ClusterApi, budget: StoredBudget, why: string): Result<undefined, Status> {
  const message = `Failed to calculate the number of expected pods: ${why}`;
  const condition: Condition = {
    type: 'DisruptionAllowed',
    observedGeneration: budget.status?.observedGeneration,
    status: 'False',
    lastTransitionTime: formatTime(api.now),
    reason: 'SyncFailed',
    message: why,
  };
  const { observedGeneration: _none, ...unobserved } = condition;
  const conditions = setCondition(
    budget.status?.conditions,
    condition.observedGeneration === undefined ? unobserved : condition,
  );
  const counts = { currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };
  const status = { ...counts, ...budget.status, disruptionsAllowed: 0, conditions } as PodDisruptionBudgetStatus;
  api.event(budget, 'Warning', 'CalculateExpectedPodCountFailed', message);
  if (deepEqual(status, budget.status ?? {})) return ok(undefined);
  const written = api.updateStatus<PodDisruptionBudget>({ ...budget, status });
  return written.ok ? ok(undefined) : written;
}

/** A Pod that was to be disrupted and was not is no target any more. Source: syncStalePodDisruption. */
function reconcilePod(key: Key, api: ClusterApi): Result<Requeue | undefined, Status> {
  const pod = api.get<Pod>(POD, ...splitKey(key));
  const target = pod === undefined ? undefined : podCondition(pod, 'DisruptionTarget');
  if (pod === undefined || target?.status !== 'True' || !mayBeStale(pod)) return ok(undefined);
  const rest = (parseTime(target.lastTransitionTime) ?? 0) + STALE_MS - api.now;
  if (rest > 0) return ok({ afterMs: rest, background: true });
  const conditions = ((pod.status?.conditions ?? []) as PodCondition[]).map((condition) =>
    condition.type === 'DisruptionTarget'
      ? { type: 'DisruptionTarget', status: 'False', lastTransitionTime: formatTime(api.now) }
      : condition,
  );
  const written = api.updateStatus<Pod>({ ...pod, status: { ...pod.status, conditions } });
  return written.ok ? ok(undefined) : written;
}

const mayBeStale = (pod: StoredPod): boolean =>
  pod.metadata?.deletionTimestamp === undefined &&
  !isPodTerminal(pod) &&
  podCondition(pod, 'DisruptionTarget')?.reason !== 'TerminationByKubelet';

/** The budgets of a Pod before and after, and the Pod itself where it is a target. */
function afterPod({ before, after }: Commit, api: ReadApi): readonly Key[] {
  const pod = (after ?? before) as StoredPod;
  const budgets = api.list<PodDisruptionBudget>(POD_DISRUPTION_BUDGET, pod.metadata?.namespace);
  const keys = budgets
    .filter(({ spec }) =>
      [before, after].some((each) => each && matchesSelector(spec?.selector, each.metadata?.labels)),
    )
    .map(keyOf);
  const isTarget = after !== undefined && podCondition(pod, 'DisruptionTarget')?.status === 'True' && mayBeStale(pod);
  return isTarget ? [...keys, POD_KEY + keyOf(pod)] : keys;
}

export const controller: Controller = {
  name: 'disruption-controller',
  watches: [{ gvk: POD_DISRUPTION_BUDGET }, { gvk: POD, keys: afterPod }],
  initialKeys: (api) => api.list<PodDisruptionBudget>(POD_DISRUPTION_BUDGET).map(keyOf),
  reconcile: (key, api) =>
    key.startsWith(POD_KEY) ? reconcilePod(key.slice(POD_KEY.length), api) : reconcileBudget(key, api),
};
