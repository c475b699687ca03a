// The Pod garbage collector: Pods whose node is gone, and finished Pods beyond a number.
// Source: pkg/controller/podgc/gc_controller.go, 1.36. Not modelled: the 20-second grid of its rounds; nodes with the
// taint out-of-service.
import { compareText } from '../../base/compare.ts';
import { formatTime } from '../../base/instant.ts';
import { ok, type Result } from '../../base/result.ts';
import type { Node, Pod, PodCondition } from '../../api/types.generated.ts';
import type { Status } from '../../api/status.ts';
import type { ApiObject } from '../../api/kindRules.ts';
import type { ClusterApi, Commit, Controller, DeepReadonly, Key, ReadApi, Requeue } from '../controller.ts';
import { NODE, POD } from '../kinds.ts';
import { hasFinished, podKey } from '../scheduler/clusterState.ts';
import type { View } from '../view.ts';

type ReadPod = DeepReadonly<Pod>;

/** A node that is gone may come back for that long. */
const QUARANTINE_MS = 40_000;
/** More finished Pods than that are not kept; the oldest go. */
const MOST_FINISHED = 12_500;
const FINISHED: Key = 'finished';
const NODE_PREFIX = 'node:';

interface Places {
  readonly byNode: Map<string, Set<string>>;
  readonly finished: Set<string>;
}

/** All Pods by the node that they name, finished ones too. */
const places: View<Places> = {
  name: 'pod-places',
  kinds: [POD],
  create: () => ({ byNode: new Map(), finished: new Set() }),
  change({ byNode, finished }, before, after) {
    const each = (object: DeepReadonly<ApiObject> | undefined, present: boolean) => {
      const pod = object as ReadPod | undefined;
      if (!pod) return;
      const node = pod.spec?.nodeName ?? '';
      const there = byNode.get(node) ?? new Set<string>();
      if (node !== '') byNode.set(node, there);
      if (present) there.add(podKey(pod));
      else there.delete(podKey(pod));
      if (present && hasFinished(pod)) finished.add(podKey(pod));
      else finished.delete(podKey(pod));
    };
    each(before, false);
    each(after, true);
  },
};

const podOf = (key: string, api: ReadApi): ReadPod | undefined => {
  const [namespace = '', name = ''] = key.split('/');
  return api.get<Pod>(POD, namespace, name);
};

/** A Pod that can no longer run counts as failed, and is taken away without grace. */
function collect(pod: ReadPod, message: string, api: ClusterApi): Result<undefined, Status> {
  const { namespace = '', name = '' } = pod.metadata ?? {};
  if (!hasFinished(pod)) {
    const target: DeepReadonly<PodCondition> = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'DeletionByPodGC',
      message,
      lastTransitionTime: formatTime(api.now),
    };
    const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== 'DisruptionTarget');
    const status = { ...pod.status, phase: 'Failed', conditions: [...others, target] };
    const written = api.updateStatus<Pod>({ ...pod, status });
    if (!written.ok) return written;
  }
  const deleted = api.delete(POD, namespace, name, { gracePeriodSeconds: 0 });
  return deleted.ok || deleted.error.code === 404 ? ok(undefined) : deleted;
}

/** Pods of a node that does not exist. */
function collectOrphans(key: Key, api: ClusterApi): Result<Requeue | undefined, Status> {
  const name = key.slice(NODE_PREFIX.length);
  const pods = [...(api.view(places).byNode.get(name) ?? [])];
  if (api.get<Node>(NODE, '', name) !== undefined || pods.length === 0) {
    api.forget(key);
    return ok(undefined);
  }
  const since = api.recall<number>(key) ?? api.now;
  if (api.recall(key) === undefined) api.remember(key, since);
  if (api.now < since + QUARANTINE_MS) return ok({ afterMs: since + QUARANTINE_MS - api.now });
  for (const pod of pods.sort(compareText)) {
    const found = podOf(pod, api);
    const done = found ? collect(found, 'PodGC: node no longer exists', api) : ok(undefined);
    if (!done.ok) return done;
  }
  return ok(undefined);
}

function collectFinished(api: ClusterApi): Result<Requeue | undefined, Status> {
  const { finished } = api.view(places);
  const tooMany = finished.size - MOST_FINISHED;
  if (tooMany <= 0) return ok(undefined);
  const born = (pod: ReadPod) => pod.metadata?.creationTimestamp ?? '';
  const pods = [...finished].flatMap((key) => podOf(key, api) ?? []);
  for (const pod of pods
    .sort((a, b) => compareText(born(a), born(b)) || compareText(podKey(a), podKey(b)))
    .slice(0, tooMany)) {
    const done = collect(pod, 'PodGC: too many finished pods', api);
    if (!done.ok) return done;
  }
  return ok(undefined);
}

function podKeys({ after }: Commit, api: ReadApi): Key[] {
  const pod = after as ReadPod | undefined;
  const node = pod?.spec?.nodeName ?? '';
  const keys: Key[] = [];
  if (node !== '' && api.get<Node>(NODE, '', node) === undefined) keys.push(`${NODE_PREFIX}${node}`);
  if (pod && hasFinished(pod) && api.view(places).finished.size > MOST_FINISHED) keys.push(FINISHED);
  return keys;
}

/** The controller. */
export const controller: Controller = {
  name: 'pod-garbage-collector',
  watches: [
    { gvk: POD, keys: podKeys },
    {
      gvk: NODE,
      keys: ({ before, after }) =>
        before && after ? [] : [`${NODE_PREFIX}${(after ?? before)?.metadata?.name ?? ''}`],
    },
  ],
  reconcile: (key, api) => (key === FINISHED ? collectFinished(api) : collectOrphans(key, api)),
};
