// Nodes on which CPU and memory are used to a like share are better.
// Source: pkg/scheduler/framework/plugins/noderesources/balanced_allocation.go, 1.36.
import { needsOf, type PodNeeds } from '../amounts.ts';
import { definePlugin } from '../plugin.ts';

/** 100 × (1 − standard deviation of the used shares). CPU at 50 %, memory at 25 %: deviation 12.5 % → 87. */
function balance(pairs: ReadonlyArray<readonly [requested: number, allocatable: number]>): number {
  const shares = pairs.filter(([, has]) => has > 0).map(([wanted, has]) => Math.min(1, wanted / has));
  const deviation = shares.length === 2 ? Math.abs(((shares[0] ?? 0) - (shares[1] ?? 0)) / 2) : 0;
  return Math.trunc((1 - deviation) * 100);
}

export const plugin = definePlugin<PodNeeds>({
  name: 'NodeResourcesBalancedAllocation',
  order: 14,
  weight: 1,
  prepare(pod) {
    const needs = needsOf(pod.spec);
    return { state: needs, skipFilter: true, skipScore: needs.cpu === 0 && needs.memory === 0 };
  },
  score(needs, _pod, { allocatable, requested }) {
    const withPod = balance([
      [requested.cpu + needs.cpu, allocatable.cpu],
      [requested.memory + needs.memory, allocatable.memory],
    ]);
    const without = balance([
      [requested.cpu, allocatable.cpu],
      [requested.memory, allocatable.memory],
    ]);
    // 50–100: about 75 where the Pod changes nothing, more where it makes the node more even.
    return 50 + Math.trunc((50 + withPod - without) / 2);
  },
  mayHelp: () => false,
});
