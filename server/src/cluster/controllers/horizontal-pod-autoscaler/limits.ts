// How fast an autoscaler may go. Source: pkg/controller/podautoscaler/horizontal.go (normalizeDesiredReplicas…), 1.36.
import type { HPAScalingRules } from '../../../api/types.generated.ts';
import type { DeepReadonly, Instant } from '../../controller.ts';

type Rules = DeepReadonly<HPAScalingRules> | undefined;

interface Timed {
  readonly value: number;
  readonly at: Instant;
}

/** What the controller remembers of an autoscaler. Plain JSON. */
export interface History {
  readonly recommendations: readonly Timed[];
  readonly ups: readonly Timed[];
  readonly downs: readonly Timed[];
}

/** What comes out: the size and the two conditions that explain it. */
export interface Limited {
  readonly replicas: number;
  readonly stabilized: readonly [reason: string, message: string];
  readonly limited: readonly [limited: boolean, reason: string, message: string];
  readonly history: History;
}

export interface Request {
  readonly current: number;
  readonly desired: number;
  readonly min: number;
  readonly max: number;
  readonly now: Instant;
}

const DOWN_WINDOW_SECONDS = 300;
const IN_RANGE = ['DesiredWithinRange', 'the desired count is within the acceptable range'] as const;
const LIMITS: Readonly<Record<string, string>> = {
  ScaleUpLimit: 'the desired replica count is increasing faster than the maximum scale rate',
  ScaleDownLimit: 'the desired replica count is decreasing faster than the maximum scale rate',
  TooManyReplicas: 'the desired replica count is more than the maximum replica count',
  TooFewReplicas: 'the desired replica count is less than the minimum replica count',
};
const HIGHEST = 'recent recommendations were higher than current one, applying the highest recent recommendation';
const LOWEST = 'recent recommendations were lower than current one, applying the lowest recent recommendation';
const MATCHES = ['ReadyForNewScale', 'recommended size matches current size'] as const;

const keep = (entries: readonly Timed[], from: Instant): readonly Timed[] => entries.filter(({ at }) => at >= from);

function outcome(desired: number, replicas: number, reason: string): Limited['limited'] {
  return replicas === desired ? [false, ...IN_RANGE] : [true, reason, LIMITS[reason] ?? ''];
}

/** Without `spec.behavior`: down only to the highest of the last five minutes, up at most twofold or to four. */
export function limitByDefault(request: Request, history: History): Limited {
  const { current, desired, min, max, now } = request;
  const recent = keep(history.recommendations, now - DOWN_WINDOW_SECONDS * 1000);
  const stable = recent.reduce((most, { value }) => Math.max(most, value), desired);
  const upLimit = Math.max(2 * current, 4);
  const most = Math.min(max, upLimit);
  const replicas = stable < min ? min : Math.min(stable, most);
  const reason = stable < min ? 'TooFewReplicas' : max > upLimit ? 'ScaleUpLimit' : 'TooManyReplicas';
  return {
    replicas,
    stabilized: stable === desired ? MATCHES : ['ScaleDownStabilized', HIGHEST],
    limited: outcome(stable, replicas, reason),
    history: { ...history, recommendations: [...recent, { value: desired, at: now }] },
  };
}

/** How much has changed within a period. */
const changeIn = (events: readonly Timed[], seconds: number, now: Instant): number =>
  events.filter(({ at }) => at > now - seconds * 1000).reduce((total, { value }) => total + value, 0);

/** The size that the policies allow. Source: calculateScaleUpLimitWithScalingRules and its counterpart. */
function rateLimit(up: boolean, rules: Rules, { current, now }: Request, history: History): number {
  if (rules?.selectPolicy === 'Disabled') return current;
  const proposals = (rules?.policies ?? []).map(({ type, value = 0, periodSeconds = 0 }) => {
    const start = current - changeIn(history.ups, periodSeconds, now) + changeIn(history.downs, periodSeconds, now);
    if (type === 'Pods') return up ? start + value : start - value;
    return up ? Math.ceil(start * (1 + value / 100)) : Math.trunc(start * (1 - value / 100));
  });
  const least = (rules?.selectPolicy === 'Min') !== up;
  const limit = least ? Math.max(...proposals) : Math.min(...proposals);
  // Upwards the smallest change is the smallest size, downwards the greatest.
  return up ? Math.max(limit, current) : Math.min(limit, current);
}

/** With `spec.behavior`: windows and policies for each direction. Source: normalizeDesiredReplicasWithBehaviors. */
export function limitByBehaviour(request: Request, up: Rules, down: Rules, history: History): Limited {
  const { current, desired, min, max, now } = request;
  const upFrom = now - (up?.stabilizationWindowSeconds ?? 0) * 1000;
  const downFrom = now - (down?.stabilizationWindowSeconds ?? DOWN_WINDOW_SECONDS) * 1000;
  let lowest = desired;
  let highest = desired;
  for (const { value, at } of history.recommendations) {
    if (at > upFrom) lowest = Math.min(lowest, value);
    if (at > downFrom) highest = Math.max(highest, value);
  }
  const stable = Math.min(Math.max(current, lowest), highest);
  const recommendations = [...keep(history.recommendations, Math.min(upFrom, downFrom)), { value: desired, at: now }];
  const stabilized =
    stable === desired
      ? MATCHES
      : desired >= current
        ? (['ScaleUpStabilized', LOWEST] as const)
        : (['ScaleDownStabilized', HIGHEST] as const);
  const limit = (replicas: number, reason: string): Limited => ({
    replicas,
    stabilized,
    limited: outcome(stable, replicas, reason),
    history: { ...history, recommendations },
  });
  if (stable > current) {
    const rate = rateLimit(true, up, request, history);
    return limit(Math.min(stable, max, rate), max > rate ? 'ScaleUpLimit' : 'TooManyReplicas');
  }
  if (stable < current) {
    const rate = rateLimit(false, down, request, history);
    return limit(Math.max(stable, min, rate), min < rate ? 'ScaleDownLimit' : 'TooFewReplicas');
  }
  return limit(stable, '');
}

/** The history after a change of size, as far back as any policy looks. Source: storeScaleEvent. */
export function withChange(
  history: History,
  before: number,
  after: number,
  longestSeconds: number,
  now: Instant,
): History {
  const from = now - longestSeconds * 1000;
  const change = { value: Math.abs(after - before), at: now };
  return {
    ...history,
    ups: [...keep(history.ups, from), ...(after > before ? [change] : [])],
    downs: [...keep(history.downs, from), ...(after < before ? [change] : [])],
  };
}
