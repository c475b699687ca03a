// How objects of the cluster are doing, in a word and a sign: what the tree and a dry run's summary show.
import type {
  DaemonSet,
  Deployment,
  Job,
  Node,
  PersistentVolumeClaim,
  Pod,
  ReplicaSet,
  ReplicationController,
  StatefulSet,
} from '../../api/types.generated.ts';
import type { DeepReadonly } from '../../cluster/controller.ts';
import { isPodReady } from '../../cluster/workloads/podState.ts';
import type { Health } from '../../protocol/cluster.ts';
import type { Stored } from './objectNames.ts';

/** A sign and a few words. */
export interface Standing {
  readonly health: Health;
  readonly state: string;
}

/** Waiting for these is part of a normal start. */
const NORMAL_WAITING = new Set(['ContainerCreating', 'PodInitializing']);

/** What `kubectl get pods` shows under STATUS. Source: pkg/printers/internalversion/printers.go printPod. */
export function podReason(pod: DeepReadonly<Pod>): string {
  const { status } = pod;
  if (pod.metadata?.deletionTimestamp !== undefined) return 'Terminating';
  const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  for (const { state } of all) {
    if (state?.waiting?.reason !== undefined && !NORMAL_WAITING.has(state.waiting.reason)) return state.waiting.reason;
    if (state?.terminated && state.terminated.exitCode !== 0) return state.terminated.reason ?? 'Error';
  }
  const waiting = all.find(({ state }) => state?.waiting?.reason !== undefined)?.state?.waiting?.reason;
  if (status?.phase === 'Succeeded') return 'Completed';
  return status?.reason ?? waiting ?? status?.phase ?? 'Pending';
}

function podStanding(pod: DeepReadonly<Pod>): Standing {
  const statuses = pod.status?.containerStatuses ?? [];
  const containers = pod.spec?.containers?.length ?? 0;
  const ready = statuses.filter((status) => status.ready === true).length;
  const restarts = statuses.reduce((sum, status) => sum + (status.restartCount ?? 0), 0);
  const reason = podReason(pod);
  const again = restarts === 0 ? '' : ` · ${restarts} ${restarts === 1 ? 'restart' : 'restarts'}`;
  const unschedulable = pod.status?.conditions?.some(
    ({ type, status }) => type === 'PodScheduled' && status === 'False',
  );
  const state = `${reason} ${ready}/${containers}${again}`;
  if (reason === 'Terminating') return { health: 'gone', state };
  if (isPodReady(pod) || reason === 'Completed') return { health: 'good', state };
  const normal = ['Pending', 'Running', ...NORMAL_WAITING].includes(reason) && unschedulable !== true;
  return { health: normal ? 'busy' : 'bad', state };
}

const counted = (ready: number, wanted: number, more = ''): Standing => ({
  health: ready >= wanted ? 'good' : 'busy',
  state: `${ready}/${wanted} ready${more}`,
});

function deploymentStanding({ spec, status }: DeepReadonly<Deployment>): Standing {
  const failed = status?.conditions?.find(
    ({ type, status: value, reason }) =>
      (type === 'ReplicaFailure' && value === 'True') || reason === 'ProgressDeadlineExceeded',
  );
  const paused = spec?.paused === true ? ' · paused' : '';
  const standing = counted(status?.readyReplicas ?? 0, spec?.replicas ?? 1, paused);
  return failed ? { health: 'bad', state: `${standing.state} · ${failed.reason ?? 'failed'}` } : standing;
}

function jobStanding({ spec, status }: DeepReadonly<Job>): Standing {
  const failed = status?.conditions?.find(({ type, status: value }) => type === 'Failed' && value === 'True');
  const state = `${status?.succeeded ?? 0}/${spec?.completions ?? 1} completed`;
  if (failed) return { health: 'bad', state: `${state} · ${failed.reason ?? 'Failed'}` };
  const complete = status?.conditions?.some(({ type, status: value }) => type === 'Complete' && value === 'True');
  return { health: complete === true ? 'good' : 'busy', state };
}

type Scaled = DeepReadonly<ReplicaSet> | DeepReadonly<ReplicationController> | DeepReadonly<StatefulSet>;

/** How an object is doing; `none` and "" where nothing can be said. */
export function standingOf(object: Stored): Standing {
  switch (object.kind) {
    case 'Pod':
      return podStanding(object);
    case 'Deployment':
      return deploymentStanding(object);
    case 'ReplicaSet':
    case 'ReplicationController':
    case 'StatefulSet': {
      const { spec, status } = object as Scaled;
      const wanted = spec?.replicas ?? 1;
      const failed = status?.conditions?.find(
        ({ type, status: value }) => type === 'ReplicaFailure' && value === 'True',
      );
      if (failed)
        return { health: 'bad', state: `${status?.readyReplicas ?? 0}/${wanted} ready · ${failed.reason ?? 'failed'}` };
      if (wanted === 0 && (status?.replicas ?? 0) === 0) return { health: 'none', state: 'no Pods' };
      return counted(status?.readyReplicas ?? 0, wanted);
    }
    case 'DaemonSet': {
      const { status } = object as DeepReadonly<DaemonSet>;
      return counted(status?.numberReady ?? 0, status?.desiredNumberScheduled ?? 0);
    }
    case 'Job':
      return jobStanding(object);
    case 'Node': {
      const { spec, status } = object as DeepReadonly<Node>;
      const ready = status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';
      const cordoned = spec?.unschedulable === true ? ', SchedulingDisabled' : '';
      return { health: ready ? 'good' : 'bad', state: `${ready ? 'Ready' : 'NotReady'}${cordoned}` };
    }
    case 'PersistentVolumeClaim': {
      const phase = (object as DeepReadonly<PersistentVolumeClaim>).status?.phase ?? 'Pending';
      return { health: phase === 'Bound' ? 'good' : 'busy', state: phase };
    }
    default:
      return { health: object.metadata?.deletionTimestamp === undefined ? 'none' : 'gone', state: '' };
  }
}
