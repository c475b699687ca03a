// What a commit means to Pods that wait for a node, as a key of the scheduler. The key carries the kind of change and
// not the object: by the time that the scheduler looks, what is stored counts.
// Source: pkg/scheduler/eventhandlers.go, pkg/scheduler/framework/events.go, 1.36.
import { deepEqual } from '../../base/compare.ts';
import type { Node, Pod } from '../../api/types.generated.ts';
import type { Commit, DeepReadonly, Key } from '../controller.ts';
import { needsOf } from './amounts.ts';
import { hasFinished, podKey } from './clusterState.ts';
import type { ClusterChange, NodeAspect } from './plugin.ts';

type ReadPod = DeepReadonly<Pod>;

/** Something about volumes changed. */
export const VOLUME_KEY: Key = 'volume';

/** The change that a key stands for; undefined for the key of a Pod. */
export function changeOf(key: Key): ClusterChange | undefined {
  if (key === VOLUME_KEY) return { kind: 'volume' };
  const [kind, first = '', second = ''] = key.split('|');
  if (kind === 'node') return { kind, name: first, aspects: second.split('+') as NodeAspect[] };
  if (kind === 'change') {
    return { kind: 'pod', namespace: first, aspect: second as 'added' | 'labels' | 'smaller' | 'gone' };
  }
  return undefined;
}

/** Source: nodeSchedulingPropertiesChange. */
export function nodeChangeKeys({ before, after }: Commit): Key[] {
  if (!after) return [];
  const old = before as DeepReadonly<Node> | undefined;
  const node = after as DeepReadonly<Node>;
  const aspects: NodeAspect[] = [];
  if (!old) aspects.push('added');
  else {
    if (!deepEqual(old.metadata?.labels, node.metadata?.labels)) aspects.push('labels');
    if (!deepEqual(old.spec?.taints, node.spec?.taints)) aspects.push('taints');
    if ((old.spec?.unschedulable ?? false) !== (node.spec?.unschedulable ?? false)) aspects.push('schedulable');
    if (!deepEqual(old.status?.allocatable, node.status?.allocatable)) aspects.push('allocatable');
  }
  return aspects.length === 0 ? [] : [`node|${node.metadata?.name ?? ''}|${aspects.join('+')}`];
}

const isPlaced = (pod: ReadPod | undefined): pod is ReadPod =>
  pod !== undefined && (pod.spec?.nodeName ?? '') !== '' && !hasFinished(pod);

function asksForLess(old: ReadPod, pod: ReadPod): boolean {
  if (old.spec === pod.spec) return false;
  const [before, after] = [needsOf(old.spec), needsOf(pod.spec)];
  return after.cpu < before.cpu || after.memory < before.memory;
}

function aspectOf(old: ReadPod | undefined, pod: ReadPod | undefined): string | undefined {
  if (isPlaced(old) && !isPlaced(pod)) return 'gone';
  if (!isPlaced(pod)) return undefined;
  if (!isPlaced(old)) return 'added';
  if (asksForLess(old, pod)) return 'smaller';
  const ends = (one: ReadPod) => one.metadata?.deletionTimestamp !== undefined;
  // A Pod on its way out no longer counts in spreading, as if it had lost its labels.
  return ends(old) !== ends(pod) || !deepEqual(old.metadata?.labels, pod.metadata?.labels) ? 'labels' : undefined;
}

/** A waiting Pod that is new, changed or gone wants a look itself; one that has a node may make others wanted. */
export function podChangeKeys({ before, after }: Commit, somebodyWaits: boolean): Key[] {
  const old = before as ReadPod | undefined;
  const pod = after as ReadPod | undefined;
  const keys: Key[] = [];
  const own = (pod ?? old) as ReadPod;
  const hadNode = (old?.spec?.nodeName ?? '') !== '';
  if ((pod?.spec?.nodeName ?? '') === '' && !hadNode) {
    const same = old && pod && old.spec === pod.spec && deepEqual(old.metadata?.labels, pod.metadata?.labels);
    if (!same && !(old && pod && deepEqual(old.spec, pod.spec) && deepEqual(old.metadata, pod.metadata))) {
      keys.push(`pod/${podKey(own)}`);
    }
  }
  const aspect = somebodyWaits ? aspectOf(old, pod) : undefined;
  if (aspect !== undefined) keys.push(`change|${own.metadata?.namespace ?? ''}|${aspect}`);
  return keys;
}
