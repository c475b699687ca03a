// Whether what a Pod asks for is free on a node; more room is better (least allocated).
// Source: pkg/scheduler/framework/plugins/noderesources/{fit,least_allocated,resource_allocation}.go, 1.36.
// Not modelled: extended resources that dynamic resource allocation provides.
import { needsOf, type PodNeeds } from '../amounts.ts';
import { definePlugin, type NodeInfo, type Rejection } from '../plugin.ts';

/** What is missing. More than the whole node has can never be freed. Source: fitsRequest. */
export function missingResources(needs: PodNeeds, node: NodeInfo): Rejection | undefined {
  const reasons: string[] = [];
  let unresolvable = false;
  if (node.pods.size + 1 > node.allocatable.pods) reasons.push('Too many pods');
  const check = (name: string, wanted: number, has: number, used: number) => {
    if (wanted <= 0 || wanted <= has - used) return;
    reasons.push(`Insufficient ${name}`);
    unresolvable ||= wanted > has;
  };
  const { allocatable, requested } = node;
  check('cpu', needs.cpu, allocatable.cpu, requested.cpu);
  check('memory', needs.memory, allocatable.memory, requested.memory);
  check('ephemeral-storage', needs.ephemeralStorage, allocatable.ephemeralStorage, requested.ephemeralStorage);
  for (const [name, wanted] of needs.scalars) {
    check(name, wanted, allocatable.scalars.get(name) ?? 0, requested.scalars.get(name) ?? 0);
  }
  return reasons.length === 0 ? undefined : { reasons, unresolvable };
}

/** `(capacity − requested) × 100 / capacity`, whole: 1 of 4 CPUs asked for → 75. */
const freeShare = (requested: number, capacity: number): number =>
  requested > capacity ? 0 : Math.trunc(((capacity - requested) * 100) / capacity);

export const plugin = definePlugin<PodNeeds>({
  name: 'NodeResourcesFit',
  order: 6,
  weight: 1,
  prepare: (pod) => ({ state: needsOf(pod.spec) }),
  filter: (needs, _pod, node) => missingResources(needs, node),
  score(needs, _pod, { allocatable, nonZeroRequested }) {
    const shares: number[] = [];
    if (allocatable.cpu > 0) shares.push(freeShare(nonZeroRequested.cpu + needs.nonZero.cpu, allocatable.cpu));
    if (allocatable.memory > 0) {
      shares.push(freeShare(nonZeroRequested.memory + needs.nonZero.memory, allocatable.memory));
    }
    return shares.length === 0 ? 0 : Math.trunc(shares.reduce((sum, share) => sum + share, 0) / shares.length);
  },
  mayHelp(change, pod, snapshot) {
    if (change.kind === 'pod') {
      const frees = change.aspect === 'gone' || change.aspect === 'smaller';
      // Where no node would have room even if it were empty, no Pod's going helps.
      return frees && snapshot.nodes.some((node) => missingResources(needsOf(pod.spec), node)?.unresolvable !== true);
    }
    if (change.kind !== 'node' || !(change.aspects.includes('allocatable') || change.aspects.includes('added'))) {
      return false;
    }
    const node = snapshot.node(change.name);
    return node !== undefined && missingResources(needsOf(pod.spec), node) === undefined;
  },
});
