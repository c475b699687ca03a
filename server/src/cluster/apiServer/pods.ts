// Pods: made by the thousand from one template, bound, evicted.
// Source: pkg/registry/core/pod/storage/{storage,eviction}.go, plugin/pkg/admission/podtopologylabels, 1.36.
import { formatTime } from '../../base/instant.ts';
import { err, ok } from '../../base/result.ts';
import { matchesSelector } from '../../api/labelSelector.ts';
import type { Pod, PodCondition, PodDisruptionBudget } from '../../api/types.generated.ts';
import { alreadyExists, conflict, failure, forbiddenStatus, notFoundStatus, type Status } from '../../api/status.ts';
import { cloneJson, freezeJson } from '../../base/json.ts';
import type { DeepReadonly } from '../controller.ts';
import type { Stored } from '../store.ts';
import {
  LIMIT_RANGE,
  NAMESPACE,
  NODE,
  POD,
  POD_DISRUPTION_BUDGET,
  PRIORITY_CLASS,
  RUNTIME_CLASS,
  SERVICE_ACCOUNT,
} from '../types.ts';
import { inspectEach } from './admit.ts';
import { create } from './create.ts';
import { remove } from './delete.ts';
import type { Accepted, Answer, ApiHost, Draft, WriteOptions } from './host.ts';
import { fillNewMetadata, generateName } from './metadata.ts';
import { updateStatus } from './status.ts';

/** What the first Pod of a template became, to be shared by all others. */
interface Made {
  /** What admission looked at, besides the template. */
  readonly seen: string;
  readonly spec: unknown;
  readonly status: unknown;
  /** Annotations that admission added. */
  readonly annotations: Readonly<Record<string, string>>;
}

const made = new WeakMap<object, Made>();

/** The kinds that decide what admission makes of a Pod, apart from the Pod. */
const DECIDING = [SERVICE_ACCOUNT, LIMIT_RANGE, PRIORITY_CLASS, RUNTIME_CLASS, NAMESPACE] as const;

function seenBy(host: ApiHost, namespace: string): string {
  return `${namespace} ${DECIDING.map((gvk) => host.store.changedAt(gvk)).join(' ')}`;
}

/**
 * Creates a Pod that a controller made. A frozen spec is the spec of a stored template: the first Pod of it goes
 * through all stages, the others share what came out. 10,000 Pods of one template hold one spec.
 */
export function createPod(host: ApiHost, pod: Draft): Answer {
  const namespace = pod.metadata?.namespace ?? '';
  const template = pod.spec;
  if (template === undefined || !Object.isFrozen(template)) return create(host, POD, namespace, cloneJson(pod));
  const seen = seenBy(host, namespace);
  const known = made.get(template);
  if (known?.seen !== seen) {
    const answer = create(host, POD, namespace, cloneJson(pod));
    if (answer.ok) remember(template, seen, pod, answer.value);
    return answer;
  }
  const object: Draft = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...cloneJson(pod.metadata), ...annotated(pod, known.annotations) },
    spec: known.spec as Record<string, unknown>,
    status: known.status as Record<string, unknown>,
  };
  fillNewMetadata(object, POD, host.prng, host.now());
  const meta = object.metadata ?? {};
  if ((meta.name ?? '') === '') meta.name = generateName(meta.generateName ?? '', host.prng);
  const request = { operation: 'CREATE', gvk: POD, namespace, name: meta.name ?? '' } as const;
  const refused = inspectEach(request, object, host.read);
  if (refused) return err(refused);
  if (host.store.get(POD, namespace, meta.name ?? '')) return err(alreadyExists('', 'pods', meta.name ?? ''));
  return ok({ object: host.store.write(POD, object, undefined, host.now()), warnings: [], changed: true });
}

function annotated(pod: Draft, added: Readonly<Record<string, string>>): Draft['metadata'] {
  return Object.keys(added).length === 0 ? {} : { annotations: { ...pod.metadata?.annotations, ...added } };
}

function remember(template: object, seen: string, pod: Draft, { object }: Accepted): void {
  const stored = object as DeepReadonly<Draft>;
  const had = pod.metadata?.annotations ?? {};
  const annotations = Object.fromEntries(
    Object.entries(stored.metadata?.annotations ?? {}).filter(([key, value]) => had[key] !== value),
  );
  made.set(template, { seen, spec: stored.spec, status: freezeJson(stored.status), annotations });
}

const TOPOLOGY = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'] as const;

/** Sets or replaces a condition; the transition time stays where the status does. Source: podutil.UpdatePodCondition. */
export function withCondition(
  conditions: readonly DeepReadonly<PodCondition>[],
  condition: PodCondition,
  now: number,
): PodCondition[] {
  const old = conditions.find(({ type }) => type === condition.type);
  const lastTransitionTime =
    old?.status === condition.status ? (old?.lastTransitionTime ?? formatTime(now)) : formatTime(now);
  const made = { ...condition, lastProbeTime: null as unknown as undefined, lastTransitionTime };
  return old
    ? conditions.map((other) => (other === old ? made : (other as PodCondition)))
    : [...(conditions as PodCondition[]), made];
}

/** The `binding` subresource: gives a Pod its node, once. */
export function bind(host: ApiHost, namespace: string, name: string, nodeName: string): Answer {
  const old = host.store.get(POD, namespace, name) as DeepReadonly<Pod> | undefined;
  if (!old) return err(notFoundStatus('', 'pods', name));
  const refuse = (why: string): Answer => err(conflict('', 'pods/binding', name, why));
  if (old.metadata?.deletionTimestamp !== undefined) {
    return refuse(`pod ${name} is being deleted, cannot be assigned to a host`);
  }
  const bound = old.spec?.nodeName ?? '';
  if (bound !== '') return refuse(`pod ${name} is already assigned to node "${bound}"`);
  if ((old.spec?.schedulingGates ?? []).length > 0) return refuse(`pod ${name} has non-empty .spec.schedulingGates`);
  const node = host.store.get(NODE, '', nodeName);
  const topology = TOPOLOGY.flatMap((label) => {
    const value = node?.metadata?.labels?.[label];
    return value === undefined ? [] : [[label, value] as const];
  });
  const { nominatedNodeName: _, ...status } = old.status ?? {};
  const next = {
    ...old,
    metadata: {
      ...old.metadata,
      ...(topology.length > 0 ? { labels: { ...old.metadata?.labels, ...Object.fromEntries(topology) } } : {}),
    },
    spec: { ...old.spec, nodeName },
    status: {
      ...status,
      conditions: withCondition(
        old.status?.conditions ?? [],
        { type: 'PodScheduled', status: 'True', ...observed(old) },
        host.now(),
      ),
    },
  } as Draft;
  return ok({ object: host.store.write(POD, next, old as Stored, host.now()), warnings: [], changed: true });
}

const observed = (pod: DeepReadonly<Pod>): { observedGeneration?: number } =>
  pod.metadata?.generation === undefined ? {} : { observedGeneration: pod.metadata.generation };

const tooManyRequests = (message: string, cause: string, retryAfterSeconds: number): Status =>
  failure(429, 'TooManyRequests', message, {
    causes: [{ reason: 'DisruptionBudget', message: cause, field: '' }],
    ...(retryAfterSeconds > 0 ? { retryAfterSeconds } : {}),
  });

const NOT_NOW = "Cannot evict pod as it would violate the pod's disruption budget.";

/** Whether a budget lets one more Pod go. Source: EvictionREST.checkAndDecrement. */
function checkBudget(
  host: ApiHost,
  pdb: DeepReadonly<PodDisruptionBudget>,
  pod: string,
  write: WriteOptions,
): Status | undefined {
  const name = pdb.metadata?.name ?? '';
  const status = pdb.status ?? {};
  if ((status.observedGeneration ?? 0) < (pdb.metadata?.generation ?? 0)) {
    return tooManyRequests(NOT_NOW, `The disruption budget ${name} is still being processed by the server.`, 10);
  }
  const allowed = status.disruptionsAllowed ?? 0;
  if (allowed < 0)
    return forbiddenStatus('policy', 'poddisruptionbudgets', name, 'pdb disruptions allowed is negative');
  if (allowed === 0) {
    const { currentHealthy = 0, desiredHealthy = 0 } = status;
    const condition = status.conditions?.find(({ type }) => type === 'DisruptionAllowed');
    const not = `The disruption budget ${name} does not allow evicting pods currently`;
    let why = not;
    if (condition?.status === 'False' && condition.reason === 'SyncFailed') {
      why = `${not} because it failed sync: ${condition.message ?? ''}`;
    } else if (currentHealthy <= desiredHealthy) {
      why = `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
    } else if (condition?.status === 'False' && (condition.message ?? '') !== '') {
      why = `${not} (${condition.reason ?? ''}): ${condition.message ?? ''}`;
    }
    return tooManyRequests(NOT_NOW, why, 0);
  }
  if (write.dryRun === true) return undefined;
  const disruptedPods = { ...status.disruptedPods, [pod]: formatTime(host.now()) };
  const conditions = (status.conditions ?? []).map((condition) =>
    condition.type === 'DisruptionAllowed' && allowed === 1
      ? { ...condition, status: 'False', reason: 'InsufficientPods', lastTransitionTime: formatTime(host.now()) }
      : condition,
  );
  const next = { ...pdb, status: { ...status, disruptionsAllowed: allowed - 1, disruptedPods, conditions } };
  const answer = updateStatus(host, POD_DISRUPTION_BUDGET, next as Draft);
  return answer.ok ? undefined : answer.error;
}

/** Whether some budget forbids the eviction. */
function budgetRefusal(host: ApiHost, pod: DeepReadonly<Pod>, write: WriteOptions): Status | undefined {
  const budgets = (
    host.store.list(
      POD_DISRUPTION_BUDGET,
      pod.metadata?.namespace ?? '',
    ) as readonly DeepReadonly<PodDisruptionBudget>[]
  ).filter((pdb) => matchesSelector(pdb.spec?.selector as never, pod.metadata?.labels));
  if (budgets.length > 1) {
    const message = 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';
    return failure(500, '', message);
  }
  const pdb = budgets[0];
  if (!pdb) return undefined;
  const ready = pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
  const { currentHealthy = 0, desiredHealthy = 0 } = pdb.status ?? {};
  if (!ready && pdb.spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return undefined;
  if (!ready && currentHealthy >= desiredHealthy && desiredHealthy > 0) return undefined;
  return checkBudget(host, pdb, pod.metadata?.name ?? '', write);
}

/** The `eviction` subresource: a delete that asks the disruption budgets first. */
export function evict(
  host: ApiHost,
  namespace: string,
  name: string,
  gracePeriodSeconds?: number,
  write: WriteOptions = {},
): Answer {
  const pod = host.store.get(POD, namespace, name) as DeepReadonly<Pod> | undefined;
  if (!pod) return err(notFoundStatus('', 'pods', name));
  const phase = pod.status?.phase ?? '';
  const free = ['Succeeded', 'Failed', 'Pending'].includes(phase) || pod.metadata?.deletionTimestamp !== undefined;
  const refused = free ? undefined : budgetRefusal(host, pod, write);
  if (refused) return err(refused);
  if (write.dryRun !== true) {
    const target = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'EvictionByEvictionAPI',
      message: 'Eviction API: evicting',
    };
    const conditions = withCondition(pod.status?.conditions ?? [], target, host.now());
    updateStatus(host, POD, { ...pod, status: { ...pod.status, conditions } } as Draft);
  }
  return remove(host, POD, namespace, name, gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }, write);
}
