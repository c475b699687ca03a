// Pods that want to be near other Pods, or away from them.
// Source: pkg/scheduler/framework/plugins/interpodaffinity/{filtering,scoring}.go, 1.36.
import { matchesSelector } from '../../../api/labelSelector.ts';
import type { Namespace, Pod, PodAffinityTerm, WeightedPodAffinityTerm } from '../../../api/types.generated.ts';
import type { DeepReadonly, ReadApi } from '../../controller.ts';
import { NAMESPACE } from '../../kinds.ts';
import { definePlugin, type NodeInfo, type Snapshot } from '../plugin.ts';

type Term = DeepReadonly<PodAffinityTerm>;
type Weighted = DeepReadonly<WeightedPodAffinityTerm>;
type ReadPod = DeepReadonly<Pod>;

/** `topologyKey` → its values → a count or a score. */
type ByDomain = Map<string, Map<string, number>>;

interface State {
  readonly affinity: readonly Term[];
  readonly antiAffinity: readonly Term[];
  readonly affinityCounts: ByDomain;
  readonly antiAffinityCounts: ByDomain;
  /** Domains that Pods which are there already want to have for themselves. */
  readonly existingAntiAffinity: ByDomain;
  /** Whether the Pod fulfils its own affinity, so that it may be the first of its kind. */
  readonly fulfilsItself: boolean;
  readonly scores: ByDomain;
}

/** Hard affinity of Pods that are there attracts, too, with this weight. */
const HARD_AFFINITY_WEIGHT = 1;

const requiredAffinity = (pod: ReadPod): readonly Term[] =>
  pod.spec?.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
const requiredAntiAffinity = (pod: ReadPod): readonly Term[] =>
  pod.spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
const preferredAffinity = (pod: ReadPod): readonly Weighted[] =>
  pod.spec?.affinity?.podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
const preferredAntiAffinity = (pod: ReadPod): readonly Weighted[] =>
  pod.spec?.affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];

/** The namespaces that a term of `owner` looks into. */
function namespacesOf(term: Term, owner: ReadPod, api: ReadApi): ReadonlySet<string> {
  const names = new Set(term.namespaces ?? []);
  if (names.size === 0 && term.namespaceSelector === undefined) names.add(owner.metadata?.namespace ?? '');
  if (term.namespaceSelector !== undefined) {
    for (const namespace of api.list<Namespace>(NAMESPACE)) {
      if (matchesSelector(term.namespaceSelector, namespace.metadata?.labels))
        names.add(namespace.metadata?.name ?? '');
    }
  }
  return names;
}

const matchesTerm = (term: Term, namespaces: ReadonlySet<string>, pod: ReadPod): boolean =>
  namespaces.has(pod.metadata?.namespace ?? '') && matchesSelector(term.labelSelector, pod.metadata?.labels);

const matchesTermOf = (term: Term, owner: ReadPod, pod: ReadPod, api: ReadApi): boolean =>
  matchesTerm(term, namespacesOf(term, owner, api), pod);

function add(domains: ByDomain, { node }: NodeInfo, topologyKey: string | undefined, amount: number): void {
  const labels = node.metadata?.labels ?? {};
  const key = topologyKey ?? '';
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  if (value === undefined || amount === 0) return;
  const values = domains.get(key) ?? new Map<string, number>();
  domains.set(key, values.set(value, (values.get(value) ?? 0) + amount));
}

function countAt(domains: ByDomain, { node }: NodeInfo, topologyKey: string | undefined): number | undefined {
  const labels = node.metadata?.labels ?? {};
  const key = topologyKey ?? '';
  return Object.hasOwn(labels, key) ? (domains.get(key)?.get(labels[key] ?? '') ?? 0) : undefined;
}

/** How many Pods of each node match every one of the terms of `owner`. */
function countsOf(terms: readonly Term[], owner: ReadPod, snapshot: Snapshot): ReadonlyMap<string, number> {
  const resolved = terms.map((term) => ({ term, namespaces: namespacesOf(term, owner, snapshot.api) }));
  const key = resolved.map(({ term, namespaces }) => JSON.stringify([[...namespaces], term.labelSelector]));
  return snapshot.counts(`affinity ${key.join(' ')}`, (pod) =>
    resolved.every(({ term, namespaces }) => matchesTerm(term, namespaces, pod)),
  );
}

function existingAntiAffinity(pod: ReadPod, snapshot: Snapshot): ByDomain {
  const domains: ByDomain = new Map();
  for (const node of snapshot.nodes) {
    for (const group of node.affinityGroups.values()) {
      for (const term of requiredAntiAffinity(group.pod)) {
        if (matchesTermOf(term, group.pod, pod, snapshot.api)) add(domains, node, term.topologyKey, group.count);
      }
    }
  }
  return domains;
}

/** What the Pods that are there think of the newcomer. */
function scoresOfExisting(domains: ByDomain, pod: ReadPod, node: NodeInfo, api: ReadApi): void {
  for (const { pod: other, count } of node.affinityGroups.values()) {
    const each = (term: Term | undefined, weight: number) => {
      if (term && matchesTermOf(term, other, pod, api)) add(domains, node, term.topologyKey, weight * count);
    };
    for (const term of requiredAffinity(other)) each(term, HARD_AFFINITY_WEIGHT);
    for (const { podAffinityTerm, weight = 0 } of preferredAffinity(other)) each(podAffinityTerm, weight);
    for (const { podAffinityTerm, weight = 0 } of preferredAntiAffinity(other)) each(podAffinityTerm, -weight);
  }
}

function scoresOf(pod: ReadPod, snapshot: Snapshot): ByDomain {
  const domains: ByDomain = new Map();
  const wishes = [
    ...preferredAffinity(pod).map(({ podAffinityTerm, weight = 0 }) => ({ term: podAffinityTerm ?? {}, weight })),
    ...preferredAntiAffinity(pod).map(({ podAffinityTerm, weight = 0 }) => ({
      term: podAffinityTerm ?? {},
      weight: -weight,
    })),
  ].map(({ term, weight }) => ({ term, weight, counts: countsOf([term], pod, snapshot) }));
  for (const node of snapshot.nodes) {
    for (const { term, weight, counts } of wishes) {
      add(domains, node, term.topologyKey, weight * (counts.get(node.name) ?? 0));
    }
    scoresOfExisting(domains, pod, node, snapshot.api);
  }
  return domains;
}

function requiredCounts(terms: readonly Term[], pod: ReadPod, snapshot: Snapshot, together: boolean): ByDomain {
  const domains: ByDomain = new Map();
  // All terms of an affinity must match one Pod together; each term of an anti-affinity counts alone.
  const sets = together && terms.length > 0 ? [terms] : terms.map((term) => [term]);
  for (const set of sets) {
    const counts = countsOf(set, pod, snapshot);
    for (const node of snapshot.nodes) {
      const count = counts.get(node.name) ?? 0;
      for (const term of set) add(domains, node, term.topologyKey, count);
    }
  }
  return domains;
}

function affinityHolds(state: State, node: NodeInfo): boolean {
  let others = true;
  for (const { topologyKey } of state.affinity) {
    const count = countAt(state.affinityCounts, node, topologyKey);
    if (count === undefined) return false;
    if (count === 0) others = false;
  }
  return others || (state.affinityCounts.size === 0 && state.fulfilsItself);
}

const takenByOthers = (state: State, node: NodeInfo): boolean =>
  [...state.existingAntiAffinity.keys()].some((key) => (countAt(state.existingAntiAffinity, node, key) ?? 0) > 0);

export const plugin = definePlugin<State>({
  name: 'InterPodAffinity',
  order: 12,
  weight: 2,
  looksAtPods: true,
  prepare(pod, snapshot) {
    const affinity = requiredAffinity(pod);
    const antiAffinity = requiredAntiAffinity(pod);
    const existing = existingAntiAffinity(pod, snapshot);
    const scores = scoresOf(pod, snapshot);
    return {
      state: {
        affinity,
        antiAffinity,
        affinityCounts: requiredCounts(affinity, pod, snapshot, true),
        antiAffinityCounts: requiredCounts(antiAffinity, pod, snapshot, false),
        existingAntiAffinity: existing,
        fulfilsItself: affinity.every((term) => matchesTermOf(term, pod, pod, snapshot.api)),
        scores,
      },
      skipFilter: affinity.length === 0 && antiAffinity.length === 0 && existing.size === 0,
      skipScore: scores.size === 0,
    };
  },
  filter(state, _pod, node) {
    if (state.affinity.length > 0 && !affinityHolds(state, node)) {
      return { reasons: ["node(s) didn't match pod affinity rules"], unresolvable: true };
    }
    if (state.antiAffinity.some(({ topologyKey }) => (countAt(state.antiAffinityCounts, node, topologyKey) ?? 0) > 0)) {
      return { reasons: ["node(s) didn't match pod anti-affinity rules"], unresolvable: false };
    }
    if (takenByOthers(state, node)) {
      return { reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"], unresolvable: false };
    }
    return undefined;
  },
  score: ({ scores }, _pod, node) =>
    [...scores.keys()].reduce((sum, key) => sum + (countAt(scores, node, key) ?? 0), 0),
  normalise(scores) {
    const most = Math.max(-Infinity, ...scores);
    const least = Math.min(Infinity, ...scores);
    return scores.map((score) => (most > least ? Math.trunc(100 * ((score - least) / (most - least))) : 0));
  },
  mayHelp: (change) =>
    change.kind === 'pod' ||
    (change.kind === 'node' && (change.aspects.includes('labels') || change.aspects.includes('added'))),
});
