// Takes a Pod through every stage that is due, and says when to look again.
import { mountFault } from './volumes.ts';
import { containerContext, say, sayOnce, type ContainerContext, type PodContext } from './context.ts';
import { allocateIp, hostIpOf } from './addresses.ts';
import { end } from './restart.ts';
import type { ContainerRuntime, PodRuntime } from './runtime.ts';
import { startMs } from './script.ts';
import { stages } from './stages.ts';

/** When to look again. */
export interface Next {
  readonly at: number;
  readonly background: boolean;
}

/** A mount that failed is tried again after that; the kubelet hears of new ConfigMaps and Secrets at once, too. */
const MOUNT_RETRY_MS = 120_000;

/** One Pod never takes more steps at one point in time; more would be two stages that undo each other. */
const MOST_STEPS = 1000;

/** Every container of a Pod, before anything has happened. */
export function newContainers({ spec }: PodContext['pod']): ContainerRuntime[] {
  const blank = {
    state: 'waiting' as const,
    reason: 'ContainerCreating',
    message: '',
    startedAt: 0,
    restarts: 0,
    exits: 0,
    backoffMs: 0,
    started: false,
    ready: false,
    heldBack: false,
    readyFrom: 0,
    done: false,
  };
  const init = (spec?.initContainers ?? []).map(({ name = '', image = '', restartPolicy }) => ({
    ...blank,
    name,
    image,
    kind: restartPolicy === 'Always' ? ('sidecar' as const) : ('init' as const),
    reason: 'PodInitializing',
    probes: [],
  }));
  const reason = init.length > 0 ? 'PodInitializing' : 'ContainerCreating';
  const app = (spec?.containers ?? []).map(({ name = '', image = '' }) => ({
    ...blank,
    name,
    image,
    kind: 'app' as const,
    reason,
    probes: [],
  }));
  return [...init, ...app];
}

const hasMissingImage = (context: PodContext): boolean =>
  context.runtime.containers.some(
    (container) => container.kind === 'app' && containerContext(context, container)?.script.imageMissing === true,
  );

/** The sandbox: volumes, network, address. Returns when to try, or nothing once it is there. */
function begin(context: PodContext): Next | undefined {
  const { pod, runtime, api } = context;
  if (runtime.begunAt !== undefined) return undefined;
  // An image that cannot be had shows after a second, however long the start would have taken.
  const at = runtime.boundAt + (hasMissingImage(context) ? 1000 : startMs(pod));
  if (at > api.now) return { at, background: false };
  const fault = mountFault(pod, api);
  if (fault !== undefined) {
    sayOnce(context, 'Warning', 'FailedMount', fault);
    return { at: api.now + MOUNT_RETRY_MS, background: true };
  }
  const hostIP = hostIpOf(pod.spec?.nodeName ?? '', api);
  const ip = pod.spec?.hostNetwork === true ? hostIP : allocateIp(api);
  if (ip === undefined) {
    sayOnce(
      context,
      'Warning',
      'FailedCreatePodSandBox',
      'Failed to create pod sandbox: failed to allocate for range 0: no IP addresses available in range set',
    );
    return { at: api.now + MOUNT_RETRY_MS, background: true };
  }
  runtime.begunAt = api.now;
  runtime.ip = ip;
  runtime.hostIP = hostIP;
  runtime.said = '';
  return undefined;
}

/** The containers that may run: init containers one after the other, a sidecar lets the next begin once it has started. */
export function eligible({ containers }: PodRuntime): ContainerRuntime[] {
  const out: ContainerRuntime[] = [];
  for (const container of containers) {
    if (container.kind === 'app') break;
    out.push(container);
    const open = container.kind === 'sidecar' ? container.started : container.done && container.ending?.exitCode === 0;
    if (!open) return out;
  }
  return [...out, ...containers.filter(({ kind }) => kind === 'app')];
}

/** Whether all is over, and how. Source: getPhase in pkg/kubelet/kubelet_pods.go. */
function outcomeOf({ containers }: PodRuntime): PodRuntime['terminal'] {
  const failedInit = containers.some(({ kind, done, ending }) => kind === 'init' && done && ending?.exitCode !== 0);
  if (failedInit) return { phase: 'Failed' };
  const app = containers.filter(({ kind }) => kind === 'app');
  if (app.length === 0 || !app.every(({ done }) => done)) return undefined;
  return { phase: app.every(({ ending }) => ending?.exitCode === 0) ? 'Succeeded' : 'Failed' };
}

/** Ends what still runs: sidecars when the others are through, everything when the Pod is to end. */
export function stopAll(context: PodContext, exitCode: number): void {
  for (const container of context.runtime.containers) {
    const own = containerContext(context, container);
    if (own && container.state === 'running')
      end(own, { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error' }, false);
    container.ready = false;
  }
}

function deadline(context: PodContext): Next | undefined {
  const { pod, runtime, api } = context;
  const seconds = pod.spec?.activeDeadlineSeconds;
  if (seconds === undefined || runtime.begunAt === undefined) return undefined;
  const at = runtime.begunAt + seconds * 1000;
  if (at > api.now) return { at, background: false };
  const message = 'Pod was active on the node longer than the specified deadline';
  context.api.event(pod, 'Normal', 'DeadlineExceeded', message);
  stopAll(context, 137);
  runtime.terminal = { phase: 'Failed', reason: 'DeadlineExceeded', message };
  return undefined;
}

/** The earliest of several; if any must be waited for, the look is no background one. */
function earliest(times: readonly Next[]): Next | undefined {
  if (times.length === 0) return undefined;
  return {
    at: Math.min(...times.map(({ at }) => at)),
    background: times.every(({ background }) => background),
  };
}

/** Applies the first stage of any container that is due; says whether there was one, and gathers what comes later. */
function step(contexts: readonly ContainerContext[], later: Next[]): boolean {
  for (const context of contexts) {
    for (const stage of stages) {
      const at = stage.dueAt(context);
      if (at === undefined) continue;
      if (at <= context.api.now) {
        stage.apply(context);
        return true;
      }
      later.push({ at, background: stage.isBackground?.(context) ?? false });
    }
  }
  return false;
}

/** Brings a Pod to where it should be now. */
export function advance(context: PodContext): Next | undefined {
  const { runtime } = context;
  if (runtime.terminal) return undefined;
  const notYet = begin(context);
  if (notYet) return notYet;
  const all = new Map(runtime.containers.map((container) => [container, containerContext(context, container)]));
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    const later: Next[] = [];
    const contexts = eligible(runtime).flatMap((container) => all.get(container) ?? []);
    if (step(contexts, later)) continue;
    const outcome = outcomeOf(runtime);
    if (outcome) {
      stopAll(context, 0);
      runtime.terminal = outcome;
      return undefined;
    }
    const limit = deadline(context);
    if (runtime.terminal) return undefined;
    return earliest(limit ? [...later, limit] : later);
  }
  return undefined;
}

/** How long a Pod takes to go, within its grace period: hooks, then what its containers need. */
export function stoppingMs(context: PodContext, graceMs: number): number {
  let longest = 0;
  let said = false;
  for (const container of context.runtime.containers) {
    const own = containerContext(context, container);
    if (!own || container.kind === 'init') continue;
    said ||= own.script.stopIsSaid || own.script.preStopMs > 0;
    if (container.state === 'running' || context.runtime.begunAt === undefined) {
      longest = Math.max(longest, own.script.preStopMs + own.script.stopMs);
    }
  }
  // Nothing is gone at once: without a word on it, a quarter of a second.
  return Math.min(graceMs, said ? longest : 250);
}

/** Tells what is being stopped. */
export function sayStopping(context: PodContext): void {
  for (const container of context.runtime.containers) {
    const own = containerContext(context, container);
    if (!own || container.state !== 'running') continue;
    say(own, 'Normal', 'Killing', `Stopping container ${container.name}`);
    if (own.script.preStopFails && own.spec.lifecycle?.preStop)
      say(own, 'Warning', 'FailedPreStopHook', 'PreStopHook failed');
  }
}
