// LimitRanger: default requests and limits, and what is too little or too much.
// Source: plugin/pkg/admission/limitranger/admission.go, 1.36.
import { applyLimitRanges, claimLimitProblems, podLimitProblems } from '../../api/admission/limitRanger.ts';
import { forbiddenStatus } from '../../api/status.ts';
import type { PersistentVolumeClaim, Pod } from '../../api/types.generated.ts';
import type { AdmissionPlugin } from '../admissionPlugin.ts';
import { surroundingsIn } from '../surroundings.ts';

export const admissionPlugin: AdmissionPlugin = {
  name: 'LimitRanger',
  order: 11,
  admit({ operation, gvk, subresource }, object, api) {
    if (operation !== 'CREATE' || gvk.kind !== 'Pod' || gvk.group !== '' || subresource !== undefined) return undefined;
    applyLimitRanges(object, surroundingsIn(api));
    return undefined;
  },
  validate({ operation, gvk, name, subresource }, object, api) {
    const isPod = gvk.kind === 'Pod' && operation === 'CREATE';
    const isClaim = gvk.kind === 'PersistentVolumeClaim' && operation !== 'DELETE';
    if (gvk.group !== '' || subresource !== undefined || (!isPod && !isClaim)) return undefined;
    const around = surroundingsIn(api);
    // The server stops at the first LimitRange that has something against it.
    const [problems] = isPod
      ? podLimitProblems(object as Pod, around)
      : claimLimitProblems(object as PersistentVolumeClaim, around);
    if (problems === undefined) return undefined;
    const texts = [...new Set(problems.map(({ message }) => message))];
    const text = texts.length === 1 ? texts.join('') : `[${texts.join(', ')}]`;
    return forbiddenStatus('', isPod ? 'pods' : 'persistentvolumeclaims', name, text);
  },
};
