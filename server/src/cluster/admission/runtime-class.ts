// RuntimeClass: what a Pod's runtime costs, and where it can run. Source: plugin/pkg/admission/runtimeclass/admission.go, 1.36.
import { deepEqual } from '../../base/compare.ts';
import type { Pod, RuntimeClass } from '../../api/types.generated.ts';
import { forbiddenStatus, type Status } from '../../api/status.ts';
import type { AdmissionPlugin } from '../admissionPlugin.ts';
import { RUNTIME_CLASS } from '../types.ts';

export const admissionPlugin: AdmissionPlugin = {
  name: 'RuntimeClass',
  order: 24,
  admit({ operation, gvk, name, subresource }, object, api) {
    if (operation !== 'CREATE' || gvk.kind !== 'Pod' || gvk.group !== '' || subresource !== undefined) return undefined;
    const spec = ((object as Pod).spec ??= {});
    const refuse = (why: string): Status => forbiddenStatus('', 'pods', name, why);
    if (spec.runtimeClassName === undefined) {
      return spec.overhead === undefined
        ? undefined
        : refuse('pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead');
    }
    const found = api.get<RuntimeClass>(RUNTIME_CLASS, '', spec.runtimeClassName);
    if (!found) return refuse(`pod rejected: RuntimeClass "${spec.runtimeClassName}" not found`);
    const overhead = found.overhead?.podFixed;
    if (overhead !== undefined) {
      if (spec.overhead !== undefined && !deepEqual(spec.overhead, overhead)) {
        return refuse("pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
      }
      spec.overhead = { ...overhead };
    }
    for (const [key, value] of Object.entries(found.scheduling?.nodeSelector ?? {})) {
      const own = spec.nodeSelector?.[key];
      if (own !== undefined && own !== value) {
        return refuse(
          `pod rejected: conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own}`,
        );
      }
      spec.nodeSelector = { ...spec.nodeSelector, [key]: value };
    }
    const tolerations = found.scheduling?.tolerations ?? [];
    const fresh = tolerations.filter((one) => !spec.tolerations?.some((other) => deepEqual(other, one)));
    if (fresh.length > 0) spec.tolerations = [...(spec.tolerations ?? []), ...fresh.map((one) => ({ ...one }))];
    return undefined;
  },
};
