// PodSecurity: what the labels of a namespace keep out.
// Source: plugin/pkg/admission/security/podsecurity/admission.go, k8s.io/pod-security-admission, 1.36.
import { podSecurityRefusal } from '../../api/admission/podSecurity.ts';
import { forbiddenStatus } from '../../api/status.ts';
import type { Pod } from '../../api/types.generated.ts';
import type { AdmissionPlugin } from '../admissionPlugin.ts';
import { surroundingsIn } from '../surroundings.ts';

export const admissionPlugin: AdmissionPlugin = {
  name: 'PodSecurity',
  order: 16,
  validate({ operation, gvk, name, namespace }, object, api) {
    if (operation !== 'CREATE' || gvk.kind !== 'Pod' || gvk.group !== '') return undefined;
    const pod = { ...(object as Pod), metadata: { ...(object as Pod).metadata, namespace } };
    const why = podSecurityRefusal(pod, surroundingsIn(api));
    return why === undefined ? undefined : forbiddenStatus('', 'pods', name, why);
  },
};
