// ResourceQuota: its status says what is used. Source: pkg/controller/resourcequota/resource_quota_controller.go, 1.36.
import { deepEqual } from '../../base/compare.ts';
import { ok } from '../../base/result.ts';
import { formatQuantity } from '../../api/quantity.ts';
import type { Pod, ResourceQuota } from '../../api/types.generated.ts';
import type { Commit, Controller, DeepReadonly, Key, ReadApi } from '../controller.ts';
import { COUNTED, usedOf } from '../quota.ts';
import { RESOURCE_QUOTA } from '../types.ts';

/** Whether a change can change what is used: something came, went, or a Pod ended. */
function matters({ before, after }: Commit): boolean {
  if (!before || !after) return true;
  if (after.kind === 'Service' || after.kind === 'PersistentVolumeClaim') return true;
  const phase = (object: DeepReadonly<Pod>): string => object.status?.phase ?? '';
  return after.kind === 'Pod' && phase(before) !== phase(after);
}

/** The quotas of the namespace in which something changed. */
function* quotasFor(commit: Commit, api: ReadApi): Iterable<Key> {
  if (!matters(commit)) return;
  const namespace = (commit.after ?? commit.before)?.metadata?.namespace ?? '';
  for (const quota of api.list<ResourceQuota>(RESOURCE_QUOTA, namespace))
    yield `${namespace}/${quota.metadata?.name ?? ''}`;
}

export const controller: Controller = {
  name: 'resourcequota-controller',
  watches: [
    { gvk: RESOURCE_QUOTA },
    ...COUNTED.filter(({ kind }) => kind !== 'ResourceQuota').map((gvk) => ({ gvk, keys: quotasFor })),
  ],
  reconcile(key, api) {
    const [namespace = '', name = ''] = key.split('/');
    const quota = api.get<ResourceQuota>(RESOURCE_QUOTA, namespace, name);
    if (!quota) return ok(undefined);
    const hard = { ...quota.spec?.hard };
    const used = Object.fromEntries(
      [...usedOf(api, quota)].map(([resource, amount]) => [resource, formatQuantity(amount)]),
    );
    const status = { hard, used };
    if (deepEqual(status, quota.status ?? {})) return ok(undefined);
    const written = api.updateStatus<ResourceQuota>({ ...quota, status });
    return written.ok ? ok(undefined) : written;
  },
};
