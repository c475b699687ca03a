// What the admission plugins of a default cluster make of a Pod before it is validated, and what they refuse.
// Source: plugin/pkg/admission/{priority,defaulttolerationseconds,runtimeclass}/admission.go, 1.36.
// Not here: plugins that look at more than the Pod and a class (accounts, quotas, limits, PodSecurity).
import type { GroupVersionKind } from '../gvk.ts';
import type { ApiObject } from '../kindRules.ts';
import type { Problem } from '../problem.ts';
import type { FieldPath } from '../fieldPath.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Pod, PodSpec, PriorityClass, RuntimeClass, Toleration } from '../types.generated.ts';
import { semanticallyEqual } from '../validation/fields.ts';
import { admitServiceAccount } from './serviceAccount.ts';

const PRIORITY_CLASS: GroupVersionKind = { group: 'scheduling.k8s.io', version: 'v1', kind: 'PriorityClass' };
const RUNTIME_CLASS: GroupVersionKind = { group: 'node.k8s.io', version: 'v1', kind: 'RuntimeClass' };

const refusal = (path: FieldPath, message: string): Problem => ({ stage: 'admit', reason: 'Forbidden', path, message });

/** All of it, in the server's order. Gives the refusals. */
export function admitPod(pod: Pod, around: Surroundings): Problem[] {
  const spec = (pod.spec ??= {});
  const problems: Problem[] = [...admitServiceAccount(pod, around)];
  problems.push(...admitPriority(spec, around));
  addDefaultTolerations(spec);
  problems.push(...admitRuntimeClass(spec, around));
  return problems;
}

/** The classes that every cluster has. Source: pkg/apis/scheduling/v1/helpers.go. */
const SYSTEM_CLASSES: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

const PREEMPT = 'PreemptLowerPriority';

interface Given {
  readonly name: string;
  readonly value: number;
  readonly policy: string;
}

/** The priority that the Pod's class gives, or undefined if nobody knows the class. */
function priorityOf(spec: PodSpec, around: Surroundings): Given | undefined {
  const { priorityClassName: name = '' } = spec;
  if (name !== '' && Object.hasOwn(SYSTEM_CLASSES, name)) {
    return { name, value: SYSTEM_CLASSES[name] ?? 0, policy: PREEMPT };
  }
  const found =
    name === '' ? defaultPriorityClass(around) : (around.find(PRIORITY_CLASS, '', name) as PriorityClass | undefined);
  if (found === undefined) return name === '' ? { name, value: 0, policy: PREEMPT } : undefined;
  return { name: found.metadata?.name ?? '', value: found.value ?? 0, policy: found.preemptionPolicy ?? PREEMPT };
}

/** Of several default classes the one with the lowest value counts. Source: getDefaultPriorityClass. */
export function defaultPriorityClass(around: Surroundings): PriorityClass | undefined {
  let lowest: PriorityClass | undefined;
  for (const object of around.all(PRIORITY_CLASS)) {
    const candidate: ApiObject & PriorityClass = object;
    if (candidate.globalDefault !== true) continue;
    if (lowest === undefined || (candidate.value ?? 0) < (lowest.value ?? 0)) lowest = candidate;
  }
  return lowest;
}

/** A Pod may not give itself what its class does not. Source: priority Plugin.admitPod. */
export function admitPriority(spec: PodSpec, around: Surroundings): Problem[] {
  const given = priorityOf(spec, around);
  if (given === undefined) return [];
  const problems: Problem[] = [];
  const { priority, preemptionPolicy } = spec;
  if (priority !== undefined && priority !== given.value) {
    const message = `the integer value of priority (${priority}) must not be provided in pod spec; priority admission controller computed ${given.value} from the given PriorityClass name`;
    problems.push(refusal(['spec', 'priority'], message));
  } else if (preemptionPolicy !== undefined && preemptionPolicy !== given.policy) {
    const message = `the string value of PreemptionPolicy (${preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${given.policy} from the given PriorityClass name`;
    problems.push(refusal(['spec', 'preemptionPolicy'], message));
  }
  if (given.name !== '') spec.priorityClassName = given.name;
  spec.priority ??= given.value;
  spec.preemptionPolicy ??= given.policy;
  return problems;
}

/** Source: priority Plugin.admitPod on update: what an update does not say stays. */
export function keepPriority(spec: PodSpec, old: PodSpec): void {
  if (spec.priority === undefined && old.priority !== undefined) spec.priority = old.priority;
  if (spec.preemptionPolicy === undefined && old.preemptionPolicy !== undefined) {
    spec.preemptionPolicy = old.preemptionPolicy;
  }
}

/** How long a Pod stays on a node that is not ready, or out of reach. */
const NODE_TAINTS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];
const TOLERATED_SECONDS = 300;

/** Source: defaulttolerationseconds Plugin.Admit. */
export function addDefaultTolerations(spec: PodSpec): void {
  const before = spec.tolerations ?? [];
  const covers = ({ key = '', effect = '' }: Toleration, taint: string): boolean =>
    (key === taint || key === '') && (effect === 'NoExecute' || effect === '');
  const missing = NODE_TAINTS.filter((taint) => !before.some((toleration) => covers(toleration, taint)));
  if (missing.length === 0) return;
  const added = missing.map((key): Toleration => ({
    key,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: TOLERATED_SECONDS,
  }));
  spec.tolerations = [...before, ...added];
}

/** What a class of containers costs and where it runs. Source: runtimeclass Admit and Validate. */
export function admitRuntimeClass(spec: PodSpec, around: Surroundings): Problem[] {
  const name = spec.runtimeClassName;
  const overheadPath: FieldPath = ['spec', 'overhead'];
  const written = spec.overhead !== undefined;
  if (name === undefined) {
    const message = 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead';
    return written ? [refusal(overheadPath, message)] : [];
  }
  const found = around.find(RUNTIME_CLASS, '', name) as RuntimeClass | undefined;
  if (found === undefined) return [];
  const problems: Problem[] = [];
  const fixed = found.overhead?.podFixed;
  if (found.overhead === undefined) {
    const message = 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead';
    if (written) problems.push(refusal(overheadPath, message));
  } else if (written && Object.keys(spec.overhead ?? {}).length > 0 && !semanticallyEqual(fixed, spec.overhead)) {
    problems.push(refusal(overheadPath, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead"));
  } else if (fixed !== undefined) spec.overhead = { ...fixed };
  problems.push(...admitScheduling(spec, found));
  return problems;
}

/** Source: runtimeclass setScheduling. */
function admitScheduling(spec: PodSpec, { scheduling }: RuntimeClass): Problem[] {
  if (scheduling === undefined) return [];
  const selector = { ...spec.nodeSelector };
  spec.nodeSelector = selector;
  for (const [key, value] of Object.entries(scheduling.nodeSelector ?? {})) {
    if (Object.hasOwn(selector, key) && selector[key] !== value) {
      const message = `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${selector[key]}`;
      return [refusal(['spec', 'nodeSelector', { key }], message)];
    }
    selector[key] = value;
  }
  const before = spec.tolerations ?? [];
  const added = (scheduling.tolerations ?? []).filter((item) => !before.some((own) => semanticallyEqual(own, item)));
  if (added.length > 0) spec.tolerations = [...before, ...added];
  return [];
}
