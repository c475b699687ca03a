// The kubelets of all nodes: they run the Pods that are bound to their node, as the annotations say (api/behaviour.ts),
// and report what became of them. A Pod is looked at when it changes and when something of it is due.
// Source: pkg/kubelet/kubelet.go, pod_workers.go, 1.36. Not modelled: a real container runtime, cgroups, real images.
import { deepEqual } from '../../base/compare.ts';
import { ok, type Result } from '../../base/result.ts';
import type { Node, Pod } from '../../api/types.generated.ts';
import type { Status } from '../../api/status.ts';
import type { ApiObject } from '../../api/kindRules.ts';
import type { ClusterApi, Commit, Controller, DeepReadonly, Key, ReadApi, Requeue } from '../controller.ts';
import { CONFIG_MAP, NODE, PERSISTENT_VOLUME_CLAIM, POD, SECRET } from '../kinds.ts';
import { clusterState, podKey } from '../scheduler/clusterState.ts';
import type { View } from '../view.ts';
import { advance, newContainers, sayStopping, stopAll, stoppingMs, type Next } from './advance.ts';
import type { PodContext } from './context.ts';
import { evictForPressure, shutDownPods } from './eviction.ts';
import { isDead, reportNode } from './nodeStatus.ts';
import { podStatus } from './podStatus.ts';
import { admit } from './refusal.ts';
import { copyRuntime, type PodRuntime } from './runtime.ts';
import { isMirror, mirrorStaticPods } from './staticPods.ts';

type ReadPod = DeepReadonly<Pod>;

const NODE_PREFIX = 'node:';

/** Bound Pods that are not running yet, by namespace: a ConfigMap or Secret that comes may be what they wait for. */
const starting: View<Map<string, Set<string>>> = {
  name: 'starting-pods',
  kinds: [POD],
  create: () => new Map(),
  change(byNamespace, before, after) {
    const waits = (object: DeepReadonly<ApiObject> | undefined): boolean => {
      const pod = object as ReadPod | undefined;
      return (pod?.spec?.nodeName ?? '') !== '' && (pod?.status?.phase ?? 'Pending') === 'Pending';
    };
    const pod = (after ?? before) as ReadPod;
    const namespace = pod.metadata?.namespace ?? '';
    if (waits(after)) byNamespace.set(namespace, (byNamespace.get(namespace) ?? new Set()).add(podKey(pod)));
    else if (waits(before)) byNamespace.get(namespace)?.delete(podKey(pod));
  },
};

const startingKeys = ({ after }: Commit, api: ReadApi): Iterable<Key> =>
  after ? (api.view(starting).get(after.metadata?.namespace ?? '') ?? []) : [];

const hasNode = (object: DeepReadonly<ApiObject> | undefined): boolean =>
  ((object as ReadPod | undefined)?.spec?.nodeName ?? '') !== '';

/** The Pods of a node when its kubelet comes back or goes, or its annotations change. */
function nodeKeys({ before, after }: Commit, api: ReadApi): Key[] {
  const name = (after ?? before)?.metadata?.name ?? '';
  const keys = [`${NODE_PREFIX}${name}`];
  const changed =
    before &&
    after &&
    !(
      deepEqual(before.metadata?.labels, after.metadata?.labels) &&
      deepEqual(before.metadata?.annotations, after.metadata?.annotations)
    );
  const arrived = before === undefined;
  return changed || arrived ? [...keys, ...(api.view(clusterState).infos.get(name)?.pods.keys() ?? [])] : keys;
}

function newRuntime(pod: ReadPod, api: ClusterApi): PodRuntime {
  return {
    uid: pod.metadata?.uid ?? '',
    boundAt: api.now,
    ip: '',
    hostIP: '',
    containers: newContainers(pod),
    said: '',
  };
}

function contextOf(pod: ReadPod, runtime: PodRuntime, api: ClusterApi): PodContext {
  const key = `images/${pod.spec?.nodeName ?? ''}`;
  return {
    pod,
    runtime,
    api,
    hasImage: (image) => (api.recall<readonly string[]>(key) ?? []).includes(image),
    addImage(image) {
      const known = api.recall<readonly string[]>(key) ?? [];
      if (!known.includes(image)) api.remember(key, [...known, image]);
    },
  };
}

const isFinished = (pod: ReadPod): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';

const requeueFor = (next: Next | undefined, now: number): Requeue | undefined =>
  next && { afterMs: Math.max(0, next.at - now), ...(next.background && { background: true }) };

/** SIGTERM, the grace period, then it is gone from the API, too. */
function stop(context: PodContext, key: Key): Result<Requeue | undefined, Status> {
  const { pod, runtime, api } = context;
  const grace = (pod.metadata?.deletionGracePeriodSeconds ?? 30) * 1000;
  if (runtime.goneAt === undefined) {
    sayStopping(context);
    runtime.goneAt = api.now + stoppingMs(context, grace);
  } else {
    // A second delete may have cut the grace period short.
    runtime.goneAt = Math.min(runtime.goneAt, api.now + grace);
  }
  api.remember(key, runtime);
  if (runtime.goneAt > api.now) return ok({ afterMs: runtime.goneAt - api.now });
  if (pod.metadata?.deletionGracePeriodSeconds === 0 && (pod.metadata.finalizers ?? []).length > 0)
    return sayStopped(context, key);
  const { namespace = '', name = '', uid } = pod.metadata ?? {};
  const deleted = api.delete(POD, namespace, name, { gracePeriodSeconds: 0, ...(uid !== undefined && { uid }) });
  return deleted.ok || deleted.error.code === 404 || deleted.error.code === 409 ? ok(undefined) : deleted;
}

/** How long others' finalizers are waited for before it is said that the containers have stopped. */
const STOPPED_MS = 1000;

/**
 * A Pod that finalizers keep says that it has come to an end: the job controller waits for that where there is a
 * `podFailurePolicy`. Source: SyncTerminatedPod in pkg/kubelet/kubelet.go.
 */
function sayStopped(before: PodContext, key: Key): Result<Requeue | undefined, Status> {
  const context = { ...before, runtime: copyRuntime(before.runtime) };
  const { pod, runtime, api } = context;
  if (isFinished(pod)) return ok(undefined);
  const at = (runtime.goneAt ?? api.now) + STOPPED_MS;
  if (at > api.now) return ok({ afterMs: at - api.now });
  stopAll(context, 143);
  runtime.terminal = { phase: 'Failed' };
  api.remember(key, runtime);
  const written = writeStatus(context);
  return written.ok ? ok(undefined) : written;
}

function writeStatus(context: PodContext): Result<void, Status> {
  const { pod, runtime, api } = context;
  // Before the containers can start there is nothing to report; see start-seconds.
  if (runtime.begunAt === undefined && !runtime.terminal && runtime.said === '') return ok(undefined);
  const status = podStatus(pod, runtime, api.now);
  if (deepEqual(status, pod.status)) return ok(undefined);
  const written = api.updateStatus<Pod>({ ...pod, status });
  return written.ok ? ok(undefined) : written;
}

function reconcilePod(key: Key, api: ClusterApi): Result<Requeue | undefined, Status> {
  const slash = key.indexOf('/');
  const pod = api.get<Pod>(POD, key.slice(0, slash), key.slice(slash + 1));
  const remembered = api.recall<PodRuntime>(key);
  if (!pod || !hasNode(pod)) {
    if (remembered) api.forget(key);
    return ok(undefined);
  }
  const node = api.get<Node>(NODE, '', pod.spec?.nodeName ?? '');
  if (!node || isDead(node)) return ok(undefined);
  const isNew = remembered?.uid !== pod.metadata?.uid;
  if (isNew && isFinished(pod)) return ok(undefined);
  const runtime = isNew || !remembered ? newRuntime(pod, api) : copyRuntime(remembered);
  const context = contextOf(pod, runtime, api);
  if (pod.metadata?.deletionTimestamp !== undefined) return stop(context, key);
  if (isFinished(pod)) return ok(undefined);
  if (isNew || runtime.undecided === true) {
    const wait = admit(context, node);
    if (wait) {
      api.remember(key, runtime);
      return ok(wait);
    }
  }
  const next = advance(context);
  if (isNew || !deepEqual(runtime, remembered)) api.remember(key, runtime);
  const written = writeStatus(context);
  return written.ok ? ok(requeueFor(next, api.now)) : written;
}

function reconcileNode(name: string, api: ClusterApi): Result<Requeue | undefined, Status> {
  const node = api.get<Node>(NODE, '', name);
  if (!node) {
    api.forget(`images/${name}`);
    return ok(undefined);
  }
  const reported = reportNode(node, api);
  if (!reported.ok) return reported;
  const mirrored = mirrorStaticPods(node, api);
  if (!mirrored.ok) return mirrored;
  const shut = shutDownPods(node, api);
  return shut.ok ? evictForPressure(node, api) : shut;
}

/** The kubelets. */
export const kubelet: Controller = {
  name: 'kubelet',
  watches: [
    { gvk: NODE, keys: nodeKeys },
    {
      gvk: POD,
      keys: ({ before, after }) => {
        if (!hasNode(after) && !hasNode(before)) return [];
        const pod = (after ?? before) as ReadPod;
        // A mirror that somebody deletes comes back.
        return !after && isMirror(pod) ? [podKey(pod), `${NODE_PREFIX}${pod.spec?.nodeName ?? ''}`] : [podKey(pod)];
      },
    },
    { gvk: CONFIG_MAP, keys: startingKeys },
    { gvk: SECRET, keys: startingKeys },
    { gvk: PERSISTENT_VOLUME_CLAIM, keys: startingKeys },
  ],
  initialKeys: (api) => [
    ...api.list<Node>(NODE).map(({ metadata }) => `${NODE_PREFIX}${metadata?.name ?? ''}`),
    ...api
      .list<Pod>(POD)
      .filter((pod) => hasNode(pod))
      .map((pod) => podKey(pod)),
  ],
  reconcile: (key, api) =>
    key.startsWith(NODE_PREFIX) ? reconcileNode(key.slice(NODE_PREFIX.length), api) : reconcilePod(key, api),
};
