// DefaultTolerationSeconds: Pods stay five minutes on a node that has become unreachable or not ready.
// Source: plugin/pkg/admission/defaulttolerationseconds/admission.go, 1.36.
import { addDefaultTolerations } from '../../api/admission/pod.ts';
import type { Pod } from '../../api/types.generated.ts';
import type { AdmissionPlugin } from '../admissionPlugin.ts';

export const admissionPlugin: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  order: 19,
  admit({ gvk, subresource }, object) {
    if (gvk.kind !== 'Pod' || gvk.group !== '' || subresource !== undefined) return undefined;
    addDefaultTolerations(((object as Pod).spec ??= {}));
    return undefined;
  },
};
