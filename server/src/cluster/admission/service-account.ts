// ServiceAccount: who a Pod is, and the volume with its token.
// Source: plugin/pkg/admission/serviceaccount/admission.go, 1.36.
import { accountOf, admitServiceAccount } from '../../api/admission/serviceAccount.ts';
import type { Pod, PodSpec } from '../../api/types.generated.ts';
import { isMirrorPod } from '../../api/validation/pod/annotations.ts';
import { forbiddenStatus } from '../../api/status.ts';
import { Prng } from '../../base/prng.ts';
import type { AdmissionPlugin } from '../admissionPlugin.ts';
import { generateName } from '../apiServer/metadata.ts';
import { surroundingsIn } from '../surroundings.ts';
import { SERVICE_ACCOUNT } from '../types.ts';

export const admissionPlugin: AdmissionPlugin = {
  name: 'ServiceAccount',
  order: 12,
  admit({ operation, gvk, namespace, name }, object, api) {
    if (operation !== 'CREATE' || gvk.kind !== 'Pod' || gvk.group !== '') return undefined;
    const pod = object as Pod;
    if (!isMirrorPod(pod.metadata)) {
      const account = accountOf((pod.spec ??= {}));
      if (!api.get(SERVICE_ACCOUNT, namespace, account)) {
        const why = `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`;
        return forbiddenStatus('', 'pods', name, why);
      }
    }
    // The end of the volume's name depends on the template alone, so that all Pods of one template share one spec.
    const suffix = ({ serviceAccountName, containers }: PodSpec): string =>
      generateName('', new Prng(JSON.stringify([namespace, serviceAccountName, containers])));
    const [refusal] = admitServiceAccount(pod, surroundingsIn(api), suffix);
    return refusal && forbiddenStatus('', 'pods', name, refusal.message);
  },
};
