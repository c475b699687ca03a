// RuntimeClass: what a Pod's runtime costs, and where it can run. Source: plugin/pkg/admission/runtimeclass/admission.go, 1.36.
import { admitRuntimeClass } from '../../api/admission/pod.ts';
import { forbiddenStatus } from '../../api/status.ts';
import type { Pod } from '../../api/types.generated.ts';
import type { AdmissionPlugin } from '../admissionPlugin.ts';
import { surroundingsIn } from '../surroundings.ts';
import { RUNTIME_CLASS } from '../types.ts';

export const admissionPlugin: AdmissionPlugin = {
  name: 'RuntimeClass',
  order: 24,
  admit({ operation, gvk, name, subresource }, object, api) {
    if (operation !== 'CREATE' || gvk.kind !== 'Pod' || gvk.group !== '' || subresource !== undefined) return undefined;
    const spec = ((object as Pod).spec ??= {});
    const asked = spec.runtimeClassName;
    if (asked !== undefined && !api.get(RUNTIME_CLASS, '', asked)) {
      return forbiddenStatus('', 'pods', name, `pod rejected: RuntimeClass "${asked}" not found`);
    }
    const [refusal] = admitRuntimeClass(spec, surroundingsIn(api));
    return refusal && forbiddenStatus('', 'pods', name, refusal.message);
  },
};
