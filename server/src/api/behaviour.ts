// What the Pods and nodes of a dry run do: the `drydock.dev/…` annotations and labels. They are this product's own; no
// real cluster reads them. One table for everybody: the kubelet acts on it, the editor completes, explains and checks
// it. The names and meanings of the first eight and of the two on nodes are fixed by the recorded traces.
import { parseQuantity } from './quantity.ts';

/** How a value is written. */
export type BehaviourType =
  /** A decimal number of seconds that is not negative: `1`, `0.5`. */
  | 'seconds'
  /** Seconds, or `never`. */
  | 'seconds-or-never'
  /** `true` or `false`. */
  | 'boolean'
  /** An exit code, 0 to 255. */
  | 'exit-code'
  /** A count that is not negative. */
  | 'count'
  /** A quantity such as `300Mi`. */
  | 'quantity'
  /** One of `values`. */
  | 'word'
  /** A list with commas. */
  | 'list'
  /** What a probe says over time: `0:failure,10:success` (seconds after the container's start, then the outcome). */
  | 'probe-script'
  /** Any text. */
  | 'text';

/** The kinds that carry them. */
export type BehaviourOwner = 'Pod' | 'Node' | 'Service' | 'StorageClass';

/** One annotation or label. */
export interface Behaviour {
  /** The name after `drydock.dev/`. */
  readonly name: string;
  readonly on: BehaviourOwner;
  readonly as: 'annotation' | 'label';
  readonly type: BehaviourType;
  /** What an absent one means; undefined: nothing happens. */
  readonly default?: string;
  readonly values?: readonly string[];
  /**
   * Whether it may be said for one container alone, with the container's name in front:
   * `sidecar.drydock.dev/exit-code: "1"`. That wins over the Pod's own.
   */
  readonly perContainer: boolean;
  /** One or two sentences for a person. */
  readonly meaning: string;
}

/** The prefix of all names. */
export const BEHAVIOUR_DOMAIN = 'drydock.dev';

const pod = (
  name: string,
  type: BehaviourType,
  perContainer: boolean,
  meaning: string,
  more: { readonly default?: string; readonly values?: readonly string[] } = {},
): Behaviour => ({ name, on: 'Pod', as: 'annotation', type, perContainer, meaning, ...more });

/** Every annotation and label that a dry run understands. */
export const behaviours: readonly Behaviour[] = [
  pod('start-seconds', 'seconds', false, 'Seconds from being bound to a node until the containers run.', {
    default: '1',
  }),
  pod(
    'ready-seconds',
    'seconds-or-never',
    true,
    'Seconds from running to ready; `never`: it does not become ready. A readiness probe succeeds from then on.',
    { default: '0' },
  ),
  pod('ready', 'boolean', true, '`false`: readiness fails as long as the annotation is there.', {
    values: ['true', 'false'],
  }),
  pod(
    'exit-after-seconds',
    'seconds',
    true,
    'The containers exit that long after they started. An init container exits at once if nothing is said of it.',
  ),
  pod('exit-code', 'exit-code', true, 'The exit code of containers that exit by themselves.', { default: '0' }),
  pod(
    'exit-times',
    'count',
    true,
    'How often a container exits before it stays up; without it, it exits each time that it runs.',
  ),
  pod('image', 'word', true, '`missing`: the image cannot be pulled.', { values: ['missing'] }),
  pod('missing-images', 'list', false, 'Images, separated by commas, that cannot be pulled.'),
  pod(
    'stop-seconds',
    'seconds',
    true,
    'Seconds that the containers take to stop after SIGTERM, at most the grace period; then SIGKILL (exit code 137).',
    { default: '0' },
  ),
  pod('oom-after-seconds', 'seconds', true, 'Killed for want of memory (OOMKilled, exit code 137) after that time.'),
  pod(
    'memory-usage',
    'quantity',
    true,
    'Memory that the container uses. More than its limit: OOMKilled; the greatest use goes first when a node runs out.',
  ),
  pod('startup-probe', 'probe-script', true, 'What the startup probe finds, over the seconds since the start.'),
  pod('liveness-probe', 'probe-script', true, 'What the liveness probe finds, over the seconds since the start.'),
  pod('readiness-probe', 'probe-script', true, 'What the readiness probe finds, over the seconds since the start.'),
  pod('post-start', 'word', true, '`fail`: the postStart hook fails and the container is killed.', {
    values: ['fail'],
  }),
  pod(
    'pre-stop-seconds',
    'seconds',
    true,
    'Seconds that an exec or HTTP preStop hook takes, within the grace period.',
    {
      default: '0',
    },
  ),
  pod('pre-stop', 'word', true, '`fail`: the preStop hook fails; the container is stopped all the same.', {
    values: ['fail'],
  }),
  pod('logs', 'text', true, 'What the container writes to its log.'),
  {
    name: 'ready',
    on: 'Node',
    as: 'annotation',
    type: 'boolean',
    values: ['true', 'false'],
    perContainer: false,
    meaning: '`false`: the kubelet reports Ready=False as long as the annotation is there.',
  },
  {
    name: 'pressure',
    on: 'Node',
    as: 'annotation',
    type: 'list',
    values: ['memory', 'disk', 'pid'],
    perContainer: false,
    meaning: 'What the node runs short of: it reports the condition, is tainted and evicts Pods.',
  },
  {
    name: 'shutdown',
    on: 'Node',
    as: 'annotation',
    type: 'boolean',
    values: ['true', 'false'],
    perContainer: false,
    meaning: '`true`: the node shuts down gracefully; its Pods are terminated and it reports not ready.',
  },
  {
    name: 'static-pods',
    on: 'Node',
    as: 'annotation',
    type: 'text',
    perContainer: false,
    meaning: 'A JSON list of Pods that the kubelet runs from files of its node; the API shows their mirrors.',
  },
  {
    name: 'load-balancer',
    on: 'Service',
    as: 'annotation',
    type: 'word',
    values: ['simulated'],
    perContainer: false,
    meaning:
      '`simulated`: a cloud that is not there gives a Service of type LoadBalancer an address. Without it the address stays pending, as in a cluster without a cloud.',
  },
  {
    name: 'provisioner',
    on: 'StorageClass',
    as: 'annotation',
    type: 'word',
    values: ['missing'],
    perContainer: false,
    meaning:
      '`missing`: nobody has installed the provisioner of the class, so that its claims wait for ever. Without it every claim gets a volume after a second.',
  },
  {
    name: 'kubelet',
    on: 'Node',
    as: 'label',
    type: 'word',
    values: ['dead'],
    perContainer: false,
    meaning: '`dead`: the kubelet is silent: it does not renew its lease and does nothing with its Pods.',
  },
];

/** Outcomes of a scripted probe; a number is the status code of an HTTP probe. */
export const PROBE_OUTCOMES: readonly string[] = ['success', 'failure', 'timeout'];

const DECIMAL = /^\d{1,9}(\.\d{1,3})?$/;

/** Seconds as milliseconds; undefined if the text is no such number. */
export const secondsToMs = (text: string): number | undefined =>
  DECIMAL.test(text) ? Math.round(Number(text) * 1000) : undefined;

/** One line of a probe script. */
export interface ProbeStep {
  readonly fromMs: number;
  /** `success`, `failure`, `timeout`, or the status code of an answer. */
  readonly outcome: string;
}

/** The steps of a probe script, by time; undefined if the text is none. */
export function probeScript(text: string): readonly ProbeStep[] | undefined {
  const steps: ProbeStep[] = [];
  for (const part of text.split(',')) {
    const [, seconds = '0', outcome = ''] = /^\s*(?:([\d.]+):)?([a-z]+|[1-5]\d\d)\s*$/.exec(part) ?? [];
    const fromMs = secondsToMs(seconds);
    if (fromMs === undefined || !(PROBE_OUTCOMES.includes(outcome) || /^\d/.test(outcome))) return undefined;
    steps.push({ fromMs, outcome });
  }
  return steps.sort((a, b) => a.fromMs - b.fromMs);
}

/** What is wrong with a value, in a few words; undefined if nothing is. */
export function behaviourFault(behaviour: Behaviour, text: string): string | undefined {
  switch (behaviour.type) {
    case 'seconds':
      return secondsToMs(text) === undefined ? 'must be a number of seconds, such as "5"' : undefined;
    case 'seconds-or-never':
      return text !== 'never' && secondsToMs(text) === undefined
        ? 'must be a number of seconds, such as "5", or "never"'
        : undefined;
    case 'boolean':
    case 'word':
      return behaviour.values?.includes(text)
        ? undefined
        : `must be ${(behaviour.values ?? []).map((value) => `"${value}"`).join(' or ')}`;
    case 'exit-code':
      return /^\d{1,3}$/.test(text) && Number(text) <= 255 ? undefined : 'must be an exit code from "0" to "255"';
    case 'count':
      return /^\d{1,6}$/.test(text) ? undefined : 'must be a whole number, such as "2"';
    case 'quantity':
      return parseQuantity(text) ? undefined : 'must be a quantity, such as "300Mi"';
    case 'probe-script':
      return probeScript(text) ? undefined : 'must be a list such as "0:failure,10:success"';
    case 'list': {
      const wrong = behaviour.values && text.split(',').find((item) => !behaviour.values?.includes(item.trim()));
      return wrong === undefined ? undefined : `must be a list of ${(behaviour.values ?? []).join(', ')}`;
    }
    case 'text':
      return undefined;
  }
}

/**
 * The behaviour that a key names on a kind of object, and of which container: `drydock.dev/exit-code`, or
 * `sidecar.drydock.dev/exit-code`. Undefined if it is not one of ours.
 */
export function behaviourOf(
  key: string,
  on: BehaviourOwner,
  as: 'annotation' | 'label',
): { readonly behaviour: Behaviour; readonly container?: string } | undefined {
  const slash = key.indexOf('/');
  if (slash < 0) return undefined;
  const prefix = key.slice(0, slash);
  const behaviour = behaviours.find((one) => one.name === key.slice(slash + 1) && one.on === on && one.as === as);
  if (!behaviour) return undefined;
  if (prefix === BEHAVIOUR_DOMAIN) return { behaviour };
  if (!behaviour.perContainer || !prefix.endsWith(`.${BEHAVIOUR_DOMAIN}`)) return undefined;
  return { behaviour, container: prefix.slice(0, -BEHAVIOUR_DOMAIN.length - 1) };
}

/** Whether a key lies in this product's domain, known or not: `drydock.dev/redy`. */
export function isBehaviourKey(key: string): boolean {
  const prefix = key.slice(0, Math.max(0, key.indexOf('/')));
  return prefix === BEHAVIOUR_DOMAIN || prefix.endsWith(`.${BEHAVIOUR_DOMAIN}`);
}

/**
 * What annotations say of one behaviour, of a container if it is named: its own annotation, else the Pod's, else the
 * default. A value that is not well written counts as absent: the editor warns of it, a dry run goes on.
 */
export function behaviourValue(
  annotations: Readonly<Record<string, string>> | undefined,
  name: string,
  container?: string,
): string | undefined {
  const behaviour = behaviours.find((one) => one.name === name && one.on === 'Pod');
  const keys = [
    ...(container !== undefined && behaviour?.perContainer ? [`${container}.${BEHAVIOUR_DOMAIN}/${name}`] : []),
    `${BEHAVIOUR_DOMAIN}/${name}`,
  ];
  for (const key of keys) {
    const text = annotations && Object.hasOwn(annotations, key) ? annotations[key] : undefined;
    if (text !== undefined && (!behaviour || behaviourFault(behaviour, text) === undefined)) return text;
  }
  return behaviour?.default;
}
