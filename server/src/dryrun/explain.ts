// What never settled, and why, in the words of whoever knows: the scheduler, the kubelet, the controllers.
import { controllerOf } from '../api/objectMeta.ts';
import type {
  ContainerStatus,
  Deployment,
  Event,
  Job,
  Node,
  PersistentVolumeClaim,
  Pod,
  ReplicaSet,
} from '../api/types.generated.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { DeepReadonly } from '../cluster/controller.ts';
import type { RunResult } from '../cluster/eventLoop.ts';
import { refusalOf } from '../cluster/kubelet/admission.ts';
import { foreignScheduler } from './foreignScheduler.ts';
import { EVENT, NODE, PERSISTENT_VOLUME_CLAIM, POD } from '../cluster/types.ts';

/** One thing that is not as its manifest wants it. */
export interface Unsettled {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  /** A word: `Unschedulable`, `CrashLoopBackOff`, `ImagePullBackOff`, `ProgressDeadlineExceeded`, `NotReady`, `Fight`. */
  readonly reason: string;
  /** What is wrong, in the words of the component that knows. */
  readonly message: string;
  /** How many objects (Pods of one owner) share the reason. */
  readonly count: number;
}

const DEPLOYMENT = { group: 'apps', version: 'v1', kind: 'Deployment' } as const;
const REPLICA_SET = { group: 'apps', version: 'v1', kind: 'ReplicaSet' } as const;
const JOB = { group: 'batch', version: 'v1', kind: 'Job' } as const;
const REPLICATION_CONTROLLER = { group: '', version: 'v1', kind: 'ReplicationController' } as const;

/** What the kubelet holds against a Pod that it has not admitted: its controller makes such Pods again and again. */
function refusalTrouble(pod: DeepReadonly<Pod>, cluster: Cluster): readonly [string, string] | undefined {
  const { nodeName = '' } = pod.spec ?? {};
  const owner = controllerOf(pod as Pod);
  const node = cluster.read.get<Node>(NODE, '', nodeName);
  const refusal = owner && node && refusalOf(pod, node, cluster.read);
  if (!refusal) return undefined;
  const why = refusal.message.replace('Pod was rejected: ', '');
  const message = `the kubelet of ${nodeName} refuses it (${why}), and ${owner.kind} ${owner.name} makes it anew each time`;
  return [refusal.reason, message];
}

/** Reason and message of a Pod that is not as it should be. */
function troubleOf(pod: DeepReadonly<Pod>, cluster: Cluster): readonly [reason: string, message: string] | undefined {
  const status = pod.status ?? {};
  if (pod.metadata?.deletionTimestamp !== undefined) {
    const held = pod.metadata.finalizers ?? [];
    return ['Terminating', held.length > 0 ? `waits for its finalizers: ${held.join(', ')}` : 'is still being deleted'];
  }
  if (status.phase === 'Succeeded') return undefined;
  if (status.phase === 'Failed') {
    // Others replace a Pod that has failed at once; a DaemonSet leaves it for as long as its back-off lasts.
    const owner = controllerOf(pod as Pod);
    const replaced = owner !== undefined && owner.kind !== 'DaemonSet';
    return replaced ? undefined : [status.reason ?? 'Failed', status.message ?? 'its containers ended with an error'];
  }
  const scheduled = status.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status === 'False') return [scheduled.reason ?? 'Unschedulable', scheduled.message ?? ''];
  const stranger = foreignScheduler(pod);
  if (stranger !== undefined) return ['NoScheduler', stranger];
  const containers: readonly DeepReadonly<ContainerStatus>[] = [
    ...(status.initContainerStatuses ?? []),
    ...(status.containerStatuses ?? []),
  ];
  for (const { name, state } of containers) {
    const waiting = state?.waiting;
    if (waiting?.reason !== undefined && !['PodInitializing', 'ContainerCreating'].includes(waiting.reason)) {
      return [waiting.reason, `container ${name ?? ''}: ${waiting.message ?? waiting.reason}`];
    }
  }
  if (status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') === true)
    return undefined;
  const unready = containers.filter(({ ready }) => ready !== true).map(({ name }) => name ?? '');
  if (status.phase === 'Running') return ['NotReady', `runs but does not become ready: ${unready.join(', ')}`];
  return refusalTrouble(pod, cluster) ?? ['Pending', status.message ?? 'has not started'];
}

/** Pods by owner and reason: a hundred Pods with one trouble are one line. */
function podTroubles(cluster: Cluster): Unsettled[] {
  const groups = new Map<string, Unsettled>();
  for (const pod of cluster.read.list<Pod>(POD)) {
    const trouble = troubleOf(pod, cluster);
    if (!trouble) continue;
    const [reason, message] = trouble;
    const owner = controllerOf(pod as Pod)?.uid ?? pod.metadata?.uid ?? '';
    const key = `${owner}\0${reason}\0${message}`;
    const known = groups.get(key);
    const { namespace = '', name = '' } = pod.metadata ?? {};
    groups.set(
      key,
      known ? { ...known, count: known.count + 1 } : { namespace, kind: 'Pod', name, reason, message, count: 1 },
    );
  }
  return [...groups.values()];
}

type Conditioned = Deployment | ReplicaSet;

/** Workloads that say themselves that they do not get on. */
function workloadTroubles(cluster: Cluster): Unsettled[] {
  const out: Unsettled[] = [];
  for (const gvk of [DEPLOYMENT, REPLICA_SET, REPLICATION_CONTROLLER]) {
    for (const object of cluster.read.list<Conditioned>(gvk)) {
      const { namespace = '', name = '' } = object.metadata ?? {};
      const conditions = object.status?.conditions ?? [];
      for (const { type, status, reason = '', message = '' } of conditions) {
        const failed =
          (type === 'ReplicaFailure' && status === 'True' && gvk !== DEPLOYMENT) ||
          (type === 'Progressing' && status === 'False' && reason === 'ProgressDeadlineExceeded');
        if (failed) out.push({ namespace, kind: gvk.kind, name, reason, message, count: 1 });
      }
    }
  }
  for (const job of cluster.read.list<Job>(JOB)) {
    const failed = job.status?.conditions?.find(({ type, status }) => type === 'Failed' && status === 'True');
    if (!failed) continue;
    const { namespace = '', name = '' } = job.metadata ?? {};
    const { reason = 'Failed', message = '' } = failed;
    out.push({ namespace, kind: 'Job', name, reason, message, count: 1 });
  }
  for (const claim of cluster.read.list<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIM)) {
    if (claim.status?.phase !== 'Pending') continue;
    const { namespace = '', name = '' } = claim.metadata ?? {};
    const message = lastWordOn(claim, cluster) ?? 'waits for a volume that fits it';
    out.push({ namespace, kind: 'PersistentVolumeClaim', name, reason: 'Pending', message, count: 1 });
  }
  return out;
}

/** What was said of an object last. */
function lastWordOn(object: DeepReadonly<PersistentVolumeClaim>, { read }: Cluster): string | undefined {
  const time = ({ lastTimestamp, eventTime }: DeepReadonly<Event>): string => lastTimestamp ?? eventTime ?? '';
  return read
    .list<Event>(EVENT, object.metadata?.namespace)
    .filter(({ involvedObject }) => involvedObject?.uid === object.metadata?.uid)
    .reduce<DeepReadonly<Event> | undefined>((last, one) => (last && time(last) > time(one) ? last : one), undefined)
    ?.message;
}

/** Why a run did not come to rest. */
function runTroubles({ end, unrest }: RunResult): Unsettled[] {
  if (end === 'deadline') {
    const message = 'the dry run ended at its limit of virtual time while work was still pending';
    return [{ namespace: '', kind: '', name: '', reason: 'Deadline', message, count: 1 }];
  }
  if (end !== 'budget') return [];
  return unrest.map(({ actor, key, runs, atOneInstant }) => {
    const cut = key.indexOf('/');
    const when = atOneInstant ? 'without any time passing' : 'in this dry run';
    return {
      namespace: cut < 0 ? '' : key.slice(0, cut),
      kind: '',
      name: key.slice(cut + 1),
      reason: 'Fight',
      message: `${actor} acted ${runs} times ${when} and would go on: something undoes what it does`,
      count: 1,
    };
  });
}

/** Everything that is not as it should be when a run has ended. */
export const explain = (cluster: Cluster, result: RunResult): readonly Unsettled[] => [
  ...runTroubles(result),
  ...workloadTroubles(cluster),
  ...podTroubles(cluster),
];
