// HorizontalPodAutoscaler: sizes a workload by metrics, every fifteen seconds.
// Source: pkg/controller/podautoscaler/horizontal.go, 1.36. What is measured is scripted: see script.ts.
//
// Its looks lie in the background: a dry run ends when nothing changes any more, `wait N` lets it go on.
// Not modelled: scaling to zero (feature gate HPAScaleToZero, off), and the complaint about several autoscalers for the
// same Pods.
import { deepEqual } from '../../../base/compare.ts';
import { formatTime } from '../../../base/instant.ts';
import { ok, type Result } from '../../../base/result.ts';
import { parseApiVersion, type GroupVersionKind } from '../../../api/gvk.ts';
import { matchesLabels, matchesSelector } from '../../../api/labelSelector.ts';
import { formatQuantity } from '../../../api/quantity.ts';
import { resourceOf } from '../../../api/resource.ts';
import { notFoundStatus, type Status } from '../../../api/status.ts';
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerCondition,
  HorizontalPodAutoscalerStatus,
  LabelSelector,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  Pod,
} from '../../../api/types.generated.ts';
import type { ApiObject } from '../../../api/kindRules.ts';
import type { ClusterApi, Controller, DeepReadonly, Key, Requeue } from '../../controller.ts';
import { HORIZONTAL_POD_AUTOSCALER, POD } from '../../kinds.ts';
import { keyOf, splitKey } from '../../workloads/claim.ts';
import { omitEmpty } from '../../workloads/conditions.ts';
import type { StoredPod } from '../../workloads/podState.ts';
import { limitByBehaviour, limitByDefault, withChange, type History } from './limits.ts';
import { byAverage, byShare, byUtilization, byValue, type Proposal, type Sample } from './replicas.ts';
import { milliOf, usageOfPods, valueOf, type StoredAutoscaler } from './script.ts';

const SYNC_MS = 15_000;
const TOLERANCE = 0.1;
const SCALABLE = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController']);

/** What is scaled. */
interface Scaled extends ApiObject {
  spec?: { replicas?: number; selector?: LabelSelector | Record<string, string> };
  status?: { replicas?: number };
}

/** One look. */
interface Look {
  readonly api: ClusterApi;
  readonly autoscaler: StoredAutoscaler;
  readonly target: DeepReadonly<Scaled>;
  readonly pods: readonly StoredPod[];
  conditions: readonly HorizontalPodAutoscalerCondition[];
  metrics: readonly MetricStatus[];
}

/** Sets a condition; its transition time moves with its status alone. Source: setConditionInList. */
function withState(
  conditions: readonly HorizontalPodAutoscalerCondition[],
  now: number,
  type: string,
  status: boolean,
  reason: string,
  message: string,
): readonly HorizontalPodAutoscalerCondition[] {
  const state = status ? 'True' : 'False';
  const at = conditions.findIndex((condition) => condition.type === type);
  const current = conditions[at];
  const lastTransitionTime = current?.status === state ? current.lastTransitionTime : formatTime(now);
  const wanted = { type, status: state, lastTransitionTime, reason, message };
  return current === undefined ? [...conditions, wanted] : conditions.with(at, wanted);
}

const set = (look: Look, type: string, status: boolean, reason: string, message: string): void => {
  look.conditions = withState(look.conditions, look.api.now, type, status, reason, message);
};

/** The object to scale, or why it cannot be had. */
function targetOf(api: ClusterApi, autoscaler: StoredAutoscaler): DeepReadonly<Scaled> | string {
  const { apiVersion = '', kind = '', name = '' } = autoscaler.spec?.scaleTargetRef ?? {};
  const gvk: GroupVersionKind = { ...parseApiVersion(apiVersion), kind };
  const resource = resourceOf(gvk);
  if (resource === undefined) return `no matches for kind "${kind}" in group "${gvk.group}"`;
  if (!SCALABLE.has(kind)) return 'the server could not find the requested resource';
  const namespace = autoscaler.metadata?.namespace ?? '';
  return api.get<Scaled>(gvk, namespace, name) ?? notFoundStatus(gvk.group, resource.plural, name).message;
}

const selects = (target: DeepReadonly<Scaled>, pod: StoredPod): boolean =>
  target.kind === 'ReplicationController'
    ? matchesLabels((target.spec?.selector ?? {}) as Record<string, string>, pod.metadata?.labels)
    : matchesSelector(target.spec?.selector, pod.metadata?.labels);

/** A metric's proposal, its name in sentences, and its status. */
interface Measured {
  readonly proposal: Proposal;
  readonly name: string;
  readonly status: MetricStatus;
}

const quantityText = (milli: number, resource = ''): string =>
  formatQuantity({
    nano: BigInt(Math.round(milli)) * 1_000_000n,
    format: resource === 'memory' ? 'BinarySI' : 'DecimalSI',
  });

const NO_SERVER = 'the server could not find the requested resource';

function sampleOf(look: Look, metrics: Map<string, number>): Sample {
  const { behavior } = look.autoscaler.spec ?? {};
  const tolerance = (text: string | number | undefined): number => (milliOf(text) ?? TOLERANCE * 1000) / 1000;
  return {
    pods: look.pods,
    metrics,
    current: look.target.spec?.replicas ?? 1,
    tolerances: { up: tolerance(behavior?.scaleUp?.tolerance), down: tolerance(behavior?.scaleDown?.tolerance) },
    now: look.api.now,
  };
}

/** A Resource or ContainerResource metric. Source: computeStatusForResourceMetricGeneric. */
function measureResource(
  look: Look,
  resource: string,
  target: DeepReadonly<MetricTarget>,
  container: string | undefined,
): Measured {
  const what = target.averageValue === undefined ? 'utilization' : 'usage';
  const usage = usageOfPods(look.autoscaler, resource, look.pods, look.api.now);
  const fail = (why: string): Proposal => ({ why: `failed to get ${resource} ${what}: ${why}` });
  let proposal: Proposal;
  if (usage === undefined || usage.size === 0) {
    const missing =
      usage === undefined
        ? `unable to fetch metrics from resource metrics API: ${NO_SERVER} (get pods.metrics.k8s.io)`
        : 'no metrics returned from resource metrics API';
    proposal = fail(`unable to get metrics for resource ${resource}: ${missing}`);
  } else {
    const sample = { ...sampleOf(look, usage), resource, container };
    const average = milliOf(target.averageValue);
    const made =
      average === undefined ? byUtilization(sample, target.averageUtilization ?? 0) : byAverage(sample, average);
    proposal = 'why' in made ? fail(made.why) : made;
  }
  const isPercent = target.averageValue === undefined;
  const name = isPercent
    ? `${resource} ${container === undefined ? '' : 'container '}resource utilization (percentage of request)`
    : `${resource} resource`;
  const current =
    'why' in proposal
      ? {}
      : {
          averageValue: quantityText(proposal.average, resource),
          ...(proposal.utilization === undefined ? {} : { averageUtilization: proposal.utilization }),
        };
  const status: MetricStatus =
    container === undefined
      ? { type: 'Resource', resource: { name: resource, current } }
      : { type: 'ContainerResource', containerResource: { name: resource, container, current } };
  return { proposal, name, status };
}

/** A Pods, Object or External metric. */
function measureCustom(look: Look, spec: DeepReadonly<MetricSpec>): Measured {
  const source = (spec.pods ?? spec.object ?? spec.external) as
    { readonly metric?: { readonly name?: string }; readonly target?: DeepReadonly<MetricTarget> } | undefined;
  const metric = source?.metric?.name ?? '';
  const target = source?.target ?? {};
  const average = milliOf(target.averageValue);
  const identifier = (source?.metric ?? {}) as { name?: string };
  if (spec.type === 'Pods') {
    const usage = usageOfPods(look.autoscaler, metric, look.pods, look.api.now);
    const why = `unable to get metric ${metric}: unable to fetch metrics from custom metrics API: ${NO_SERVER} (get pods.custom.metrics.k8s.io)`;
    const proposal = usage === undefined ? { why } : byAverage(sampleOf(look, usage), average ?? 0);
    const current = 'why' in proposal ? {} : { averageValue: quantityText(proposal.average) };
    return { proposal, name: `pods metric ${metric}`, status: { type: 'Pods', pods: { metric: identifier, current } } };
  }
  const value = valueOf(look.autoscaler, metric, look.api.now);
  const sample = sampleOf(look, new Map());
  const missing = `unable to fetch metrics from ${spec.type === 'Object' ? 'custom' : 'external'} metrics API: ${NO_SERVER}`;
  const proposal: Proposal =
    value === undefined
      ? { why: `unable to get ${spec.type === 'Object' ? 'metric' : 'external metric'} ${metric}: ${missing}` }
      : average === undefined
        ? byValue(sample, value, milliOf(target.value) ?? 1)
        : byShare(sample, value, average, look.target.status?.replicas ?? 0);
  const measured = 'why' in proposal ? undefined : quantityText(proposal.average);
  const current =
    measured === undefined ? {} : average === undefined ? { value: measured } : { averageValue: measured };
  if (spec.type === 'External') {
    const name = `external metric ${metric}(nil)`;
    return { proposal, name, status: { type: 'External', external: { metric: identifier, current } } };
  }
  const describedObject = spec.object?.describedObject as object | undefined;
  const name =
    average === undefined ? `${spec.object?.describedObject?.kind} metric ${metric}` : `external metric ${metric}(nil)`;
  const object = { metric: identifier, current, ...(describedObject === undefined ? {} : { describedObject }) };
  return { proposal, name, status: { type: 'Object', object } };
}

const FAILURES: Readonly<Record<string, readonly [reason: string, what: (spec: DeepReadonly<MetricSpec>) => string]>> =
  {
    Resource: ['FailedGetResourceMetric', (spec) => `${spec.resource?.name} resource metric value`],
    ContainerResource: [
      'FailedGetContainerResourceMetric',
      (spec) => `${spec.containerResource?.container} container metric value`,
    ],
    Pods: ['FailedGetPodsMetric', () => 'pods metric value'],
    Object: ['FailedGetObjectMetric', () => 'object metric value'],
    External: ['FailedGetExternalMetric', (spec) => `${spec.external?.metric?.name} external metric value`],
  };

function measure(look: Look, spec: DeepReadonly<MetricSpec>): Measured {
  if (spec.type === 'Resource') {
    return measureResource(look, spec.resource?.name ?? '', spec.resource?.target ?? {}, undefined);
  }
  if (spec.type === 'ContainerResource') {
    const { name = '', container = '', target = {} } = spec.containerResource ?? {};
    return measureResource(look, name, target, container);
  }
  return measureCustom(look, spec);
}

/** The greatest proposal and whose it is; a sentence if there is none. Source: computeReplicasForMetrics. */
function propose(look: Look): { readonly replicas: number; readonly name: string; readonly why?: string } | string {
  const { api, autoscaler } = look;
  const specs = autoscaler.spec?.metrics ?? [];
  let best: { readonly replicas: number; readonly name: string } | undefined;
  let first: { readonly reason: string; readonly message: string; readonly error: string } | undefined;
  let invalid = 0;
  for (const spec of specs) {
    const { proposal, name, status } = measure(look, spec);
    if ('why' in proposal) {
      const [reason, what] = FAILURES[spec.type ?? ''] ?? ['InvalidMetricSourceType', () => 'metric'];
      api.event(autoscaler, 'Warning', reason, proposal.why);
      const message = `the HPA was unable to compute the replica count: ${proposal.why}`;
      first ??= { reason, message, error: `failed to get ${what(spec)}: ${proposal.why}` };
      invalid++;
      continue;
    }
    look.metrics = [...look.metrics, status];
    if (best === undefined || proposal.replicas > best.replicas) best = { replicas: proposal.replicas, name };
  }
  const why =
    first === undefined
      ? undefined
      : `invalid metrics (${invalid} invalid out of ${specs.length}), first error is: ${first.error}`;
  if (best === undefined || (why !== undefined && best.replicas < (look.target.spec?.replicas ?? 1))) {
    if (first !== undefined) set(look, 'ScalingActive', false, first.reason, first.message);
    return why ?? 'no metrics';
  }
  const message = `the HPA was able to successfully calculate a replica count from ${best.name}`;
  set(look, 'ScalingActive', true, 'ValidMetricFound', message);
  return why === undefined ? best : { ...best, why };
}

interface Decision {
  readonly replicas: number;
  readonly reason: string;
}

/** The next size; undefined where there is nothing to decide by. */
function decide(look: Look, key: Key): Decision | undefined {
  const { api, autoscaler, target } = look;
  const { minReplicas: min = 1, maxReplicas: max = 0, behavior } = autoscaler.spec ?? {};
  const current = target.spec?.replicas ?? 1;
  if (current === 0 && min !== 0) {
    const message = 'scaling is disabled since the replica count of the target is zero';
    set(look, 'ScalingActive', false, 'ScalingDisabled', message);
    return { replicas: 0, reason: '' };
  }
  if (current > max) return { replicas: max, reason: 'Current number of replicas above Spec.MaxReplicas' };
  if (current < min) return { replicas: min, reason: 'Current number of replicas below Spec.MinReplicas' };
  const proposal = propose(look);
  if (typeof proposal === 'string') {
    api.event(autoscaler, 'Warning', 'FailedComputeMetricsReplicas', proposal);
    return undefined;
  }
  const history = api.recall<History>(key) ?? {
    recommendations: [{ value: current, at: api.now }],
    ups: [],
    downs: [],
  };
  const request = { current, desired: proposal.replicas, min, max, now: api.now };
  const result =
    behavior === undefined
      ? limitByDefault(request, history)
      : limitByBehaviour(request, behavior.scaleUp, behavior.scaleDown, history);
  api.remember(key, result.history);
  set(look, 'AbleToScale', true, ...result.stabilized);
  set(look, 'ScalingLimited', ...result.limited);
  const reason =
    proposal.replicas > current
      ? `${proposal.name} above target`
      : proposal.replicas < current
        ? 'All metrics below target'
        : '';
  return { replicas: result.replicas, reason };
}

/** Writes the new size and says so. True if it was written. */
function rescale(look: Look, key: Key, { replicas, reason }: Decision): boolean {
  const { api, autoscaler, target } = look;
  const current = target.spec?.replicas ?? 1;
  const written = api.update<Scaled>({ ...target, spec: { ...target.spec, replicas } });
  if (!written.ok) {
    const why = written.error.message;
    api.event(autoscaler, 'Warning', 'FailedRescale', `New size: ${replicas}; reason: ${reason}; error: ${why}`);
    const message = `the HPA controller was unable to update the target scale: ${why}`;
    set(look, 'AbleToScale', false, 'FailedUpdateScale', message);
    return false;
  }
  const message = `the HPA controller was able to update the target scale to ${replicas}`;
  set(look, 'AbleToScale', true, 'SucceededRescale', message);
  api.event(autoscaler, 'Normal', 'SuccessfulRescale', `New size: ${replicas}; reason: ${reason}`);
  const { behavior } = autoscaler.spec ?? {};
  const policies = (replicas > current ? behavior?.scaleUp : behavior?.scaleDown)?.policies ?? [];
  const longest = Math.max(0, ...policies.map(({ periodSeconds = 0 }) => periodSeconds));
  const history = api.recall<History>(key);
  if (behavior !== undefined && history !== undefined) {
    api.remember(key, withChange(history, current, replicas, longest, api.now));
  }
  return true;
}

function writeStatus(
  api: ClusterApi,
  autoscaler: StoredAutoscaler,
  fields: HorizontalPodAutoscalerStatus,
): Result<void, Status> {
  const status = omitEmpty({ ...fields }, ['desiredReplicas']);
  if (deepEqual(status, autoscaler.status ?? {})) return ok(undefined);
  const written = api.updateStatus<HorizontalPodAutoscaler>({ ...autoscaler, status });
  return written.ok ? ok(undefined) : written;
}

/** One look. Source: reconcileAutoscaler. */
function reconcile(key: Key, api: ClusterApi): Result<Requeue | undefined, Status> {
  const autoscaler = api.get<HorizontalPodAutoscaler>(HORIZONTAL_POD_AUTOSCALER, ...splitKey(key));
  if (autoscaler === undefined) {
    api.forget(key);
    return ok(undefined);
  }
  const again: Result<Requeue, Status> = ok({ afterMs: SYNC_MS, background: true });
  const before = (autoscaler.status ?? {}) as HorizontalPodAutoscalerStatus;
  const target = targetOf(api, autoscaler);
  if (typeof target === 'string') {
    api.event(autoscaler, 'Warning', 'FailedGetScale', target);
    const message = `the HPA controller was unable to get the target's current scale: ${target}`;
    const conditions = withState(before.conditions ?? [], api.now, 'AbleToScale', false, 'FailedGetScale', message);
    const written = writeStatus(api, autoscaler, {
      ...before,
      desiredReplicas: before.desiredReplicas ?? 0,
      conditions: [...conditions],
    });
    return written.ok ? again : written;
  }
  const look: Look = {
    api,
    autoscaler,
    target,
    pods: api.list<Pod>(POD, autoscaler.metadata?.namespace).filter((pod) => selects(target, pod)),
    conditions: before.conditions ?? [],
    metrics: [],
  };
  const message = "the HPA controller was able to get the target's current scale";
  set(look, 'AbleToScale', true, 'SucceededGetScale', message);
  const current = target.spec?.replicas ?? 1;
  const decision = decide(look, key);
  const scaled = decision !== undefined && decision.replicas !== current && rescale(look, key, decision);
  const written = writeStatus(api, autoscaler, {
    currentReplicas: current,
    desiredReplicas: decision === undefined ? (before.desiredReplicas ?? 0) : scaled ? decision.replicas : current,
    lastScaleTime: scaled ? formatTime(api.now) : before.lastScaleTime,
    currentMetrics: [...look.metrics],
    conditions: [...look.conditions],
  });
  return written.ok ? again : written;
}

export const controller: Controller = {
  name: 'horizontal-pod-autoscaler',
  watches: [
    {
      gvk: HORIZONTAL_POD_AUTOSCALER,
      // Its own status does not wake it: it looks every fifteen seconds.
      keys: ({ before, after }) =>
        after !== undefined &&
        before !== undefined &&
        before.metadata?.generation === after.metadata?.generation &&
        deepEqual((before as StoredAutoscaler).spec, (after as StoredAutoscaler).spec) &&
        deepEqual(before.metadata?.annotations, after.metadata?.annotations)
          ? []
          : [keyOf((after ?? before) as StoredAutoscaler)],
    },
  ],
  initialKeys: (api) => api.list<HorizontalPodAutoscaler>(HORIZONTAL_POD_AUTOSCALER).map(keyOf),
  reconcile,
};
