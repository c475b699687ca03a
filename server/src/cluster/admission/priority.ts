// Priority: the number behind a Pod's priority class. Source: plugin/pkg/admission/priority/admission.go, 1.36.
import { admitPriority, defaultPriorityClass } from '../../api/admission/pod.ts';
import type { Pod, PriorityClass } from '../../api/types.generated.ts';
import { forbiddenStatus } from '../../api/status.ts';
import type { AdmissionPlugin } from '../admissionPlugin.ts';
import type { DeepReadonly } from '../controller.ts';
import { surroundingsIn } from '../surroundings.ts';
import { PRIORITY_CLASS } from '../types.ts';

export const admissionPlugin: AdmissionPlugin = {
  name: 'Priority',
  order: 18,
  admit({ operation, gvk, name, subresource }, object, api) {
    if (gvk.kind !== 'Pod' || gvk.group !== '' || operation !== 'CREATE' || subresource !== undefined) return undefined;
    const spec = ((object as Pod).spec ??= {});
    const asked = spec.priorityClassName ?? '';
    if (asked !== '' && !api.get(PRIORITY_CLASS, '', asked)) {
      return forbiddenStatus('', 'pods', name, `no PriorityClass with name ${asked} was found`);
    }
    const [refusal] = admitPriority(spec, surroundingsIn(api));
    return refusal && forbiddenStatus('', 'pods', name, refusal.message);
  },
  validate({ operation, gvk, name }, object, api) {
    if (gvk.kind !== 'PriorityClass' || operation === 'DELETE') return undefined;
    if ((object as DeepReadonly<PriorityClass>).globalDefault !== true) return undefined;
    const other = defaultPriorityClass(surroundingsIn(api));
    if (!other || other.metadata?.name === name) return undefined;
    const why = `PriorityClass ${other.metadata?.name ?? ''} is already marked as default. Only one default can exist`;
    return forbiddenStatus('scheduling.k8s.io', 'priorityclasses', name, why);
  },
};
