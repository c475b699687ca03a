// Priority: the number behind a Pod's priority class. Source: plugin/pkg/admission/priority/admission.go, 1.36.
import type { Pod, PriorityClass } from '../../api/types.generated.ts';
import { forbiddenStatus } from '../../api/status.ts';
import type { AdmissionPlugin } from '../admissionPlugin.ts';
import type { DeepReadonly, ReadApi } from '../controller.ts';
import { PRIORITY_CLASS } from '../types.ts';

/** The class that Pods without one get, if there is one: of several the one with the lowest value. */
function defaultClass(api: ReadApi): DeepReadonly<PriorityClass> | undefined {
  return api
    .list<PriorityClass>(PRIORITY_CLASS)
    .filter(({ globalDefault }) => globalDefault === true)
    .sort((a, b) => (a.value ?? 0) - (b.value ?? 0))[0];
}

export const admissionPlugin: AdmissionPlugin = {
  name: 'Priority',
  order: 18,
  admit({ operation, gvk, name, subresource }, object, api) {
    if (gvk.kind !== 'Pod' || gvk.group !== '' || operation !== 'CREATE' || subresource !== undefined) return undefined;
    const spec = ((object as Pod).spec ??= {});
    const asked = spec.priorityClassName ?? '';
    const found = asked === '' ? defaultClass(api) : api.get<PriorityClass>(PRIORITY_CLASS, '', asked);
    if (asked !== '' && !found) {
      return forbiddenStatus('', 'pods', name, `no PriorityClass with name ${asked} was found`);
    }
    if (asked === '' && found) spec.priorityClassName = found.metadata?.name;
    const value = found?.value ?? 0;
    if (spec.priority !== undefined && spec.priority !== value) {
      const why = `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`;
      return forbiddenStatus('', 'pods', name, why);
    }
    spec.priority = value;
    const policy = found?.preemptionPolicy ?? 'PreemptLowerPriority';
    if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== policy) {
      const why = `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name`;
      return forbiddenStatus('', 'pods', name, why);
    }
    spec.preemptionPolicy = policy;
    return undefined;
  },
  validate({ operation, gvk, name }, object, api) {
    if (gvk.kind !== 'PriorityClass' || operation === 'DELETE') return undefined;
    if ((object as DeepReadonly<PriorityClass>).globalDefault !== true) return undefined;
    const other = defaultClass(api);
    if (!other || other.metadata?.name === name) return undefined;
    const why = `PriorityClass ${other.metadata?.name ?? ''} is already marked as default. Only one default can exist`;
    return forbiddenStatus('scheduling.k8s.io', 'priorityclasses', name, why);
  },
};
