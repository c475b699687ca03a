// Claims must be bound, or have a volume that the node can use.
// Source: pkg/scheduler/framework/plugins/volumebinding/volume_binding.go, 1.36.
import { claimFault, namedClaims, sortClaims, volumeFaults, type SortedClaims } from '../podClaims.ts';
import { definePlugin } from '../plugin.ts';

const NONE: SortedClaims = { bound: [], delayed: [], immediate: [] };

export const plugin = definePlugin<SortedClaims>({
  name: 'VolumeBinding',
  order: 9,
  weight: 0,
  prepare(pod, { api }) {
    const claims = namedClaims(pod, api);
    if (claims.length === 0) return { state: NONE, skipFilter: true };
    const fault = claimFault(claims);
    if (fault !== undefined) return { state: NONE, refused: fault };
    const state = sortClaims(claims, api);
    return state.immediate.length > 0
      ? { state, refused: 'pod has unbound immediate PersistentVolumeClaims' }
      : { state };
  },
  filter(claims, _pod, { node }, { api }) {
    const reasons = volumeFaults(claims, node, api);
    return reasons.length === 0 ? undefined : { reasons, unresolvable: true };
  },
  mayHelp(change, pod, { api }) {
    if (change.kind === 'volume') {
      // As long as a claim that should be bound is not, nothing else that happens to volumes helps.
      const claims = namedClaims(pod, api);
      return claimFault(claims) === undefined && sortClaims(claims, api).immediate.length === 0;
    }
    return change.kind === 'node' && (change.aspects.includes('added') || change.aspects.includes('labels'));
  },
});
