// What objects use of a ResourceQuota, and what a namespace uses in all.
// Source: pkg/quota/v1/evaluator/core/{pods,services,persistent_volume_claims}.go, apiserver pkg/quota/v1/generic, 1.36.
import {
  addQuantity,
  compareQuantity,
  parseQuantity,
  quantityOf,
  subtractQuantity,
  ZERO,
  type Quantity,
} from '../api/quantity.ts';
import { gvkOf, parseApiVersion, type GroupVersionKind } from '../api/gvk.ts';
import type { ApiObject } from '../api/kindRules.ts';
import { podLimits, podRequests } from '../api/podRequests.ts';
import { resourceOf, resources } from '../api/resource.ts';
import type {
  PersistentVolumeClaim,
  Pod,
  ResourceQuota,
  ScopedResourceSelectorRequirement,
  Service,
} from '../api/types.generated.ts';
import type { DeepReadonly, ReadApi } from './controller.ts';
import { POD } from './types.ts';
import type { View } from './view.ts';

/** Amounts by resource name, as quotas name them. */
export type Usage = Map<string, Quantity>;

const one = parseQuantity('1') ?? ZERO;

/** What is counted by its own plural, besides `count/…`. */
const PLAIN = new Set(['configmaps', 'secrets', 'services', 'replicationcontrollers', 'resourcequotas']);

/** The kinds that quotas can count. */
export const COUNTED: readonly GroupVersionKind[] = resources
  .filter(
    ({ namespaced, verbs, kind, apiVersion }) =>
      namespaced &&
      verbs.includes('create') &&
      verbs.includes('list') &&
      kind !== 'Event' &&
      apiVersion !== 'autoscaling/v1',
  )
  .map(({ apiVersion, kind }) => gvkOf(apiVersion, kind));

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

/** namespace → what it uses; kept up to date by every commit, once somebody asks. */
const usageView: View<Map<string, Usage>> = {
  name: 'quota usage',
  kinds: COUNTED,
  create: () => new Map(),
  change(view, before, after) {
    const namespace = (after ?? before)?.metadata?.namespace ?? '';
    const sums: Usage = view.get(namespace) ?? new Map<string, Quantity>();
    view.set(namespace, sums);
    for (const [name, amount] of before ? usageOf(before) : []) {
      sums.set(name, subtractQuantity(sums.get(name) ?? ZERO, amount));
    }
    for (const [name, amount] of after ? usageOf(after) : [])
      sums.set(name, addQuantity(sums.get(name) ?? ZERO, amount));
  },
};

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
function scopesOf(quota: DeepReadonly<ResourceQuota>): ScopedResourceSelectorRequirement[] {
  const plain = (quota.spec?.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists' }));
  return [...plain, ...((quota.spec?.scopeSelector?.matchExpressions ?? []) as ScopedResourceSelectorRequirement[])];
}

/** Whether a quota looks at the object at all: quotas with scopes look at Pods only. */
export function covers(quota: DeepReadonly<ResourceQuota>, object: DeepReadonly<ApiObject>): boolean {
  const scopes = scopesOf(quota);
  if (scopes.length === 0) return true;
  return object.kind === 'Pod' && scopes.every((scope) => podMatches(object, scope));
}

/** What a quota's namespace uses of what it limits. */
export function usedOf(api: ReadApi, quota: DeepReadonly<ResourceQuota>): Usage {
  const namespace = quota.metadata?.namespace ?? '';
  const out: Usage = new Map();
  let sums = api.view(usageView).get(namespace) ?? new Map<string, Quantity>();
  if (scopesOf(quota).length > 0) {
    sums = new Map();
    for (const pod of api.list<Pod>(POD, namespace)) {
      if (!covers(quota, pod)) continue;
      for (const [name, amount] of usageOf(pod)) sums.set(name, addQuantity(sums.get(name) ?? ZERO, amount));
    }
  }
  for (const name of Object.keys(quota.spec?.hard ?? {})) out.set(name, sums.get(name) ?? ZERO);
  return out;
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
