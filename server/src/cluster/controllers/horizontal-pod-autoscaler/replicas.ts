// How many Pods a metric asks for. Source: pkg/controller/podautoscaler/replica_calculator.go, metrics/utilization.go,
// 1.36. The proposal is ratio × Pods, rounded up, unless the ratio is within the tolerance (a tenth).
import { parseTime } from '../../../base/instant.ts';
import { podCondition, type StoredPod } from '../../workloads/podState.ts';
import type { Instant } from '../../controller.ts';
import { milliOf } from './script.ts';

/** A proposal and what was measured, in thousandths; or why there is none. */
export type Proposal =
  { readonly replicas: number; readonly average: number; readonly utilization?: number } | { readonly why: string };

/** How far the ratio may be off without a consequence. */
export interface Tolerances {
  readonly up: number;
  readonly down: number;
}

const INITIALISATION_MS = 300_000;
const INITIAL_READINESS_MS = 30_000;
/** Over how long a metrics server measures: a sample that reaches back before the Pod was ready does not count. */
const WINDOW_MS = 15_000;

const within = ({ up, down }: Tolerances, ratio: number): boolean => 1 - down <= ratio && ratio <= 1 + up;

interface Groups {
  readonly ready: number;
  readonly unready: readonly string[];
  readonly missing: readonly string[];
}

/** Whether a CPU sample says nothing yet: the Pod has just started or is not ready. */
function isStarting(pod: StoredPod, now: Instant): boolean {
  const ready = podCondition(pod, 'Ready');
  const started = parseTime(pod.status?.startTime);
  if (ready === undefined || started === undefined) return true;
  const since = parseTime(ready.lastTransitionTime) ?? 0;
  if (started + INITIALISATION_MS > now) return ready.status === 'False' || now < since + WINDOW_MS;
  return ready.status === 'False' && started + INITIAL_READINESS_MS > since;
}

/** Sorts the Pods; what is being deleted or has failed is left out, and loses its sample. Source: groupPods. */
function groupPods(pods: readonly StoredPod[], metrics: Map<string, number>, isCpu: boolean, now: Instant): Groups {
  const unready: string[] = [];
  const missing: string[] = [];
  let ready = 0;
  for (const pod of pods) {
    const name = pod.metadata?.name ?? '';
    if (pod.metadata?.deletionTimestamp !== undefined || pod.status?.phase === 'Failed') metrics.delete(name);
    else if (pod.status?.phase === 'Pending') {
      unready.push(name);
      metrics.delete(name);
    } else if (!metrics.has(name)) missing.push(name);
    else if (isCpu && isStarting(pod, now)) {
      unready.push(name);
      metrics.delete(name);
    } else ready++;
  }
  return { ready, unready, missing };
}

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

/** What the requests of a Pod are, in thousandths, or which container has none. Source: calculateRequests. */
function requestOf(pod: StoredPod, resource: string, container: string | undefined): number | string {
  const { containers = [], initContainers = [], resources } = pod.spec ?? {};
  const own = container === undefined ? milliOf(resources?.requests?.[resource]) : undefined;
  if (own !== undefined) return own;
  const sidecars = initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always');
  let total = 0;
  for (const { name, resources: wanted } of [...containers, ...sidecars]) {
    if (container !== undefined && container !== name) continue;
    const request = milliOf(wanted?.requests?.[resource]);
    if (request === undefined)
      return `missing request for ${resource} in container ${name} of Pod ${pod.metadata?.name}`;
    total += request;
    if (container === name) return total;
  }
  return container === undefined ? total : `container ${container} not found in Pod ${pod.metadata?.name}`;
}

/** What a proposal is computed from. */
export interface Sample {
  readonly pods: readonly StoredPod[];
  readonly metrics: Map<string, number>;
  readonly current: number;
  readonly tolerances: Tolerances;
  readonly now: Instant;
  readonly resource?: string;
  readonly container?: string | undefined;
}

const UNREADY = 'did not receive metrics for targeted pods (pods might be unready)';
const NO_PODS = 'no pods returned by selector while calculating replica count';

/**
 * The number that follows from a ratio. Pods without a sample count as at the target when shrinking and as idle when
 * growing, unready ones as idle when growing, so that nothing is decided hastily; what would turn the direction round
 * is dropped.
 */
function decide(
  sample: Sample,
  groups: Groups,
  ratioOf: (metrics: ReadonlyMap<string, number>) => number,
  fallback: (pod: string) => number,
): number {
  const { metrics, current, tolerances } = sample;
  const ratio = ratioOf(metrics);
  const unready = groups.unready.length > 0 && ratio > 1;
  if (!unready && groups.missing.length === 0) {
    return within(tolerances, ratio) ? current : Math.ceil(ratio * groups.ready);
  }
  for (const pod of groups.missing) {
    if (ratio < 1) metrics.set(pod, fallback(pod));
    else if (ratio > 1) metrics.set(pod, 0);
  }
  if (unready) for (const pod of groups.unready) metrics.set(pod, 0);
  const next = ratioOf(metrics);
  if (within(tolerances, next) || (ratio < 1 && next > 1) || (ratio > 1 && next < 1)) return current;
  const replicas = Math.ceil(next * metrics.size);
  return (next < 1 && replicas > current) || (next > 1 && replicas < current) ? current : replicas;
}

/** For a target in per cent of the requests. Source: GetResourceReplicas. */
export function byUtilization(sample: Sample, target: number): Proposal {
  const { pods, metrics, resource = '', container, now } = sample;
  if (pods.length === 0) return { why: NO_PODS };
  const groups = groupPods(pods, metrics, resource === 'cpu', now);
  if (metrics.size === 0) return { why: UNREADY };
  const requests = new Map<string, number>();
  for (const pod of pods) {
    const request = requestOf(pod, resource, container);
    if (typeof request === 'string') return { why: request };
    requests.set(pod.metadata?.name ?? '', request);
  }
  const utilizationOf = (values: ReadonlyMap<string, number>): number => {
    const requested = sum([...values.keys()].map((pod) => requests.get(pod) ?? 0));
    return requested === 0 ? 0 : Math.trunc((sum(values.values()) * 100) / requested);
  };
  const measured = sum([...metrics.keys()].map((pod) => requests.get(pod) ?? 0));
  if (measured === 0) return { why: 'no metrics returned matched known pods' };
  const utilization = utilizationOf(metrics);
  const average = Math.trunc(sum(metrics.values()) / metrics.size);
  const atTarget = (pod: string): number => Math.trunc(((requests.get(pod) ?? 0) * Math.max(100, target)) / 100);
  const replicas = decide(sample, groups, (values) => utilizationOf(values) / target, atTarget);
  return { replicas, average, utilization };
}

/** For a target in units per Pod. Source: calcPlainMetricReplicas. */
export function byAverage(sample: Sample, target: number): Proposal {
  const { pods, metrics, resource = '', now } = sample;
  if (pods.length === 0) return { why: NO_PODS };
  const groups = groupPods(pods, metrics, resource === 'cpu', now);
  if (metrics.size === 0) return { why: UNREADY };
  const averageOf = (values: ReadonlyMap<string, number>): number => Math.trunc(sum(values.values()) / values.size);
  const average = averageOf(metrics);
  return {
    replicas: decide(
      sample,
      groups,
      (values) => averageOf(values) / target,
      () => target,
    ),
    average,
  };
}

/** For one value against a target. Source: getUsageRatioReplicaCount. */
export function byValue(sample: Sample, value: number, target: number): Proposal {
  const ratio = value / target;
  if (sample.current === 0) return { replicas: Math.ceil(ratio), average: value };
  if (within(sample.tolerances, ratio)) return { replicas: sample.current, average: value };
  if (sample.pods.length === 0) return { why: NO_PODS };
  const ready = sample.pods.filter(
    (pod) => pod.status?.phase === 'Running' && podCondition(pod, 'Ready')?.status === 'True',
  );
  return { replicas: Math.min(Math.ceil(ratio * ready.length), 2147483647), average: value };
}

/** For one value that is shared by all Pods. Source: GetExternalPerPodMetricReplicas. */
export function byShare(sample: Sample, value: number, target: number, statusReplicas: number): Proposal {
  const ratio = value / (target * statusReplicas);
  const replicas = within(sample.tolerances, ratio) ? statusReplicas : Math.ceil(value / target);
  return { replicas, average: Math.ceil(value / statusReplicas) };
}
