// nodeSelector and node affinity. Source: pkg/scheduler/framework/plugins/nodeaffinity/node_affinity.go, 1.36.
import { matchesNodeSelectorTerm, matchesRequiredNodeAffinity } from '../../../api/nodeSelector.ts';
import type { NodeSelectorTerm, PreferredSchedulingTerm } from '../../../api/types.generated.ts';
import type { DeepReadonly } from '../../controller.ts';
import { normaliseToHundred } from '../normalise.ts';
import { definePlugin } from '../plugin.ts';

type Preferred = readonly DeepReadonly<PreferredSchedulingTerm>[];

/** The nodes that a term names by `metadata.name`; undefined if it names none. Requirements are all to hold. */
function namedBy(term: DeepReadonly<NodeSelectorTerm>): ReadonlySet<string> | undefined {
  let names: ReadonlySet<string> | undefined;
  for (const { key, operator, values = [] } of term.matchFields ?? []) {
    if (key !== 'metadata.name' || operator !== 'In') continue;
    const own = new Set(values);
    names = names === undefined ? own : new Set([...names].filter((name) => own.has(name)));
  }
  return names;
}

/** The nodes that required terms name, if every term names some: the Pods of a DaemonSet look at one node alone. */
function namedByAll(terms: readonly DeepReadonly<NodeSelectorTerm>[]): ReadonlySet<string> | undefined {
  if (terms.length === 0) return undefined;
  const all = new Set<string>();
  for (const term of terms) {
    const names = namedBy(term);
    if (names === undefined) return undefined;
    for (const name of names) all.add(name);
  }
  return all;
}

export const plugin = definePlugin<Preferred>({
  name: 'NodeAffinity',
  order: 4,
  weight: 2,
  prepare(pod) {
    const affinity = pod.spec?.affinity?.nodeAffinity;
    const required = affinity?.requiredDuringSchedulingIgnoredDuringExecution;
    const preferred = affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    const only = required && namedByAll(required.nodeSelectorTerms ?? []);
    return {
      state: preferred,
      skipFilter: required === undefined && pod.spec?.nodeSelector === undefined,
      skipScore: preferred.length === 0,
      ...(only?.size === 0 && { refused: 'pod affinity terms conflict' }),
      ...(only !== undefined && only.size > 0 && { only }),
    };
  },
  filter: (_preferred, pod, { node }) =>
    matchesRequiredNodeAffinity(pod.spec ?? {}, node)
      ? undefined
      : { reasons: ["node(s) didn't match Pod's node affinity/selector"], unresolvable: true },
  score: (preferred, _pod, { node }) =>
    preferred
      .filter(({ weight, preference }) => weight && preference && matchesNodeSelectorTerm(preference, node))
      .reduce((sum, { weight }) => sum + (weight ?? 0), 0),
  normalise: (scores) => normaliseToHundred(scores, false),
  mayHelp(change, pod, snapshot) {
    if (change.kind !== 'node' || !(change.aspects.includes('labels') || change.aspects.includes('added')))
      return false;
    const node = snapshot.node(change.name)?.node;
    return node !== undefined && matchesRequiredNodeAffinity(pod.spec ?? {}, node);
  },
});
