// The rules of a LimitRange. Source: pkg/registry/core/limitrange/strategy.go, pkg/apis/core/v1/defaults.go, 1.36.
import { roundToMilli } from '../defaults/resourceList.ts';
import { defineKind } from '../kindRules.ts';
import type { LimitRange, LimitRangeItem } from '../types.generated.ts';
import { validateLimitRange, validateLimitRangeUpdate } from '../validation/limitRange.ts';

/** A container's limit defaults to the most, its request to the limit, else to the least. */
function setItemDefaults(item: LimitRangeItem): void {
  for (const list of [item.max, item.min, item.default, item.defaultRequest, item.maxLimitRequestRatio])
    roundToMilli(list);
  if (item.type !== 'Container') return;
  const limits = (item.default ??= {});
  for (const [name, most] of Object.entries(item.max ?? {})) if (!Object.hasOwn(limits, name)) limits[name] = most;
  const requests = (item.defaultRequest ??= {});
  for (const from of [limits, item.min ?? {}]) {
    for (const [name, value] of Object.entries(from)) if (!Object.hasOwn(requests, name)) requests[name] = value;
  }
}

export const kind = defineKind<LimitRange>({
  gvk: { group: '', version: 'v1', kind: 'LimitRange' },
  setDefaults(limitRange) {
    for (const item of limitRange.spec?.limits ?? []) setItemDefaults(item);
  },
  prepareForCreate(limitRange) {
    // The server makes up a name for one that has none.
    const meta = (limitRange.metadata ??= {});
    if (!meta.name && !meta.generateName) meta.name = 'generated';
  },
  validate: validateLimitRange,
  validateUpdate: validateLimitRangeUpdate,
});
