// The rules of a Pod. Source: pkg/registry/core/pod/strategy.go, 1.36.
import { applyLimitRanges, podLimitProblems } from '../admission/limitRanger.ts';
import { addDefaultTolerations, admitPod, keepPriority } from '../admission/pod.ts';
import { podSecurityProblems } from '../admission/podSecurity.ts';
import { podQuotaProblems } from '../admission/resourceQuota.ts';
import { setPodDefaults } from '../defaults/podSpec.ts';
import { preparePodForCreate, preparePodForUpdate } from '../defaults/prepare.ts';
import { defineKind } from '../kindRules.ts';
import type { Pod } from '../types.generated.ts';
import { effectiveName } from '../validation/objectMeta.ts';
import { hostNameWarnings, podWarnings } from '../validation/pod/warnings.ts';
import { validatePodCreate, validatePodUpdate } from '../validation/pod/pod.ts';

export const kind = defineKind<Pod>({
  gvk: { group: '', version: 'v1', kind: 'Pod' },
  setDefaults: setPodDefaults,
  admit(pod, old, around) {
    if (old === undefined) {
      applyLimitRanges(pod, around);
      const refusals = admitPod(pod, around);
      return [
        ...podSecurityProblems(pod, around),
        ...refusals,
        ...podLimitProblems(pod, around).flat(),
        ...podQuotaProblems(pod, around),
      ];
    }
    const spec = (pod.spec ??= {});
    keepPriority(spec, old.spec ?? {});
    addDefaultTolerations(spec);
    return [];
  },
  prepareForCreate: preparePodForCreate,
  prepareForUpdate: preparePodForUpdate,
  validate: validatePodCreate,
  validateUpdate: validatePodUpdate,
  /** Updates of Pods come from controllers rather than people, and are not warned about. */
  warnings(pod, old) {
    if (old !== undefined) return [];
    const { metadata = {}, spec = {} } = pod;
    return [...hostNameWarnings(effectiveName(metadata), 'the Pod'), ...podWarnings(spec, metadata, [])];
  },
});
