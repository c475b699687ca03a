// kubectl drain: cordon, then evict what can move. Source: staging/src/k8s.io/kubectl/pkg/drain/{drain,filters}.go, 1.36.
import { controllerOf } from '../../api/objectMeta.ts';
import type { Pod } from '../../api/types.generated.ts';
import type { DeepReadonly } from '../../cluster/controller.ts';
import { POD } from '../../cluster/types.ts';
import { nodesOf, setSchedulable } from '../cordoning.ts';
import { dryRunWords, isDryRun } from '../change.ts';
import type { Flags } from '../flags.ts';
import { printedName, resultOf, type Target } from '../targets.ts';
import { Answering, errorLines, type Pause, type Verb, type VerbContext } from '../verb.ts';

const DAEMON_SET = { group: 'apps', version: 'v1', kind: 'DaemonSet' } as const;
const RETRY_MS = 5_000;
/** kubectl waits for ever; a dry run gives up after an hour. */
const FOREVER_MS = 3_600_000;

type Sorted = {
  readonly evict: DeepReadonly<Pod>[];
  readonly errors: Map<string, string[]>;
  readonly warnings: Map<string, string[]>;
};

const finished = (pod: DeepReadonly<Pod>): boolean => ['Succeeded', 'Failed'].includes(pod.status?.phase ?? '');

/** Sorts a node's Pods: to be evicted, ignored with a warning, or in the way. */
function sortPods(context: VerbContext, flags: Flags, node: string): Sorted {
  const out: Sorted = { evict: [], errors: new Map(), warnings: new Map() };
  const note = (map: Map<string, string[]>, why: string, pod: DeepReadonly<Pod>): void => {
    const name = `${pod.metadata?.namespace ?? ''}/${pod.metadata?.name ?? ''}`;
    map.set(why, [...(map.get(why) ?? []), name]);
  };
  for (const pod of context.read.list<Pod>(POD)) {
    if (pod.spec?.nodeName !== node || pod.metadata?.annotations?.['kubernetes.io/config.mirror'] !== undefined)
      continue;
    const owner = controllerOf(pod as Pod);
    if (owner?.kind === 'DaemonSet' && !finished(pod)) {
      const set = context.read.get(DAEMON_SET, pod.metadata?.namespace ?? '', owner.name ?? '');
      if (!set && !flags.on('force')) note(out.errors, `daemonsets.apps "${owner.name ?? ''}" not found`, pod);
      else if (!flags.on('ignore-daemonsets')) {
        note(out.errors, 'cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)', pod);
      } else note(out.warnings, 'ignoring DaemonSet-managed Pods', pod);
      continue;
    }
    const local = (pod.spec.volumes ?? []).some(({ emptyDir }) => emptyDir !== undefined);
    if (local && !finished(pod)) {
      if (!flags.on('delete-emptydir-data')) {
        note(out.errors, 'cannot delete Pods with local storage (use --delete-emptydir-data to override)', pod);
        continue;
      }
      note(out.warnings, 'deleting Pods with local storage', pod);
    }
    if (!owner && !finished(pod)) {
      if (!flags.on('force')) {
        note(out.errors, 'cannot delete Pods that declare no controller (use --force to override)', pod);
        continue;
      }
      note(out.warnings, 'deleting Pods that declare no controller', pod);
    }
    out.evict.push(pod);
  }
  return out;
}

const shown = (map: ReadonlyMap<string, readonly string[]>): string =>
  [...map].map(([why, pods]) => `${why}: ${pods.join(', ')}`).join('; ');

/** `90s`, `2m`, `0s`: milliseconds; 0 means for ever. */
function timeoutMs(text: string | undefined): number {
  const match = /^(\d+)(ms|s|m|h)?$/.exec(text ?? '0');
  if (!match) return FOREVER_MS;
  const unit = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[match[2] ?? 's'] ?? 1000;
  return Number(match[1]) * unit || FOREVER_MS;
}

/** Evicts the Pods of one node and waits until they are gone; gives what went wrong. */
function* evictAll(
  context: VerbContext,
  flags: Flags,
  answering: Answering,
  pods: readonly DeepReadonly<Pod>[],
): Generator<Pause, string[]> {
  const deadline = context.now() + timeoutMs(flags.get('timeout'));
  const waiting = new Set(pods);
  const going = new Set<DeepReadonly<Pod>>();
  const errors: string[] = [];
  while (waiting.size > 0) {
    for (const pod of waiting) {
      const { namespace = '', name = '' } = pod.metadata ?? {};
      answering.say(`evicting pod ${namespace}/${name}${dryRunWords(flags)}`);
      if (context.now() >= deadline) {
        errors.push(
          `error when evicting pods/"${name}" -n "${namespace}": global timeout reached: ${flags.get('timeout') ?? ''}`,
        );
        waiting.delete(pod);
        continue;
      }
      const grace = flags.int('grace-period');
      const answer = context.server.evict(namespace, name, grace !== undefined && grace >= 0 ? grace : undefined, {
        dryRun: isDryRun(flags),
      });
      if (answer.ok) going.add(pod);
      if (!answer.ok && answer.error.code === 429) {
        const again = `error when evicting pods/"${name}" -n "${namespace}" (will retry after 5s): ${answer.error.message}`;
        if (!answering.stderr.includes(again)) answering.stderr.push(again);
        continue;
      }
      if (!answer.ok && answer.error.reason !== 'NotFound') {
        errors.push(`error when evicting pods/"${name}" -n "${namespace}": ${answer.error.message}`);
      }
      waiting.delete(pod);
    }
    if (waiting.size > 0) yield { forMs: Math.max(1, Math.min(RETRY_MS, deadline - context.now())) };
  }
  if (isDryRun(flags)) return errors;
  const there = ({ metadata }: DeepReadonly<Pod>): boolean =>
    context.read.get(POD, metadata?.namespace ?? '', metadata?.name ?? '')?.metadata?.uid === metadata?.uid;
  while ([...going].some(there) && context.now() < deadline) yield { forMs: 1000 };
  for (const pod of going) {
    if (there(pod))
      errors.push(`error when waiting for pod "${pod.metadata?.name ?? ''}" to terminate: global timeout reached`);
    else answering.say(`pod/${pod.metadata?.name ?? ''} evicted`);
  }
  return errors;
}

function* drainNode(context: VerbContext, flags: Flags, answering: Answering, target: Target): Generator<Pause, void> {
  const sorted = sortPods(context, flags, target.name);
  let errors = sorted.errors.size > 0 ? [shown(sorted.errors)] : [];
  if (errors.length === 0) {
    if (sorted.warnings.size > 0) answering.warn(shown(sorted.warnings));
    errors = yield* evictAll(context, flags, answering, sorted.evict);
  }
  if (errors.length === 0) {
    answering.say(`${printedName(target.gvk, target.name)} drained${dryRunWords(flags)}`);
    return;
  }
  const text = errors.length === 1 ? errors.join('') : `[${errors.join(', ')}]`;
  answering.stderr.push(
    `error: unable to drain node "${target.name}" due to error: ${text}, continuing command...`,
    'There are pending nodes to be drained:',
    ` ${target.name}`,
  );
  answering.fail(errorLines(text, false).join('\n'));
  answering.results.push(resultOf(target, 'rejected'));
}

export const verb: Verb = {
  name: 'drain',
  valueFlags: ['grace-period', 'pod-selector', 'skip-wait-for-delete-timeout'],
  switches: ['ignore-daemonsets', 'force', 'delete-emptydir-data', 'disable-eviction'],
  *run(context, flags) {
    const answering = new Answering();
    const { targets, errors } = nodesOf(context, flags);
    for (const error of errors) answering.fail(error);
    const cordoned = targets.filter((target) => setSchedulable(context, flags, answering, target, true));
    for (const target of cordoned) yield* drainNode(context, flags, answering, target);
    return answering.done();
  },
};
