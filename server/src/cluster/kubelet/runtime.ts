// What a kubelet knows of a Pod and the API does not show: points in time to the millisecond, back-off, probe counters.
// Plain JSON, because it is saved and forked with the cluster.

/** Where a container is. */
export type ContainerState = 'waiting' | 'running' | 'exited';

/** A probe at work. */
export interface ProbeRuntime {
  kind: 'startup' | 'liveness' | 'readiness';
  /** When it looks next; absent while nothing can change. */
  nextAt?: number;
  /** How often in a row it found the same. */
  run: number;
  /** What it found last. */
  found?: boolean;
  /** What it has made of that by its thresholds. */
  result: boolean;
}

/** How a run of a container ended. */
export interface Ending {
  exitCode: number;
  reason: string;
  startedAt: number;
  finishedAt: number;
}

/** One container. */
export interface ContainerRuntime {
  name: string;
  kind: 'init' | 'sidecar' | 'app';
  image: string;
  state: ContainerState;
  /** Why it waits. */
  reason: string;
  message: string;
  startedAt: number;
  ending?: Ending;
  last?: Ending;
  restarts: number;
  /** How often it has exited by itself, as scripted. */
  exits: number;
  /** The wait before the next restart; 0: it has not failed yet. */
  backoffMs: number;
  /** When the wait is over. */
  wakeAt?: number;
  /** When a signal that was sent takes effect, and as what. */
  killAt?: number;
  killedAs?: { exitCode: number; reason: string };
  started: boolean;
  ready: boolean;
  /** The annotation that holds readiness back is there; and since when it is gone. */
  heldBack: boolean;
  readyFrom: number;
  probes: ProbeRuntime[];
  /** It will not run again. */
  done: boolean;
}

/** One Pod on its node. */
export interface PodRuntime {
  uid: string;
  /** When the kubelet first saw it. */
  boundAt: number;
  /** When the sandbox was made; absent before. */
  begunAt?: number;
  ip: string;
  hostIP: string;
  containers: ContainerRuntime[];
  /** The kubelet has neither admitted nor refused it yet. */
  undecided?: true;
  /** When it will be gone, once it is being deleted. */
  goneAt?: number;
  /** Set once the Pod has come to an end of its own or was refused. */
  terminal?: { phase: 'Succeeded' | 'Failed'; reason?: string; message?: string };
  /** What was said last, so that it is not said each time that somebody looks. */
  said: string;
}

/** A copy to be changed. */
export const copyRuntime = (runtime: PodRuntime): PodRuntime => ({
  ...runtime,
  containers: runtime.containers.map((container) => ({
    ...container,
    probes: container.probes.map((probe) => ({ ...probe })),
  })),
});

/** `10s`, `1m20s`, `5m0s`: as Go prints a duration of whole seconds. */
export function durationText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}m${seconds % 60}s` : `${Math.floor(minutes / 60)}h${minutes % 60}m${seconds % 60}s`;
}
