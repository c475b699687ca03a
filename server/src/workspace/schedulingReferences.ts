// The Pods that a Pod wants to be near to, away from, or spread among.
import type { LabelSelector, LabelSelectorRequirement } from '../api/types.generated.ts';
import type { Labels } from '../api/labelSelector.ts';
import type { Field } from './field.ts';
import { namespaceReference } from './objectReference.ts';
import type { Reference } from './referenceRules.ts';
import { readSelector, selectedNamespaces } from './selector.ts';
import { namespaceSelectorReference } from './selectorReference.ts';

/**
 * The selector with what `matchLabelKeys` and `mismatchLabelKeys` add: the Pod's own values of those labels. A label
 * that the Pod does not have adds nothing. Source: pkg/registry/core/pod/strategy.go, applyLabelKeysToLabelSelector.
 */
function withLabelKeys(selector: LabelSelector, holder: Field, labels: Labels): LabelSelector {
  const requirements = (field: string, operator: string): LabelSelectorRequirement[] =>
    holder.items(field).flatMap((item) => {
      const key = item.text();
      const value = key !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
      return key === undefined || value === undefined ? [] : [{ key, operator, values: [value] }];
    });
  const added = [...requirements('matchLabelKeys', 'In'), ...requirements('mismatchLabelKeys', 'NotIn')];
  return added.length === 0
    ? selector
    : { ...selector, matchExpressions: [...(selector.matchExpressions ?? []), ...added] };
}

/** The namespaces of an affinity term: those named and those selected; the own one if it says nothing. */
function termNamespaces(term: Field): 'all' | readonly string[] | undefined {
  const names = term.items('namespaces').flatMap((item) => item.text() ?? []);
  const selected = term.get('namespaceSelector').exists ? selectedNamespaces(term.get('namespaceSelector')) : [];
  if (selected === 'all') return 'all';
  const all = [...new Set([...names, ...selected])];
  return all.length > 0 || term.get('namespaceSelector').exists ? all : undefined;
}

function* affinityReferences(spec: Field, labels: Labels): Iterable<Reference> {
  for (const kind of ['podAffinity', 'podAntiAffinity']) {
    const affinity = spec.get('affinity', kind);
    const terms = [
      ...affinity.items('requiredDuringSchedulingIgnoredDuringExecution'),
      ...affinity
        .items('preferredDuringSchedulingIgnoredDuringExecution')
        .map((weighted) => weighted.get('podAffinityTerm')),
    ];
    for (const term of terms) {
      yield* namespaceSelectorReference(term.get('namespaceSelector'));
      for (const name of term.items('namespaces')) yield* namespaceReference(name);
      const written = readSelector(term.get('labelSelector'));
      // Without a selector the term matches no Pods.
      if (written === undefined) continue;
      const selector = withLabelKeys(written, term, labels);
      const target = { type: 'pods', selector, namespaces: termNamespaces(term) } as const;
      yield { path: term.get('labelSelector').path, role: 'affinity', optional: true, target };
    }
  }
}

/** The references of a Pod's affinity and topology spread constraints. */
export function* schedulingReferences(pod: Field): Iterable<Reference> {
  const spec = pod.get('spec');
  const labels = pod.textMap('metadata', 'labels') ?? {};
  yield* affinityReferences(spec, labels);
  for (const constraint of spec.items('topologySpreadConstraints')) {
    const written = readSelector(constraint.get('labelSelector'));
    if (written === undefined) continue;
    const target = { type: 'pods', selector: withLabelKeys(written, constraint, labels) } as const;
    yield { path: constraint.get('labelSelector').path, role: 'spread', optional: true, target };
  }
}
