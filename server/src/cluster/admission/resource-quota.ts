// ResourceQuota: no more than a namespace may have. Source: apiserver pkg/admission/plugin/resourcequota/controller.go, 1.36.
import { formatQuantity, quantityOf, subtractQuantity, ZERO } from '../../api/quantity.ts';
import { resourceOf } from '../../api/resource.ts';
import { forbiddenStatus } from '../../api/status.ts';
import type { Container, Pod, ResourceQuota } from '../../api/types.generated.ts';
import type { AdmissionPlugin } from '../admissionPlugin.ts';
import type { DeepReadonly } from '../controller.ts';
import { covers, exceeded, usageOf, usedOf, type Usage } from '../quota.ts';
import { RESOURCE_QUOTA } from '../types.ts';

/** What every container must ask for where a quota limits it: a mistake of old that upstream keeps. */
const EXPLICIT = new Set(['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory']);

/** `limits.cpu` → whether the container has it. */
function has(container: DeepReadonly<Container>, name: string): boolean {
  const [side, resource] = name.includes('.') ? (name.split('.') as [string, string]) : ['requests', name];
  const amounts = side === 'limits' ? container.resources?.limits : container.resources?.requests;
  return amounts?.[resource] !== undefined;
}

/** Why a Pod cannot be charged: `must specify limits.cpu for: web`. */
function unspecified(pod: DeepReadonly<Pod>, quota: DeepReadonly<ResourceQuota>): string | undefined {
  const own = pod.spec?.resources;
  if (own?.requests !== undefined || own?.limits !== undefined) return undefined;
  const containers = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])];
  const missing = Object.keys(quota.spec?.hard ?? {})
    .filter((name) => EXPLICIT.has(name))
    .sort()
    .flatMap((name) => {
      const without = containers.filter((container) => !has(container, name)).map((container) => container.name ?? '');
      return without.length === 0 ? [] : [`${name} for: ${[...new Set(without)].sort().join(',')}`];
    });
  return missing.length === 0 ? undefined : `must specify ${missing.join('; ')}`;
}

const printed = (amounts: Usage, names: readonly string[]): string =>
  names.map((name) => `${name}=${formatQuantity(amounts.get(name) ?? ZERO)}`).join(',');

export const admissionPlugin: AdmissionPlugin = {
  name: 'ResourceQuota',
  order: 90,
  perObject: true,
  validate({ operation, gvk, namespace, name, subresource, old }, object, api) {
    const resize = operation === 'UPDATE' && ['PersistentVolumeClaim', 'Service'].includes(gvk.kind);
    if (namespace === '' || subresource !== undefined || (operation !== 'CREATE' && !resize)) return undefined;
    const quotas = api.list<ResourceQuota>(RESOURCE_QUOTA, namespace);
    if (quotas.length === 0) return undefined;
    const usage = usageOf(object);
    if (old) for (const [key, amount] of usageOf(old)) usage.set(key, subtractQuantity(usage.get(key) ?? ZERO, amount));
    const refuse = (why: string): ReturnType<typeof forbiddenStatus> =>
      forbiddenStatus(gvk.group, resourceOf(gvk)?.plural ?? '', name, why);
    for (const quota of quotas) {
      if (!covers(quota, object)) continue;
      const quotaName = quota.metadata?.name ?? '';
      const why = gvk.kind === 'Pod' && gvk.group === '' ? unspecified(object, quota) : undefined;
      if (why !== undefined) return refuse(`failed quota: ${quotaName}: ${why}`);
      const used = usedOf(api, quota);
      const over = exceeded(quota, used, usage);
      if (over.length === 0) continue;
      const hard: Usage = new Map(over.map((key) => [key, quantityOf(quota.spec?.hard?.[key])]));
      const parts = `requested: ${printed(usage, over)}, used: ${printed(used, over)}, limited: ${printed(hard, over)}`;
      return refuse(`exceeded quota: ${quotaName}, ${parts}`);
    }
    return undefined;
  },
};
