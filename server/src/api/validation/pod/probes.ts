// Probes and lifecycle hooks.
// Source: pkg/apis/core/validation/validation.go (validateProbe, validateHandler, validateLifecycle), 1.36.
import { forbidden, invalid, notSupported, required, type FieldError } from '../../fieldError.ts';
import type { FieldPath } from '../../fieldPath.ts';
import type { Container, HTTPGetAction, Lifecycle, LifecycleHandler, PodOS, Probe } from '../../types.generated.ts';
import { checkNonNegative, complain } from '../fields.ts';
import { isHttpHeaderName, isPortName, isPortNumber } from '../strings.ts';

const SCHEMES = ['HTTP', 'HTTPS'];

/** A port by number or name. Source: ValidatePortNumOrName. */
export function validatePortNumberOrName(
  errors: FieldError[],
  port: number | string | undefined,
  path: FieldPath,
): void {
  const value = port ?? 0;
  complain(errors, path, value, typeof value === 'string' ? isPortName(value) : isPortNumber(value));
}

/** Source: validateHTTPGetAction. */
function validateHttpGet(errors: FieldError[], action: HTTPGetAction, path: FieldPath): void {
  if ((action.path ?? '') === '') errors.push(required([...path, 'path']));
  validatePortNumberOrName(errors, action.port, [...path, 'port']);
  const { scheme = '' } = action;
  if (!SCHEMES.includes(scheme)) errors.push(notSupported([...path, 'scheme'], scheme, SCHEMES));
  for (const { name = '' } of action.httpHeaders ?? []) {
    complain(errors, [...path, 'httpHeaders'], name, isHttpHeaderName(name));
  }
}

/** What probes and hooks can be: hooks have no grpc, probes no sleep. */
type Handler = Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'> & Pick<LifecycleHandler, 'sleep'>;

const SECOND = 'may not specify more than 1 handler type';

/**
 * One handler, of a probe or of a hook. A grace period that is missing or wrong is complained about elsewhere.
 * Source: validateHandler.
 */
function validateHandler(
  errors: FieldError[],
  handler: Handler,
  gracePeriod: number | undefined,
  path: FieldPath,
): void {
  let found = false;
  const first = (type: string): boolean => {
    if (found) errors.push(forbidden([...path, type], SECOND));
    const isFirst = !found;
    found = true;
    return isFirst;
  };
  const { exec, httpGet, tcpSocket, grpc, sleep } = handler;
  if (exec !== undefined && first('exec') && (exec.command ?? []).length === 0) {
    errors.push(required([...path, 'exec', 'command']));
  }
  if (httpGet !== undefined && first('httpGet')) validateHttpGet(errors, httpGet, [...path, 'httpGet']);
  if (tcpSocket !== undefined && first('tcpSocket')) {
    validatePortNumberOrName(errors, tcpSocket.port, [...path, 'tcpSocket', 'port']);
  }
  if (grpc !== undefined && first('grpc')) validatePortNumberOrName(errors, grpc.port, [...path, 'grpc', 'port']);
  if (sleep !== undefined && first('sleep')) {
    const { seconds = 0 } = sleep;
    if (gracePeriod !== undefined && (seconds < 0 || seconds > gracePeriod)) {
      const detail = `must be non-negative and less than terminationGracePeriodSeconds (${gracePeriod})`;
      errors.push(invalid([...path, 'sleep'], seconds, detail));
    }
  }
  if (!found) errors.push(required(path, 'must specify a handler type'));
}

const POSITIVE_FIELDS = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
] as const;

/** Source: validateProbe. */
function validateProbe(errors: FieldError[], probe: Probe, gracePeriod: number | undefined, path: FieldPath): void {
  validateHandler(errors, probe, gracePeriod, path);
  for (const field of POSITIVE_FIELDS) {
    if ((probe[field] ?? 0) < 0) checkNonNegative(errors, [...path, field], probe[field]);
  }
  const grace = probe.terminationGracePeriodSeconds;
  if (grace !== undefined && grace <= 0) {
    errors.push(invalid([...path, 'terminationGracePeriodSeconds'], grace, 'must be greater than 0'));
  }
}

/** Liveness, readiness and start-up. Source: validateLivenessProbe, validateReadinessProbe, validateStartupProbe. */
export function validateProbes(
  errors: FieldError[],
  container: Container,
  gracePeriod: number | undefined,
  path: FieldPath,
): void {
  const { livenessProbe, readinessProbe, startupProbe } = container;
  if (livenessProbe !== undefined) validateOneShotProbe(errors, livenessProbe, gracePeriod, [...path, 'livenessProbe']);
  if (readinessProbe !== undefined) {
    const at = [...path, 'readinessProbe'];
    validateProbe(errors, readinessProbe, gracePeriod, at);
    const grace = readinessProbe.terminationGracePeriodSeconds;
    if (grace !== undefined) {
      errors.push(invalid([...at, 'terminationGracePeriodSeconds'], grace, 'must not be set for readinessProbes'));
    }
  }
  if (startupProbe !== undefined) validateOneShotProbe(errors, startupProbe, gracePeriod, [...path, 'startupProbe']);
}

function validateOneShotProbe(
  errors: FieldError[],
  probe: Probe,
  gracePeriod: number | undefined,
  path: FieldPath,
): void {
  validateProbe(errors, probe, gracePeriod, path);
  if (probe.successThreshold !== 1) {
    errors.push(invalid([...path, 'successThreshold'], probe.successThreshold ?? 0, 'must be 1'));
  }
}

const range = (prefix: string, first: number, last: number): string[] => {
  const names: string[] = [];
  for (let n = first; n <= last; n++) names.push(`${prefix}${n}`);
  return names;
};

const LINUX_SIGNALS: readonly string[] = [
  ...(
    'SIGABRT SIGALRM SIGBUS SIGCHLD SIGCLD SIGCONT SIGFPE SIGHUP SIGILL SIGINT SIGIO SIGIOT SIGKILL SIGPIPE SIGPOLL ' +
    'SIGPROF SIGPWR SIGQUIT SIGSEGV SIGSTKFLT SIGSTOP SIGSYS SIGTERM SIGTRAP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGUSR1 ' +
    'SIGUSR2 SIGVTALRM SIGWINCH SIGXCPU SIGXFSZ SIGRTMIN SIGRTMAX'
  ).split(' '),
  ...range('SIGRTMIN+', 1, 15),
  ...range('SIGRTMAX-', 1, 14),
].sort();
const WINDOWS_SIGNALS: readonly string[] = ['SIGKILL', 'SIGTERM'];

/** Source: validateLifecycle, validateStopSignal. */
export function validateLifecycle(
  errors: FieldError[],
  lifecycle: Lifecycle,
  gracePeriod: number | undefined,
  os: PodOS | undefined,
  path: FieldPath,
): void {
  const { postStart, preStop, stopSignal } = lifecycle;
  if (postStart !== undefined) validateHandler(errors, postStart, gracePeriod, [...path, 'postStart']);
  if (preStop !== undefined) validateHandler(errors, preStop, gracePeriod, [...path, 'preStop']);
  if (stopSignal === undefined) return;
  const at = [...path, 'stopSignal'];
  if (os === undefined) errors.push(forbidden(at, 'may not be set for containers with empty `spec.os.name`'));
  else if (os.name === 'windows' || os.name === 'linux') {
    const supported = os.name === 'windows' ? WINDOWS_SIGNALS : LINUX_SIGNALS;
    if (!supported.includes(stopSignal)) errors.push(notSupported(at, stopSignal, supported));
  }
}
