// ResourceQuota: what objects use of one, and what it has against a Pod.
// Source: pkg/quota/v1/evaluator/core/{pods,services,persistent_volume_claims}.go, apiserver
// pkg/admission/plugin/resourcequota/controller.go, 1.36.
import { compareText } from '../../base/compare.ts';
import type { DeepReadonly } from '../../base/deepReadonly.ts';
import type { FieldPath } from '../fieldPath.ts';
import { gvkOf, parseApiVersion } from '../gvk.ts';
import type { ApiObject } from '../kindRules.ts';
import { podLimits, podRequests } from '../podRequests.ts';
import type { Problem } from '../problem.ts';
import {
  addQuantity,
  compareQuantity,
  formatQuantity,
  parseQuantity,
  quantityOf,
  ZERO,
  type Quantity,
} from '../quantity.ts';
import { resourceOf } from '../resource.ts';
import type { Surroundings } from '../surroundings.ts';
import type {
  Container,
  PersistentVolumeClaim,
  Pod,
  ResourceQuota,
  ScopedResourceSelectorRequirement,
  Service,
} from '../types.generated.ts';

const RESOURCE_QUOTA = gvkOf('v1', 'ResourceQuota');

/** Amounts by resource name, as quotas name them. */
export type Usage = Map<string, Quantity>;

const one = parseQuantity('1') ?? ZERO;

/** What is counted by its own plural, besides `count/…`. */
const PLAIN = new Set(['configmaps', 'secrets', 'services', 'replicationcontrollers', 'resourcequotas']);

const COMPUTE = ['cpu', 'memory', 'ephemeral-storage'];

/** Whether a Pod still counts: not when it has ended. */
const counts = (pod: DeepReadonly<Pod>): boolean => !['Succeeded', 'Failed'].includes(pod.status?.phase ?? '');

function podUsage(pod: DeepReadonly<Pod>, usage: Usage): void {
  if (!counts(pod)) return;
  usage.set('pods', one);
  const requests = podRequests(pod.spec ?? {});
  const limits = podLimits(pod.spec ?? {});
  for (const [name, amount] of requests) {
    usage.set(`requests.${name}`, amount);
    if (COMPUTE.includes(name) || name.startsWith('hugepages-')) usage.set(name, amount);
  }
  for (const [name, amount] of limits) if (COMPUTE.includes(name)) usage.set(`limits.${name}`, amount);
}

function claimUsage(claim: DeepReadonly<PersistentVolumeClaim>, usage: Usage): void {
  const storage = quantityOf(claim.spec?.resources?.requests?.['storage']);
  const storageClass = claim.spec?.storageClassName ?? '';
  usage.set('persistentvolumeclaims', one);
  usage.set('requests.storage', storage);
  if (storageClass === '') return;
  usage.set(`${storageClass}.storageclass.storage.k8s.io/persistentvolumeclaims`, one);
  usage.set(`${storageClass}.storageclass.storage.k8s.io/requests.storage`, storage);
}

function serviceUsage(service: DeepReadonly<Service>, usage: Usage): void {
  const ports = service.spec?.ports ?? [];
  const type = service.spec?.type ?? 'ClusterIP';
  const balanced = type === 'LoadBalancer';
  const withNodePorts = type === 'NodePort' || (balanced && service.spec?.allocateLoadBalancerNodePorts !== false);
  const nodePorts = withNodePorts ? ports.length : ports.filter(({ nodePort }) => (nodePort ?? 0) !== 0).length;
  usage.set('services.nodeports', parseQuantity(String(nodePorts)) ?? ZERO);
  usage.set('services.loadbalancers', balanced ? one : ZERO);
}

/** What one object uses. */
export function usageOf(object: DeepReadonly<ApiObject>): Usage {
  const gvk = { ...parseApiVersion(object.apiVersion ?? ''), kind: object.kind ?? '' };
  const plural = resourceOf(gvk)?.plural ?? '';
  const usage: Usage = new Map([[`count/${gvk.group === '' ? plural : `${plural}.${gvk.group}`}`, one]]);
  if (gvk.group !== '') return usage;
  if (PLAIN.has(plural)) usage.set(plural, one);
  if (gvk.kind === 'Pod') podUsage(object, usage);
  else if (gvk.kind === 'PersistentVolumeClaim') claimUsage(object, usage);
  else if (gvk.kind === 'Service') serviceUsage(object, usage);
  return usage;
}

const isBestEffort = (pod: DeepReadonly<Pod>): boolean =>
  [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])].every(
    ({ resources: own }) => Object.keys({ ...own?.requests, ...own?.limits }).length === 0,
  );

function podMatches(pod: DeepReadonly<Pod>, selector: ScopedResourceSelectorRequirement): boolean {
  const terminating = (pod.spec?.activeDeadlineSeconds ?? -1) >= 0;
  switch (selector.scopeName) {
    case 'Terminating':
      return terminating;
    case 'NotTerminating':
      return !terminating;
    case 'BestEffort':
      return isBestEffort(pod);
    case 'NotBestEffort':
      return !isBestEffort(pod);
    case 'PriorityClass': {
      const name = pod.spec?.priorityClassName ?? '';
      if (selector.operator === 'In') return (selector.values ?? []).includes(name);
      if (selector.operator === 'NotIn') return !(selector.values ?? []).includes(name);
      return (name !== '') === (selector.operator !== 'DoesNotExist');
    }
    default:
      return false;
  }
}

/** The scopes of a quota, both ways of writing them. */
export function scopesOf(quota: DeepReadonly<ResourceQuota>): ScopedResourceSelectorRequirement[] {
  const plain = (quota.spec?.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists' }));
  return [...plain, ...((quota.spec?.scopeSelector?.matchExpressions ?? []) as ScopedResourceSelectorRequirement[])];
}

/** Whether a quota looks at the object at all: quotas with scopes look at Pods only. */
export function covers(quota: DeepReadonly<ResourceQuota>, object: DeepReadonly<ApiObject>): boolean {
  const scopes = scopesOf(quota);
  if (scopes.length === 0) return true;
  return object.kind === 'Pod' && scopes.every((scope) => podMatches(object, scope));
}

/** The names of what would be more than a quota allows, in order. */
export function exceeded(quota: DeepReadonly<ResourceQuota>, used: Usage, requested: Usage): string[] {
  return [...requested.keys()]
    .filter((name) => {
      const hard = quota.spec?.hard?.[name];
      const amount = requested.get(name) ?? ZERO;
      if (hard === undefined || amount.nano === 0n) return false;
      return compareQuantity(addQuantity(used.get(name) ?? ZERO, amount), quantityOf(hard)) > 0;
    })
    .sort();
}

/** What every container must ask for where a quota limits it: a mistake of old that upstream keeps. */
const EXPLICIT = new Set(['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory']);

/** `limits.cpu` → whether the container has it. */
function has(container: DeepReadonly<Container>, name: string): boolean {
  const [side, resource] = name.includes('.') ? (name.split('.') as [string, string]) : ['requests', name];
  const amounts = side === 'limits' ? container.resources?.limits : container.resources?.requests;
  return amounts?.[resource] !== undefined;
}

/** Why a Pod cannot be charged: `must specify limits.cpu for: web`, and the first container that is meant. */
export function unspecified(
  pod: DeepReadonly<Pod>,
  quota: DeepReadonly<ResourceQuota>,
): { readonly text: string; readonly at: FieldPath } | undefined {
  const own = pod.spec?.resources;
  if (own?.requests !== undefined || own?.limits !== undefined) return undefined;
  const containers = (['containers', 'initContainers'] as const).flatMap((field) =>
    (pod.spec?.[field] ?? []).map((container, index) => ({ container, at: ['spec', field, index] as FieldPath })),
  );
  const missing = Object.keys(quota.spec?.hard ?? {})
    .filter((name) => EXPLICIT.has(name))
    .sort()
    .map((name) => ({ name, without: containers.filter(({ container }) => !has(container, name)) }))
    .filter(({ without }) => without.length > 0);
  const [first] = missing;
  if (first === undefined) return undefined;
  const parts = missing.map(({ name, without }) => {
    const names = new Set(without.map(({ container }) => container.name ?? ''));
    return `${name} for: ${[...names].sort().join(',')}`;
  });
  return { text: `must specify ${parts.join('; ')}`, at: first.without[0]?.at ?? ['spec'] };
}

const printed = (amounts: Usage, names: readonly string[]): string =>
  names.map((name) => `${name}=${formatQuantity(amounts.get(name) ?? ZERO)}`).join(',');

/** `exceeded quota: q, requested: cpu=2, used: cpu=1, limited: cpu=2`. */
export function exceededText(
  quota: DeepReadonly<ResourceQuota>,
  over: readonly string[],
  usage: Usage,
  used: Usage,
): string {
  const hard: Usage = new Map(over.map((key) => [key, quantityOf(quota.spec?.hard?.[key])]));
  const parts = `requested: ${printed(usage, over)}, used: ${printed(used, over)}, limited: ${printed(hard, over)}`;
  return `exceeded quota: ${quota.metadata?.name ?? ''}, ${parts}`;
}

/**
 * What the quotas of the namespace have against a new Pod whatever else is there: it does not say what a quota charges
 * it for, or wants more than all there is.
 */
export function podQuotaProblems(pod: Pod, around: Surroundings): Problem[] {
  const namespace = pod.metadata?.namespace ?? 'default';
  const object: ApiObject = { ...pod, apiVersion: 'v1', kind: 'Pod' };
  const refuse = (path: FieldPath, message: string): Problem => ({
    stage: 'admit',
    reason: 'Forbidden',
    path,
    message,
  });
  return [...around.all(RESOURCE_QUOTA)]
    .filter((quota) => (quota.metadata?.namespace ?? 'default') === namespace && covers(quota, object))
    .sort((a, b) => compareText(a.metadata?.name ?? '', b.metadata?.name ?? ''))
    .flatMap((quota) => {
      const why = unspecified(pod, quota);
      if (why !== undefined) return refuse(why.at, `failed quota: ${quota.metadata?.name ?? ''}: ${why.text}`);
      const usage = usageOf(object);
      const over = exceeded(quota, new Map(), usage);
      return over.length === 0 ? [] : refuse(['spec'], exceededText(quota, over, usage, new Map()));
    });
}
