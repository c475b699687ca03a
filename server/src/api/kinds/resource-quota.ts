// The rules of a ResourceQuota. Source: pkg/registry/core/resourcequota/strategy.go, 1.36.
import { roundToMilli } from '../defaults/resourceList.ts';
import { defineKind } from '../kindRules.ts';
import { keepStatus } from '../strategy.ts';
import type { ResourceQuota } from '../types.generated.ts';
import { quotaWarnings } from '../validation/kindWarnings.ts';
import { validateResourceQuota, validateResourceQuotaUpdate } from '../validation/resourceQuota.ts';

export const kind = defineKind<ResourceQuota>({
  gvk: { group: '', version: 'v1', kind: 'ResourceQuota' },
  setDefaults: (quota) => roundToMilli(quota.spec?.hard),
  prepareForCreate(quota) {
    quota.status = {};
  },
  prepareForUpdate: keepStatus,
  validate: validateResourceQuota,
  validateUpdate: validateResourceQuotaUpdate,
  warnings: quotaWarnings,
});
