// What happens to a container that has exited: it stays so, runs again at once, or after a wait.
// Source: pkg/kubelet/kuberuntime/kuberuntime_manager.go (doBackOff, ShouldContainerBeRestarted),
// pkg/kubelet/container/helpers.go, client-go/util/flowcontrol/backoff.go, 1.36.
import { durationText, type ContainerRuntime, type Ending } from './runtime.ts';
import { say, type ContainerContext } from './context.ts';

const FIRST_BACKOFF_MS = 10_000;
const LONGEST_BACKOFF_MS = 300_000;
/** A container that ran that long is forgiven. */
const FORGOTTEN_AFTER_MS = 2 * LONGEST_BACKOFF_MS;

/** A container's own policy, where it has one, else the Pod's. Init containers that fail are tried again unless Never. */
function policyOf({ container, spec, pod }: ContainerContext): string {
  if (container.kind === 'sidecar') return 'Always';
  const policy = spec.restartPolicy ?? pod.spec?.restartPolicy ?? 'Always';
  return container.kind === 'init' && policy === 'Always' ? 'OnFailure' : policy;
}

/** Whether it is to run again. */
export function isRestarted(context: ContainerContext, exitCode: number): boolean {
  for (const { action, exitCodes } of context.spec.restartPolicyRules ?? []) {
    if (!exitCodes) continue;
    const listed = (exitCodes.values ?? []).includes(exitCode);
    if (listed === (exitCodes.operator === 'In')) return action === 'Restart' || action === 'RestartAllContainers';
  }
  const policy = policyOf(context);
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
}

/** Whether the next run ends as this one did, by the script: it will go on like that for ever. */
export const endsAgain = ({ container, script }: ContainerContext): boolean =>
  container.exits < script.exitTimes && (script.exitAfterMs !== undefined || script.oomAfterMs !== undefined);

function backOff(context: ContainerContext, waitMs: number): void {
  const { container, pod, runtime, api } = context;
  const full = `${pod.metadata?.name ?? ''}_${pod.metadata?.namespace ?? ''}(${runtime.uid})`;
  container.state = 'waiting';
  container.reason = 'CrashLoopBackOff';
  container.message = `back-off ${durationText(waitMs)} restarting failed container=${container.name} pod=${full}`;
  container.wakeAt = api.now + waitMs;
  say(context, 'Warning', 'BackOff', `Back-off restarting failed container ${container.name} in pod ${full}`);
}

function willRestart(context: ContainerContext): void {
  const { container, api } = context;
  const first = container.backoffMs === 0;
  container.restarts++;
  // The kubelet restarts at once the first time. Where that run would end the same way, it is passed over: what a
  // person would see a moment later is the wait.
  if (first && !endsAgain(context)) {
    container.backoffMs = FIRST_BACKOFF_MS;
    container.state = 'waiting';
    container.reason = 'ContainerCreating';
    container.message = '';
    container.wakeAt = api.now;
    return;
  }
  const wait = first ? FIRST_BACKOFF_MS : container.backoffMs;
  container.backoffMs = Math.min(LONGEST_BACKOFF_MS, wait * 2);
  backOff(context, wait);
}

/** Ends the run of a container. */
export function end(context: ContainerContext, ending: Pick<Ending, 'exitCode' | 'reason'>, again = true): void {
  const { container, api } = context;
  const whole: Ending = { ...ending, startedAt: container.startedAt, finishedAt: api.now };
  if (api.now - container.startedAt > FORGOTTEN_AFTER_MS) container.backoffMs = 0;
  forgetRun(container);
  container.state = 'exited';
  if (again && isRestarted(context, ending.exitCode)) {
    container.last = whole;
    willRestart(context);
    return;
  }
  container.ending = whole;
  container.done = true;
}

/** What belongs to one run alone. */
function forgetRun(container: ContainerRuntime): void {
  container.ready = false;
  container.started = false;
  container.probes = [];
  delete container.killAt;
  delete container.killedAs;
}
