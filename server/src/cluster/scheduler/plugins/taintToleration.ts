// Taints that a Pod does not tolerate keep it away; those of effect PreferNoSchedule cost points.
// Source: pkg/scheduler/framework/plugins/tainttoleration/taint_toleration.go, 1.36.
import { DO_NOT_SCHEDULE, toleratesTaint, untoleratedTaint } from '../../../api/tolerations.ts';
import type { Toleration } from '../../../api/types.generated.ts';
import type { DeepReadonly } from '../../controller.ts';
import { definePlugin } from '../plugin.ts';
import { normaliseToHundred } from '../normalise.ts';

export const plugin = definePlugin<readonly DeepReadonly<Toleration>[]>({
  name: 'TaintToleration',
  order: 3,
  weight: 3,
  prepare: (pod) => ({
    state: (pod.spec?.tolerations ?? []).filter(({ effect }) => !effect || effect === 'PreferNoSchedule'),
  }),
  filter: (_state, pod, { node }) =>
    untoleratedTaint(node.spec?.taints, pod.spec?.tolerations, DO_NOT_SCHEDULE)
      ? { reasons: ['node(s) had untolerated taint(s)'], unresolvable: true }
      : undefined,
  score: (tolerations, _pod, { node }) =>
    (node.spec?.taints ?? []).filter(
      (taint) => taint.effect === 'PreferNoSchedule' && !toleratesTaint(tolerations, taint),
    ).length,
  normalise: (scores) => normaliseToHundred(scores, true),
  mayHelp: (change, pod, snapshot) =>
    change.kind === 'node' &&
    (change.aspects.includes('taints') || change.aspects.includes('added')) &&
    !untoleratedTaint(snapshot.node(change.name)?.node.spec?.taints, pod.spec?.tolerations, DO_NOT_SCHEDULE),
});
