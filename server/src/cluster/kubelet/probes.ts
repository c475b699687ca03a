// Probes: when they look, what they find, and what that means.
// Source: pkg/kubelet/prober/{worker,prober}.go, pkg/probe/{http,tcp,grpc}, 1.36. What they find is scripted (see
// api/behaviour.ts). Not modelled: the random part of the first delay; a probe whose answer can no longer change is not
// asked again, so that a cluster at rest costs nothing.
import type { Container, Probe } from '../../api/types.generated.ts';
import type { DeepReadonly } from '../controller.ts';
import type { ContainerRuntime, ProbeRuntime } from './runtime.ts';
import type { ContainerScript } from './script.ts';

/** A probe of a container by its kind. */
export const probeOf = (
  container: DeepReadonly<Container>,
  kind: ProbeRuntime['kind'],
): DeepReadonly<Probe> | undefined => container[`${kind}Probe`];

const KINDS = ['startup', 'liveness', 'readiness'] as const;

const startOf = (probe: DeepReadonly<Probe>, from: number): number => from + (probe.initialDelaySeconds ?? 0) * 1000;

const periodMs = (probe: DeepReadonly<Probe>): number => (probe.periodSeconds ?? 10) * 1000;

/** The probes of a container that has just started. Liveness and readiness wait for the startup probe. */
export function newProbes(container: DeepReadonly<Container>, now: number): ProbeRuntime[] {
  const startup = probeOf(container, 'startup');
  return KINDS.flatMap((kind): ProbeRuntime[] => {
    const probe = probeOf(container, kind);
    if (!probe) return [];
    const waits = startup !== undefined && kind !== 'startup';
    return [{ kind, run: 0, result: kind === 'liveness', ...(!waits && { nextAt: startOf(probe, now) }) }];
  });
}

/** The startup probe has passed: the others begin. */
export function beginOthers(container: DeepReadonly<Container>, runtime: ContainerRuntime, now: number): void {
  for (const probe of runtime.probes) {
    const spec = probeOf(container, probe.kind);
    if (probe.kind !== 'startup' && spec) probe.nextAt = Math.max(now, startOf(spec, runtime.startedAt));
  }
}

/** What a probe finds at a time, and when that may change next. */
export function finding(
  kind: ProbeRuntime['kind'],
  script: ContainerScript,
  runtime: ContainerRuntime,
  now: number,
): { readonly outcome: string; readonly until?: number } {
  const steps = script.probes[kind];
  if (steps) {
    const since = now - runtime.startedAt;
    const current = steps.findLast(({ fromMs }) => fromMs <= since);
    const next = steps.find(({ fromMs }) => fromMs > since);
    return {
      outcome: current?.outcome ?? 'success',
      ...(next && { until: runtime.startedAt + next.fromMs }),
    };
  }
  if (kind !== 'readiness') return { outcome: 'success' };
  if (script.heldBack || script.readyMs === 'never') return { outcome: 'failure' };
  const from = Math.max(runtime.startedAt, runtime.readyFrom) + script.readyMs;
  return now < from ? { outcome: 'failure', until: from } : { outcome: 'success' };
}

const isGood = (outcome: string): boolean => outcome === 'success' || /^[23]\d\d$/.test(outcome);

/** The words of a probe that failed. */
function failureText(probe: DeepReadonly<Probe>, outcome: string, ip: string): string {
  const timeout = `${probe.timeoutSeconds ?? 1}s`;
  if (probe.httpGet) {
    const { port = '', path = '/', scheme = 'HTTP', host } = probe.httpGet;
    const url = `${scheme.toLowerCase()}://${host ?? ip}:${port}${path}`;
    if (/^\d/.test(outcome)) return `HTTP probe failed with statuscode: ${outcome}`;
    return outcome === 'timeout'
      ? `Get "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`
      : `Get "${url}": dial tcp ${host ?? ip}:${port}: connect: connection refused`;
  }
  if (probe.tcpSocket) {
    const address = `${probe.tcpSocket.host ?? ip}:${probe.tcpSocket.port ?? ''}`;
    return outcome === 'timeout'
      ? `dial tcp ${address}: i/o timeout`
      : `dial tcp ${address}: connect: connection refused`;
  }
  if (probe.grpc) {
    return outcome === 'timeout'
      ? `timeout: health rpc did not complete within ${timeout}`
      : 'service unhealthy (responded with "NOT_SERVING")';
  }
  return outcome === 'timeout' ? `command timed out after ${timeout}` : '';
}

/** What came of one look. */
export interface Look {
  /** The text of the event `Unhealthy`, if it failed. */
  readonly unhealthy?: string;
  /** The probe's result has changed, or a threshold of failures was reached. */
  readonly verdict?: boolean;
}

const TITLES = { startup: 'Startup', liveness: 'Liveness', readiness: 'Readiness' } as const;

/** Looks once, and says when to look again. */
export function look(
  spec: DeepReadonly<Probe>,
  script: ContainerScript,
  runtime: ContainerRuntime,
  probe: ProbeRuntime,
  now: number,
  ip: string,
): Look {
  const { outcome, until } = finding(probe.kind, script, runtime, now);
  const good = isGood(outcome);
  probe.run = probe.found === good ? probe.run + 1 : 1;
  probe.found = good;
  const threshold = good ? (spec.successThreshold ?? 1) : (spec.failureThreshold ?? 3);
  const reached = probe.run >= threshold;
  const changed = reached && probe.result !== good;
  if (reached) probe.result = good;
  nextLook(spec, probe, reached, until, now);
  const verdict = changed || (reached && !good && probe.kind !== 'readiness') ? good : undefined;
  return {
    ...(!good && { unhealthy: `${TITLES[probe.kind]} probe failed: ${failureText(spec, outcome, ip)}` }),
    ...(verdict !== undefined && { verdict }),
  };
}

/** At rest it looks again only when the script has something new: at the first turn from then on. */
function nextLook(
  spec: DeepReadonly<Probe>,
  probe: ProbeRuntime,
  reached: boolean,
  until: number | undefined,
  now: number,
): void {
  const period = periodMs(spec);
  const passed = probe.kind === 'startup' && reached && probe.result;
  delete probe.nextAt;
  if (passed) return;
  if (!reached) probe.nextAt = now + period;
  else if (until !== undefined) probe.nextAt = now + Math.max(1, Math.ceil((until - now) / period)) * period;
}
