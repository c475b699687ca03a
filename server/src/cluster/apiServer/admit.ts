// Runs the admission plugins, in upstream's order. What a plugin knows stands in admission/<plugin>.ts.
import { compareNumber } from '../../base/compare.ts';
import type { ApiObject } from '../../api/kindRules.ts';
import type { Status } from '../../api/status.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../admissionPlugin.ts';
import { admissionPlugins } from '../admission/admissionPlugins.generated.ts';
import type { ReadApi } from '../controller.ts';

const inOrder: readonly AdmissionPlugin[] = [...admissionPlugins].sort((a, b) => compareNumber(a.order, b.order));

/** Lets every plugin change the object, in place; the first refusal ends it. */
export function mutate(request: AdmissionRequest, object: ApiObject, api: ReadApi): Status | undefined {
  for (const plugin of inOrder) {
    const refusal = plugin.admit?.(request, object, api);
    if (refusal) return refusal;
  }
  return undefined;
}

/** Lets every plugin look at the object as it would be stored; the first refusal ends it. */
export function inspect(request: AdmissionRequest, object: ApiObject, api: ReadApi): Status | undefined {
  for (const plugin of inOrder) {
    const refusal = plugin.validate?.(request, object, api);
    if (refusal) return refusal;
  }
  return undefined;
}

/** As `inspect`, but only by the plugins that look at every single object (quotas), not only at its content. */
export function inspectEach(request: AdmissionRequest, object: ApiObject, api: ReadApi): Status | undefined {
  for (const plugin of inOrder) {
    const refusal = plugin.perObject === true ? plugin.validate?.(request, object, api) : undefined;
    if (refusal) return refusal;
  }
  return undefined;
}
