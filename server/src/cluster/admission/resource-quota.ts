// ResourceQuota: no more than a namespace may have. Source: apiserver pkg/admission/plugin/resourcequota/controller.go, 1.36.
import { covers, exceeded, exceededText, unspecified, usageOf } from '../../api/admission/resourceQuota.ts';
import { subtractQuantity, ZERO } from '../../api/quantity.ts';
import { resourceOf } from '../../api/resource.ts';
import { forbiddenStatus } from '../../api/status.ts';
import type { ResourceQuota } from '../../api/types.generated.ts';
import type { AdmissionPlugin } from '../admissionPlugin.ts';
import { usedOf } from '../quota.ts';
import { RESOURCE_QUOTA } from '../types.ts';

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
      if (why !== undefined) return refuse(`failed quota: ${quotaName}: ${why.text}`);
      const used = usedOf(api, quota);
      const over = exceeded(quota, used, usage);
      if (over.length === 0) continue;
      return refuse(exceededText(quota, over, usage, used));
    }
    return undefined;
  },
};
