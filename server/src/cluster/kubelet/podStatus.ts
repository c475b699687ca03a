// The status of a Pod as its kubelet reports it. Source: pkg/kubelet/kubelet_pods.go (generateAPIPodStatus, getPhase),
// pkg/kubelet/status/generate.go, 1.36.
import { formatTime } from '../../base/instant.ts';
import type { ContainerState, ContainerStatus, Pod, PodCondition, PodStatus } from '../../api/types.generated.ts';
import type { DeepReadonly } from '../controller.ts';
import type { ContainerRuntime, Ending, PodRuntime } from './runtime.ts';

type ReadPod = DeepReadonly<Pod>;

/** A made-up but stable id: 64 hexadecimal digits of what makes this run of this container. */
function containerId(uid: string, { name, restarts }: ContainerRuntime): string {
  let out = '';
  for (let part = 0; part < 8; part++) {
    let hash = 0x811c9dc5;
    for (const character of `${uid}/${name}/${restarts}/${part}`) {
      hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
    }
    out += (hash >>> 0).toString(16).padStart(8, '0');
  }
  return `containerd://${out}`;
}

const terminated = ({ exitCode, reason, startedAt, finishedAt }: Ending): ContainerState => ({
  terminated: { exitCode, reason, startedAt: formatTime(startedAt), finishedAt: formatTime(finishedAt) },
});

function stateOf(container: ContainerRuntime): ContainerState {
  if (container.state === 'running') return { running: { startedAt: formatTime(container.startedAt) } };
  if (container.ending) return terminated(container.ending);
  const { reason, message } = container;
  return { waiting: { reason, ...(message !== '' && { message }) } };
}

function statusOf(container: ContainerRuntime, uid: string): ContainerStatus {
  const hasRun = container.state === 'running' || container.ending !== undefined || container.last !== undefined;
  const initDone = container.kind === 'init' && container.ending?.exitCode === 0;
  return {
    name: container.name,
    image: container.image,
    imageID: '',
    ...(hasRun && { containerID: containerId(uid, container) }),
    ready: container.ready || initDone,
    restartCount: container.restarts,
    started: container.started,
    state: stateOf(container),
    ...(container.last && { lastState: terminated(container.last) }),
  };
}

/** Source: getPhase. A container that waits for its first run keeps the Pod pending. */
function phaseOf({ containers, terminal, begunAt }: PodRuntime): string {
  if (terminal) return terminal.phase;
  if (begunAt === undefined) return 'Pending';
  const initWaits = containers.some(
    ({ kind, done, started, last }) => (kind === 'init' && !done) || (kind === 'sidecar' && !started && !last),
  );
  const neverRan = containers.some(({ kind, state, last }) => kind === 'app' && state === 'waiting' && !last);
  return initWaits || neverRan ? 'Pending' : 'Running';
}

interface Wanted {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

const list = (names: readonly string[]): string => `[${names.join(' ')}]`;

function containersReady({ containers, terminal }: PodRuntime): Omit<Wanted, 'type'> {
  if (terminal) return { status: 'False', reason: terminal.phase === 'Succeeded' ? 'PodCompleted' : 'PodFailed' };
  const unready = containers.filter(({ kind, ready }) => kind !== 'init' && !ready).map(({ name }) => name);
  if (unready.length === 0) return { status: 'True' };
  return { status: 'False', reason: 'ContainersNotReady', message: `containers with unready status: ${list(unready)}` };
}

/** Conditions that the Pod wants fulfilled by others besides. */
function gatesFault({ spec, status }: ReadPod): string | undefined {
  const faults = (spec?.readinessGates ?? []).flatMap(({ conditionType = '' }) => {
    const found = (status?.conditions ?? []).find(({ type }) => type === conditionType);
    if (!found) return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`];
    if (found.status === 'True') return [];
    return [`the status of pod readiness gate "${conditionType}" is not "True", but ${found.status ?? ''}`];
  });
  return faults.length === 0 ? undefined : faults.join(', ');
}

function podReady(pod: ReadPod, runtime: PodRuntime): Omit<Wanted, 'type'> {
  const ready = containersReady(runtime);
  if (ready.status !== 'True') return ready;
  const fault = gatesFault(pod);
  return fault === undefined ? ready : { status: 'False', reason: 'ReadinessGatesNotReady', message: fault };
}

function initialized({ containers, terminal }: PodRuntime): Omit<Wanted, 'type'> {
  const open = containers.filter(({ kind, done, started, last, ending }) =>
    kind === 'init' ? !done || ending?.exitCode !== 0 : kind === 'sidecar' && !started && !last && !done,
  );
  if (terminal?.phase === 'Succeeded') return { status: 'True', reason: 'PodCompleted' };
  if (open.length === 0) return { status: 'True' };
  const names = open.map(({ name }) => name);
  return {
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: `containers with incomplete status: ${list(names)}`,
  };
}

const TYPES = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'] as const;

function wantedConditions(pod: ReadPod, runtime: PodRuntime): readonly Wanted[] {
  const begun = runtime.begunAt !== undefined;
  return [
    { type: 'PodReadyToStartContainers', status: begun && !runtime.terminal ? 'True' : 'False' },
    { type: 'Initialized', ...initialized(runtime) },
    { type: 'Ready', ...podReady(pod, runtime) },
    { type: 'ContainersReady', ...containersReady(runtime) },
    { type: 'PodScheduled', status: 'True' },
  ];
}

/** Conditions of the kubelet's own, and those of others as they are. */
function conditionsOf(pod: ReadPod, runtime: PodRuntime, now: number): PodCondition[] {
  const old = pod.status?.conditions ?? [];
  const generation = pod.metadata?.generation;
  const own = wantedConditions(pod, runtime).map(({ type, status, reason, message }): PodCondition => {
    const before = old.find((one) => one.type === type);
    return {
      ...(generation !== undefined && { observedGeneration: generation }),
      type,
      status,
      lastProbeTime: before?.lastProbeTime,
      lastTransitionTime: before?.status === status ? before.lastTransitionTime : formatTime(now),
      ...(reason !== undefined && { reason }),
      ...(message !== undefined && { message }),
    };
  });
  const others = old.filter(({ type }) => !(TYPES as readonly (string | undefined)[]).includes(type));
  return [...own, ...(others as PodCondition[])];
}

/** The whole status. What others have put there (the class of service, a promised node) stays. */
export function podStatus(pod: ReadPod, runtime: PodRuntime, now: number): PodStatus {
  const of = (init: boolean) =>
    runtime.containers
      .filter(({ kind }) => (kind !== 'app') === init)
      .map((container) => statusOf(container, runtime.uid));
  const init = of(true);
  const generation = pod.metadata?.generation;
  const begun = runtime.begunAt !== undefined;
  return {
    ...(pod.status as PodStatus | undefined),
    ...(generation !== undefined && { observedGeneration: generation }),
    phase: phaseOf(runtime),
    conditions: conditionsOf(pod, runtime, now),
    ...(runtime.terminal?.reason !== undefined && { reason: runtime.terminal.reason }),
    ...(runtime.terminal?.message !== undefined && { message: runtime.terminal.message }),
    ...(begun && runtime.hostIP !== '' && { hostIP: runtime.hostIP, hostIPs: [{ ip: runtime.hostIP }] }),
    ...(begun && runtime.ip !== '' && { podIP: runtime.ip, podIPs: [{ ip: runtime.ip }] }),
    startTime: pod.status?.startTime ?? formatTime(runtime.boundAt),
    ...(init.length > 0 && { initContainerStatuses: init }),
    containerStatuses: of(false),
  };
}
