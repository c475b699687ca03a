// Nodes without kubelets: an actor that runs the Pods that are bound to a node, as far as controllers care. It knows
// the annotations start-seconds, ready-seconds, ready, exit-after-seconds, exit-code and stop-seconds. For tests of
// controllers alone, which should not fail because of a kubelet; and it binds Pods that nobody schedules, if told to.
import { formatTime, parseTime } from '../../server/src/base/instant.ts';
import { ok } from '../../server/src/base/result.ts';
import type { Pod, PodCondition } from '../../server/src/api/types.generated.ts';
import type { ClusterApi, Controller, DeepReadonly, Instant } from '../../server/src/cluster/controller.ts';
import { POD } from '../../server/src/cluster/kinds.ts';

type StoredPod = DeepReadonly<Pod>;

const note = (pod: StoredPod, name: string): string | undefined => pod.metadata?.annotations?.[`drydock.dev/${name}`];
const seconds = (pod: StoredPod, name: string, otherwise: number): number => {
  const text = note(pod, name);
  return text === undefined ? otherwise : text === 'never' ? Infinity : Number(text);
};

/** When the Pod was bound. */
const boundAt = (pod: StoredPod): Instant =>
  parseTime(pod.status?.conditions?.find(({ type }) => type === 'PodScheduled')?.lastTransitionTime) ??
  parseTime(pod.metadata?.creationTimestamp) ??
  0;

interface Life {
  readonly phase: string;
  readonly ready: boolean;
  readonly readyAt: Instant;
  readonly next: number;
}

/** What state the Pod is in now and when that changes. */
function lifeOf(pod: StoredPod, now: Instant): Life {
  const running = boundAt(pod) + seconds(pod, 'start-seconds', 1) * 1000;
  const exit = running + seconds(pod, 'exit-after-seconds', Infinity) * 1000;
  const readyAt = running + seconds(pod, 'ready-seconds', 0) * 1000;
  if (now < running || note(pod, 'image') === 'missing')
    return { phase: 'Pending', ready: false, readyAt, next: running };
  if (now >= exit) {
    const code = seconds(pod, 'exit-code', 0);
    const restarts = pod.spec?.restartPolicy === 'Never' || (pod.spec?.restartPolicy === 'OnFailure' && code === 0);
    const phase = restarts ? (code === 0 ? 'Succeeded' : 'Failed') : 'Running';
    return { phase, ready: false, readyAt, next: Infinity };
  }
  const ready = now >= readyAt && note(pod, 'ready') !== 'false';
  return { phase: 'Running', ready, readyAt, next: Math.min(exit, readyAt > now ? readyAt : Infinity) };
}

function runPod(pod: StoredPod, api: ClusterApi): number {
  const life = lifeOf(pod, api.now);
  const code = seconds(pod, 'exit-code', 0);
  const isOver = life.phase === 'Succeeded' || life.phase === 'Failed';
  const was = pod.status?.conditions?.find(({ type }) => type === 'Ready')?.status;
  const conditions = [
    ...((pod.status?.conditions ?? []) as PodCondition[]).filter(({ type }) => type !== 'Ready'),
    { type: 'Ready', status: life.ready ? 'True' : 'False', lastTransitionTime: formatTime(api.now) },
  ];
  if (pod.status?.phase !== life.phase || was !== (life.ready ? 'True' : 'False')) {
    const containerStatuses = (pod.spec?.containers ?? []).map(({ name, image }) => ({
      name,
      image,
      imageID: '',
      ready: life.ready,
      restartCount: 0,
      state: isOver
        ? {
            terminated: { exitCode: code, reason: code === 0 ? 'Completed' : 'Error', finishedAt: formatTime(api.now) },
          }
        : {},
    }));
    api.updateStatus<Pod>({
      ...pod,
      status: {
        ...pod.status,
        phase: life.phase,
        startTime: pod.status?.startTime ?? formatTime(api.now),
        conditions,
        containerStatuses,
        podIP: '10.1.0.1',
      },
    });
  }
  return life.next - api.now;
}

/** The actor. `bindTo` makes it bind what has no node, in turns. */
export const podRunner = (bindTo: readonly string[] = []): Controller => ({
  name: 'kubelet',
  watches: [{ gvk: POD }],
  reconcile(key, api) {
    const [namespace = '', name = ''] = key.split('/');
    const pod = api.get<Pod>(POD, namespace, name);
    if (pod === undefined) return ok(undefined);
    if ((pod.spec?.nodeName ?? '') === '') {
      if (bindTo.length > 0) api.bind(namespace, name, bindTo[api.prng.below(bindTo.length)] ?? '');
      return ok(undefined);
    }
    if (pod.metadata?.deletionTimestamp !== undefined) {
      const grace = pod.metadata.deletionGracePeriodSeconds ?? 0;
      const asked = (parseTime(pod.metadata.deletionTimestamp) ?? 0) - grace * 1000;
      const rest = asked + Math.min(seconds(pod, 'stop-seconds', 0), grace) * 1000 - api.now;
      if (rest > 0) return ok({ afterMs: rest });
      api.delete(POD, namespace, name, { gracePeriodSeconds: 0 });
      return ok(undefined);
    }
    const next = runPod(pod, api);
    return ok(Number.isFinite(next) && next > 0 ? { afterMs: next } : undefined);
  },
});
