// PodSecurity: what the labels of a namespace keep out.
// Source: plugin/pkg/admission/security/podsecurity/admission.go, k8s.io/pod-security-admission, 1.36.
import { podSecurityRefusal } from '../../api/admission/podSecurity.ts';
import type { ApiObject } from '../../api/kindRules.ts';
import { forbiddenStatus } from '../../api/status.ts';
import type { Pod } from '../../api/types.generated.ts';
import type { AdmissionPlugin } from '../admissionPlugin.ts';

export const admissionPlugin: AdmissionPlugin = {
  name: 'PodSecurity',
  order: 16,
  validate({ operation, gvk, name, namespace }, object, api) {
    if (operation !== 'CREATE' || gvk.kind !== 'Pod' || gvk.group !== '') return undefined;
    const around = {
      find: (wanted: typeof gvk, where: string, called: string) =>
        api.get(wanted, where, called) as ApiObject | undefined,
      all: () => [],
    };
    const pod = { ...(object as Pod), metadata: { ...(object as Pod).metadata, namespace } };
    const why = podSecurityRefusal(pod, around);
    return why === undefined ? undefined : forbiddenStatus('', 'pods', name, why);
  },
};
