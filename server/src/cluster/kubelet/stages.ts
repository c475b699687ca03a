// The kubelet as a table of stages: for a container in a state, what comes next and when.
// Source: pkg/kubelet/kuberuntime/kuberuntime_manager.go, pkg/kubelet/images/image_manager.go, 1.36; times as the traces'
// stages define them.
import { environmentFault } from './references.ts';
import { say, type ContainerContext } from './context.ts';
import { beginOthers, look, newProbes, probeOf } from './probes.ts';
import { end, endsAgain } from './restart.ts';

/** One stage. */
export interface Stage {
  readonly name: string;
  /** When it is due: undefined if it does not apply. A time that has passed means now. */
  dueAt(context: ContainerContext): number | undefined;
  apply(context: ContainerContext): void;
  /** Whether a cluster may come to rest without waiting for it. */
  isBackground?(context: ContainerContext): boolean;
}

const PULL_RETRY_MS = 10_000;

/** `latest` or no tag: pulled each time. The server has written the policy down; this is for objects without it. */
const pullPolicy = ({ spec }: ContainerContext): string => spec.imagePullPolicy ?? 'IfNotPresent';

/** SIGTERM, then SIGKILL when the grace period is over: 143 or 137. */
function kill(context: ContainerContext, graceMs: number): void {
  const { container, script, api } = context;
  const takes = script.preStopMs + script.stopMs;
  container.killAt = api.now + Math.min(takes, graceMs);
  container.killedAs = { exitCode: takes > graceMs ? 137 : 143, reason: 'Error' };
}

const graceOf = ({ pod }: ContainerContext): number => (pod.spec?.terminationGracePeriodSeconds ?? 30) * 1000;

const killed: Stage = {
  name: 'killed',
  dueAt: ({ container }) => (container.state === 'running' ? container.killAt : undefined),
  apply: (context) => end(context, context.container.killedAs ?? { exitCode: 137, reason: 'Error' }),
};

const outOfMemory: Stage = {
  name: 'out-of-memory',
  dueAt: ({ container, script }) =>
    container.state === 'running' && script.oomAfterMs !== undefined && container.exits < script.exitTimes
      ? container.startedAt + script.oomAfterMs
      : undefined,
  apply(context) {
    context.container.exits++;
    end(context, { exitCode: 137, reason: 'OOMKilled' });
  },
  isBackground: ({ container }) => container.restarts > 0,
};

const exit: Stage = {
  name: 'exit',
  dueAt: ({ container, script }) =>
    container.state === 'running' && script.exitAfterMs !== undefined && container.exits < script.exitTimes
      ? container.startedAt + script.exitAfterMs
      : undefined,
  apply(context) {
    const { exitCode } = context.script;
    context.container.exits++;
    end(context, { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error' });
  },
  isBackground: ({ container }) => container.restarts > 0,
};

const newDefinition: Stage = {
  name: 'new-definition',
  dueAt: ({ container, spec, api }) =>
    container.state === 'running' && container.killAt === undefined && container.image !== (spec.image ?? '')
      ? api.now
      : undefined,
  apply(context) {
    const { container, spec } = context;
    say(context, 'Normal', 'Killing', `Container ${container.name} definition changed, will be restarted`);
    // The back-off is counted per image: a new one begins anew.
    container.backoffMs = 0;
    container.image = spec.image ?? '';
    container.restarts++;
    container.last = {
      exitCode: 143,
      reason: 'Error',
      startedAt: container.startedAt,
      finishedAt: context.api.now,
    };
    container.state = 'waiting';
    container.reason = 'ContainerCreating';
    container.message = '';
    container.ready = false;
    container.started = false;
    container.wakeAt = context.api.now;
  },
};

const probe: Stage = {
  name: 'probe',
  dueAt({ container }) {
    if (container.state !== 'running' || container.killAt !== undefined) return undefined;
    const times = container.probes.flatMap(({ nextAt }) => (nextAt === undefined ? [] : [nextAt]));
    return times.length === 0 ? undefined : Math.min(...times);
  },
  apply(context) {
    const { container, spec, script, api, runtime } = context;
    for (const one of container.probes) {
      const own = probeOf(spec, one.kind);
      if (!own || one.nextAt === undefined || one.nextAt > api.now) continue;
      const { unhealthy, verdict } = look(own, script, container, one, api.now, runtime.ip);
      if (unhealthy !== undefined) say(context, 'Warning', 'Unhealthy', unhealthy);
      if (one.kind === 'startup' && verdict === true) {
        container.started = true;
        beginOthers(spec, container, api.now);
      }
      if (one.kind !== 'readiness' && verdict === false) {
        say(context, 'Normal', 'Killing', `Container ${container.name} failed ${one.kind} probe, will be restarted`);
        kill(context, (own.terminationGracePeriodSeconds ?? graceOf(context) / 1000) * 1000);
        return;
      }
    }
  },
  isBackground: ({ container }) => container.restarts > 1,
};

/** Readiness as it should be now, and when that may change by itself. */
function readiness({ container, script, spec, api }: ContainerContext): {
  readonly ready: boolean;
  readonly at?: number;
} {
  if (container.state !== 'running' || !container.started || container.killAt !== undefined) return { ready: false };
  if (script.heldBack) return { ready: false };
  // As the traces have it: what exits by itself is ready from its start on, or never.
  if (script.exitAfterMs !== undefined && container.kind === 'app') return { ready: script.readyMs === 0 };
  const probed = container.probes.find(({ kind }) => kind === 'readiness');
  if (probed && spec.readinessProbe && !(script.readyIsSaid && !script.probes.readiness))
    return { ready: probed.result };
  if (script.readyMs === 'never') return { ready: false };
  const from = Math.max(container.startedAt, container.readyFrom) + script.readyMs;
  return api.now >= from ? { ready: true } : { ready: false, at: from };
}

const ready: Stage = {
  name: 'ready',
  dueAt(context) {
    const { container, script, api } = context;
    if (container.state !== 'running' || container.kind === 'init') return undefined;
    if (container.heldBack !== script.heldBack) return api.now;
    const wanted = readiness(context);
    return wanted.ready === container.ready ? wanted.at : api.now;
  },
  apply(context) {
    const { container, script, api } = context;
    if (container.heldBack !== script.heldBack) {
      container.heldBack = script.heldBack;
      if (!script.heldBack) container.readyFrom = api.now;
      // A probe at rest looks again, because its answer may be another one now.
      for (const one of container.probes) if (one.kind === 'readiness' && container.started) one.nextAt ??= api.now;
    }
    container.ready = readiness(context).ready;
  },
};

const waits = ({ container, api }: ContainerContext): boolean => (container.wakeAt ?? 0) > api.now;

const isPullProblem = (reason: string): boolean => reason === 'ErrImagePull' || reason === 'ImagePullBackOff';

/** The image cannot be had. Said when it is first tried; then the kubelet waits and tries for ever. */
const pullFails: Stage = {
  name: 'pull-fails',
  dueAt(context) {
    const { container, script, api } = context;
    if (container.state !== 'waiting' || !script.imageMissing) return undefined;
    if (container.reason === 'ImagePullBackOff' || container.reason === 'ErrImageNeverPull') return undefined;
    return waits(context) ? container.wakeAt : api.now;
  },
  apply(context) {
    const { container, api } = context;
    const { image } = context.container;
    if (pullPolicy(context) === 'Never') {
      container.reason = 'ErrImageNeverPull';
      container.message = `Container image "${image}" is not present with pull policy of Never`;
      say(context, 'Warning', 'ErrImageNeverPull', container.message);
      say(context, 'Warning', 'Failed', 'Error: ErrImageNeverPull');
      return;
    }
    if (container.reason === 'ErrImagePull') {
      container.reason = 'ImagePullBackOff';
      container.message = `Back-off pulling image "${image}"`;
      delete container.wakeAt;
      say(context, 'Normal', 'BackOff', container.message);
      say(context, 'Warning', 'Failed', 'Error: ImagePullBackOff');
      return;
    }
    const why = `failed to pull and unpack image "${image}": failed to resolve reference "${image}": not found`;
    say(context, 'Normal', 'Pulling', `Pulling image "${image}"`);
    say(context, 'Warning', 'Failed', `Failed to pull image "${image}": ${why}`);
    say(context, 'Warning', 'Failed', 'Error: ErrImagePull');
    container.reason = 'ErrImagePull';
    container.message = why;
    container.wakeAt = api.now + PULL_RETRY_MS;
  },
};

/** How long a retry takes when a ConfigMap that was missing has come: the kubelet hears of it at once. */
const configFails: Stage = {
  name: 'config-fails',
  dueAt(context) {
    const { container, script, pod, spec, api } = context;
    if (container.state !== 'waiting' || script.imageMissing || waits(context)) return undefined;
    const fault = environmentFault(pod, spec, api);
    return fault !== undefined && fault !== container.message ? api.now : undefined;
  },
  apply(context) {
    const { container, pod, spec, api } = context;
    container.reason = 'CreateContainerConfigError';
    container.message = environmentFault(pod, spec, api) ?? '';
    say(context, 'Warning', 'Failed', `Error: ${container.message}`);
  },
};

function sayPulled(context: ContainerContext): void {
  const { container, spec } = context;
  const image = spec.image ?? '';
  if (pullPolicy(context) !== 'Always' && context.hasImage(image)) {
    const message = `Container image "${image}" already present on machine and can be accessed by the pod`;
    say(context, 'Normal', 'Pulled', message);
  } else {
    // An image that was already announced when the pulling failed is not announced again.
    if (!isPullProblem(container.reason)) say(context, 'Normal', 'Pulling', `Pulling image "${image}"`);
    say(
      context,
      'Normal',
      'Pulled',
      `Successfully pulled image "${image}" in 1s (1s including waiting). Image size: 50000000 bytes.`,
    );
    context.addImage(image);
  }
}

const start: Stage = {
  name: 'start',
  dueAt(context) {
    const { container, script, pod, spec, api } = context;
    if (container.state !== 'waiting' || script.imageMissing) return undefined;
    // An image that can be pulled now is not waited for any longer; a crash loop is waited out.
    if (waits(context) && !isPullProblem(container.reason)) return container.wakeAt;
    return environmentFault(pod, spec, api) === undefined ? api.now : undefined;
  },
  apply(context) {
    const { container, spec, script, api } = context;
    sayPulled(context);
    say(context, 'Normal', 'Created', 'Container created');
    say(context, 'Normal', 'Started', 'Container started');
    delete container.wakeAt;
    container.state = 'running';
    container.reason = '';
    container.message = '';
    container.image = spec.image ?? '';
    container.startedAt = api.now;
    container.heldBack = script.heldBack;
    container.readyFrom = api.now;
    container.started = spec.startupProbe === undefined;
    container.probes = newProbes(spec, api.now);
    if (script.postStartFails) {
      say(context, 'Warning', 'FailedPostStartHook', 'PostStartHook failed');
      say(context, 'Normal', 'Killing', 'FailedPostStartHook');
      end(context, { exitCode: 137, reason: 'Error' });
    }
  },
  isBackground: (context) =>
    context.container.reason === 'CrashLoopBackOff' && (endsAgain(context) || context.container.restarts > 1),
};

/** In the order in which they are tried when several are due at one time. */
export const stages: readonly Stage[] = [
  killed,
  newDefinition,
  outOfMemory,
  exit,
  probe,
  pullFails,
  configFails,
  start,
  ready,
];
