// The rules of a ResourceSlice. Source: pkg/registry/resource/resourceslice/strategy.go, pkg/apis/resource/v1/defaults.go, 1.36.
import { defineKind } from '../kindRules.ts';
import { countGeneration } from '../strategy.ts';
import type { ResourceSlice } from '../types.generated.ts';
import { validateResourceSlice, validateResourceSliceUpdate } from '../validation/resourceSlice.ts';

/** Fields of features that a default cluster has not switched on. Source: dropDisabledFields. */
function dropDisabledFields(slice: ResourceSlice): void {
  for (const device of slice.spec?.devices ?? []) {
    delete device.nodeAllocatableResourceMappings;
    for (const attribute of Object.values(device.attributes ?? {})) {
      for (const field of ['bools', 'ints', 'strings', 'versions'] as const) delete attribute[field];
    }
  }
}

export const kind = defineKind<ResourceSlice>({
  gvk: { group: 'resource.k8s.io', version: 'v1', kind: 'ResourceSlice' },
  prepareForCreate(slice) {
    (slice.metadata ??= {}).generation = 1;
    dropDisabledFields(slice);
  },
  prepareForUpdate(slice, old) {
    dropDisabledFields(slice);
    countGeneration(slice, old);
  },
  validate: validateResourceSlice,
  validateUpdate: validateResourceSliceUpdate,
  warnings({ spec }) {
    const driver = spec?.driver ?? '';
    if (driver === driver.toLowerCase()) return [];
    return [`spec.driver: driver names should be lowercase; ${JSON.stringify(driver)} contains uppercase characters`];
  },
});
