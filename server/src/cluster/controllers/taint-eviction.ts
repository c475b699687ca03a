// Taint eviction: Pods leave nodes whose taints of effect NoExecute they do not tolerate, at once or after a while.
// Source: pkg/controller/tainteviction/taint_eviction.go, 1.36.
import { formatTime } from '../../base/instant.ts';
import { ok, type Result } from '../../base/result.ts';
import { deepEqual } from '../../base/compare.ts';
import { tolerates } from '../../api/tolerations.ts';
import type { Node, Pod, PodCondition, Taint, Toleration } from '../../api/types.generated.ts';
import type { Status } from '../../api/status.ts';
import type { ClusterApi, Commit, Controller, DeepReadonly, Key, ReadApi, Requeue } from '../controller.ts';
import { NODE, POD } from '../kinds.ts';
import { clusterState, podKey } from '../scheduler/clusterState.ts';

type ReadPod = DeepReadonly<Pod>;

/** An eviction that is due later. */
interface Plan {
  readonly since: number;
  readonly at: number;
}

const noExecute = (node: DeepReadonly<Node> | undefined): readonly DeepReadonly<Taint>[] =>
  (node?.spec?.taints ?? []).filter(({ effect }) => effect === 'NoExecute');

/** The tolerations that cover the taints, or undefined if one is not covered. Source: GetMatchingTolerations. */
function covering(
  taints: readonly DeepReadonly<Taint>[],
  tolerations: readonly DeepReadonly<Toleration>[],
): readonly DeepReadonly<Toleration>[] | undefined {
  const used: DeepReadonly<Toleration>[] = [];
  for (const taint of taints) {
    const found = tolerations.find((toleration) => tolerates(toleration, taint));
    if (!found) return undefined;
    used.push(found);
  }
  return used;
}

/** The shortest time; undefined: for ever. Source: getMinTolerationTime. */
function shortest(tolerations: readonly DeepReadonly<Toleration>[]): number | undefined {
  const seconds = tolerations.flatMap(({ tolerationSeconds }) =>
    tolerationSeconds === undefined ? [] : [Math.max(0, tolerationSeconds)],
  );
  return seconds.length === 0 ? undefined : Math.min(...seconds) * 1000;
}

function cancel(pod: ReadPod, key: Key, api: ClusterApi): void {
  if (api.recall(key) === undefined) return;
  api.forget(key);
  api.event(pod, 'Normal', 'TaintManagerEviction', `Cancelling deletion of Pod ${podKey(pod)}`);
}

function evict(pod: ReadPod, api: ClusterApi): Result<undefined, Status> {
  const { namespace = '', name = '' } = pod.metadata ?? {};
  api.event(pod, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${podKey(pod)}`);
  const target: DeepReadonly<PodCondition> = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
    lastTransitionTime: formatTime(api.now),
  };
  const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== 'DisruptionTarget');
  const written = api.updateStatus<Pod>({ ...pod, status: { ...pod.status, conditions: [...others, target] } });
  if (!written.ok) return written;
  const deleted = api.delete(POD, namespace, name);
  return deleted.ok || deleted.error.code === 404 ? ok(undefined) : deleted;
}

/** Pods are looked at when they get a node or other tolerations, and when the taints of their node change. */
function nodeKeys({ before, after }: Commit, api: ReadApi): Iterable<Key> {
  const [old, now] = [noExecute(before), noExecute(after)];
  if (deepEqual(old, now)) return [];
  return (
    api
      .view(clusterState)
      .infos.get((after ?? before)?.metadata?.name ?? '')
      ?.pods.keys() ?? []
  );
}

function podKeys({ before, after }: Commit, api: ReadApi): Key[] {
  const [old, pod] = [before as ReadPod | undefined, after as ReadPod | undefined];
  const node = (pod ?? old)?.spec?.nodeName ?? '';
  if (node === '' || (pod && old && pod.spec === old.spec)) return [];
  // Where no node is tainted, which is nearly always, nothing is to be done for Pods that come and go.
  if (pod && noExecute(api.get<Node>(NODE, '', node)).length === 0) return [];
  return [podKey((pod ?? old) as ReadPod)];
}

/** The controller. */
export const controller: Controller = {
  name: 'taint-eviction-controller',
  watches: [
    { gvk: NODE, keys: nodeKeys },
    { gvk: POD, keys: podKeys },
  ],
  reconcile(key, api): Result<Requeue | undefined, Status> {
    const [namespace = '', name = ''] = key.split('/');
    const pod = api.get<Pod>(POD, namespace, name);
    if (!pod || pod.metadata?.deletionTimestamp !== undefined) {
      api.forget(key);
      return ok(undefined);
    }
    const taints = noExecute(api.get<Node>(NODE, '', pod.spec?.nodeName ?? ''));
    const used = covering(taints, pod.spec?.tolerations ?? []);
    if (taints.length > 0 && used === undefined) {
      cancel(pod, key, api);
      return evict(pod, api);
    }
    const afterMs = shortest(used ?? []);
    if (taints.length === 0 || afterMs === undefined) {
      cancel(pod, key, api);
      return ok(undefined);
    }
    // A plan that is made already stands; what comes later does not put it off.
    const plan = api.recall<Plan>(key) ?? { since: api.now, at: api.now + afterMs };
    if (api.now >= plan.at) {
      api.forget(key);
      return evict(pod, api);
    }
    if (api.recall(key) === undefined) api.remember(key, plan);
    return ok({ afterMs: plan.at - api.now });
  },
};
