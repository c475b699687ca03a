// Which Pod and which container `logs` and `exec` mean.
// Source: kubectl/pkg/polymorphichelpers/{logsforobject,helpers}.go, pkg/cmd/util/podcmd/podcmd.go, 1.36.
import { compareNumber } from '../base/compare.ts';
import { matchesLabels, matchesSelector, type Labels } from '../api/labelSelector.ts';
import type { Container, Pod } from '../api/types.generated.ts';
import type { DeepReadonly } from '../cluster/controller.ts';
import type { Stored } from '../cluster/store.ts';
import { POD } from '../cluster/types.ts';
import { isPodReady } from '../cluster/workloads/podState.ts';
import type { VerbContext } from './verb.ts';

export type ReadPod = DeepReadonly<Pod>;

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

/** Every container of a Pod: those that stay first, as kubectl lists them. */
const containersOf = ({ spec }: ReadPod): readonly DeepReadonly<Container>[] => [
  ...(spec?.containers ?? []),
  ...(spec?.initContainers ?? []),
];

const allNames = ({ spec }: ReadPod): string =>
  [
    ...(spec?.containers ?? []).map(({ name }) => name ?? ''),
    ...(spec?.initContainers ?? []).map(({ name }) => `${name ?? ''} (init)`),
    ...(spec?.ephemeralContainers ?? []).map(({ name }) => `${name ?? ''} (ephem)`),
  ].join(', ');

/** The container that is meant: the named, the annotated, or the first; with a word where that is a guess. */
export function containerFor(
  pod: ReadPod,
  asked: string | undefined,
): { readonly container: DeepReadonly<Container>; readonly note?: string } | { readonly fault: string } {
  const own = containersOf(pod);
  const preferred = asked ?? pod.metadata?.annotations?.[DEFAULT_CONTAINER];
  const found = own.find(({ name }) => name === preferred);
  if (found) return { container: found };
  if (asked !== undefined) {
    return { fault: `container ${asked} is not valid for pod ${pod.metadata?.name ?? ''} out of: ${allNames(pod)}` };
  }
  const [first] = own;
  if (!first)
    return { fault: `pod ${pod.metadata?.namespace ?? ''}/${pod.metadata?.name ?? ''} does not have any containers` };
  const note = `Defaulted container "${first.name ?? ''}" out of: ${allNames(pod)}`;
  return own.length > 1 ? { container: first, note } : { container: first };
}

/** The Pods that an object selects, those that run and are ready first. */
export function podsBehind(context: VerbContext, object: Stored): readonly ReadPod[] {
  if (object.kind === 'Pod') return [object];
  const { spec } = object as { readonly spec?: { readonly selector?: unknown } };
  const selector = spec?.selector;
  if (typeof selector !== 'object' || selector === null) return [];
  const plain = object.kind === 'Service' || object.kind === 'ReplicationController';
  const matches = (labels: Labels | undefined): boolean =>
    plain ? matchesLabels(selector as Labels, labels) : matchesSelector(selector, labels);
  const rank = (pod: ReadPod): number =>
    (pod.spec?.nodeName ? 0 : 4) + (pod.status?.phase === 'Running' ? 0 : 2) + (isPodReady(pod) ? 0 : 1);
  return context.read
    .list<Pod>(POD, object.metadata?.namespace)
    .filter(({ metadata }) => matches(metadata?.labels))
    .toSorted((a, b) => compareNumber(rank(a), rank(b)));
}
