// What a namespace uses in all of what its quotas limit. Source: apiserver pkg/quota/v1/generic, 1.36.
import { covers, scopesOf, usageOf, type Usage } from '../api/admission/resourceQuota.ts';
import { addQuantity, subtractQuantity, ZERO, type Quantity } from '../api/quantity.ts';
import { gvkOf, type GroupVersionKind } from '../api/gvk.ts';
import { resources } from '../api/resource.ts';
import type { Pod, ResourceQuota } from '../api/types.generated.ts';
import type { DeepReadonly, ReadApi } from './controller.ts';
import { POD } from './types.ts';
import type { View } from './view.ts';

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
