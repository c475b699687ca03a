// Making room for a Pod of higher priority: which Pods of which node would have to go.
// Source: pkg/scheduler/framework/preemption/preemption.go,
// pkg/scheduler/framework/plugins/defaultpreemption/default_preemption.go, 1.36.
import type { Prng } from '../../base/prng.ts';
import { parseTime } from '../../base/instant.ts';
import { isEmptySelector, matchesSelector } from '../../api/labelSelector.ts';
import type { Pod, PodDisruptionBudget } from '../../api/types.generated.ts';
import type { DeepReadonly, ReadApi } from '../controller.ts';
import { POD_DISRUPTION_BUDGET } from '../kinds.ts';
import { priorityOf } from './clusterState.ts';
import { rejectionWithNominated, withPods, type Cycle, type Feasibility } from './cycle.ts';
import { fitMessage } from './fitError.ts';
import type { NodeInfo } from './plugin.ts';

type ReadPod = DeepReadonly<Pod>;

/** What preemption comes to. */
export type PreemptionOutcome =
  | { readonly kind: 'node'; readonly node: string; readonly victims: readonly ReadPod[] }
  /** `message` goes into the Pod's sentence; `clear`: a promise of an earlier cycle no longer holds. */
  | { readonly kind: 'none'; readonly message: string; readonly clear: boolean };

/** The Pods of one node that would have to go, the most important first. */
interface Candidate {
  readonly node: string;
  readonly victims: readonly ReadPod[];
  readonly violations: number;
}

const startOf = (pod: ReadPod, now: number): number => parseTime(pod.status?.startTime) ?? now;

/** Higher priority first, then who runs longer. Source: util.MoreImportantPod. */
const byImportance =
  (now: number) =>
  (a: ReadPod, b: ReadPod): number =>
    priorityOf(b) - priorityOf(a) || startOf(a, now) - startOf(b, now);

const endsByPreemption = (pod: ReadPod): boolean =>
  pod.metadata?.deletionTimestamp !== undefined &&
  (pod.status?.conditions ?? []).some(
    ({ type, status, reason }) =>
      type === 'DisruptionTarget' && status === 'True' && reason === 'PreemptionByScheduler',
  );

/** Why the Pod may not preempt; undefined if it may. Source: PodEligibleToPreemptOthers. */
function ineligible({ pod, snapshot }: Cycle, rejections: Feasibility['rejections']): string | undefined {
  if (pod.spec?.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  const promised = pod.status?.nominatedNodeName ?? '';
  if (promised === '' || rejections.get(promised)?.unresolvable === true) return undefined;
  const there = [...(snapshot.node(promised)?.pods.values() ?? [])];
  return there.some((other) => priorityOf(other) < priorityOf(pod) && endsByPreemption(other))
    ? 'not eligible due to a terminating pod on the nominated node.'
    : undefined;
}

/** Pods whose going would break a budget, and the others; the order stays. Source: filterPodsWithPDBViolation. */
function splitByBudget(pods: readonly ReadPod[], api: ReadApi): readonly [ReadPod[], ReadPod[]] {
  const budgets = api.list<PodDisruptionBudget>(POD_DISRUPTION_BUDGET);
  const allowed = budgets.map(({ status }) => status?.disruptionsAllowed ?? 0);
  const violating: ReadPod[] = [];
  const others: ReadPod[] = [];
  for (const pod of pods) {
    let breaks = false;
    budgets.forEach((budget, at) => {
      if (budget.metadata?.namespace !== pod.metadata?.namespace) return;
      if (Object.keys(pod.metadata?.labels ?? {}).length === 0 || isEmptySelector(budget.spec?.selector)) return;
      if (!matchesSelector(budget.spec?.selector, pod.metadata?.labels)) return;
      if (Object.hasOwn(budget.status?.disruptedPods ?? {}, pod.metadata?.name ?? '')) return;
      allowed[at] = (allowed[at] ?? 0) - 1;
      if ((allowed[at] ?? 0) < 0) breaks = true;
    });
    (breaks ? violating : others).push(pod);
  }
  return [violating, others];
}

/** The fewest and least important Pods of a node that must go, or why it cannot be. Source: SelectVictimsOnNode. */
function victimsOn(cycle: Cycle, node: NodeInfo): Candidate | readonly string[] {
  const { api } = cycle.snapshot;
  const potential = [...node.pods.values()].filter((other) => priorityOf(other) < priorityOf(cycle.pod));
  if (potential.length === 0) return ['No preemption victims found for incoming pod'];
  const gone = new Set(potential);
  const fits = () => {
    const without = withPods(cycle, node, [...gone], []);
    return rejectionWithNominated(without.cycle, without.node);
  };
  const rejection = fits();
  if (rejection) return rejection.reasons;
  const important = byImportance(api.now);
  const [violating, others] = splitByBudget(potential.sort(important), api);
  let violations = 0;
  // Everybody comes back who can, the most important first, those whose budget would suffer before the others.
  for (const pod of [...violating, ...others]) {
    gone.delete(pod);
    if (!fits()) continue;
    gone.add(pod);
    if (violating.includes(pod)) violations++;
  }
  return { node: node.name, victims: [...gone].sort(important), violations };
}

const earliestStart = ({ victims }: Candidate, now: number): number => {
  const most = Math.max(...victims.map(priorityOf));
  return Math.min(...victims.filter((pod) => priorityOf(pod) === most).map((pod) => startOf(pod, now)));
};

/** The node whose loss is the least. Source: pickOneNodeForPreemption; earlier criteria decide before later ones. */
function leastLoss(candidates: readonly Candidate[], now: number): Candidate | undefined {
  const costs: ReadonlyArray<(candidate: Candidate) => number> = [
    ({ violations }) => violations,
    ({ victims }) => (victims[0] ? priorityOf(victims[0]) : 0),
    // 2^31 per Pod, so that a few Pods of negative priority cost more than one.
    ({ victims }) => victims.reduce((sum, pod) => sum + priorityOf(pod) + 2147483648, 0),
    ({ victims }) => victims.length,
    (candidate) => -earliestStart(candidate, now),
  ];
  let left = candidates;
  for (const cost of costs) {
    const least = Math.min(...left.map(cost));
    left = left.filter((candidate) => cost(candidate) === least);
    if (left.length === 1) break;
  }
  return left[0];
}

/** At least 10 % of the nodes that may help are tried, and 100. Source: calculateNumCandidates. */
const candidatesWanted = (nodes: number): number => Math.min(nodes, Math.max(100, Math.trunc(nodes / 10)));

/** Looks for Pods to evict for the Pod of a cycle that found no node. Source: Evaluator.Preempt. */
export function preempt(cycle: Cycle, { rejections }: Feasibility, prng: Prng): PreemptionOutcome {
  const { nodes, api } = cycle.snapshot;
  const why = ineligible(cycle, rejections);
  if (why !== undefined) return { kind: 'none', message: `preemption: ${why}`, clear: false };
  const potential = nodes.filter(({ name }) => rejections.get(name)?.unresolvable === false);
  const reasons: string[] = [];
  const candidates: Candidate[] = [];
  const start = prng.below(Math.max(1, potential.length));
  const wanted = candidatesWanted(potential.length);
  for (let at = 0; at < potential.length; at++) {
    const found = victimsOn(cycle, potential[(start + at) % potential.length] as NodeInfo);
    if ('node' in found) candidates.push(found);
    else reasons.push(...found);
    if (candidates.length >= wanted && candidates.some(({ violations }) => violations === 0)) break;
  }
  const best = leastLoss(candidates, api.now);
  if (best) return { kind: 'node', node: best.node, victims: best.victims };
  for (let rest = potential.length; rest < nodes.length; rest++) {
    reasons.push('Preemption is not helpful for scheduling');
  }
  return { kind: 'none', message: `preemption: ${fitMessage(nodes.length, reasons)}`, clear: true };
}
