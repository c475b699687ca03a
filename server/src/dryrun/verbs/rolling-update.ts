// kubectl rolling-update: OLD [NEW] (-f FILE | --image=IMAGE | --rollback). kubectl lost it in 1.18; here it still shows what
// it did, also when it is interrupted half-way: `--interrupt-after=30s` is Ctrl-C after so much virtual time.
// Source: pkg/kubectl/cmd/rollingupdate.go, pkg/kubectl/rolling_updater.go, ≤ 1.17.
import { cloneJson } from '../../base/json.ts';
import { podTemplateHash } from '../../cluster/podTemplateHash.ts';
import { matchesLabels } from '../../api/labelSelector.ts';
import type { Pod, ReplicationController } from '../../api/types.generated.ts';
import { refuse } from '../change.ts';
import type { Flags } from '../flags.ts';
import { nameOf, NEXT_CONTROLLER, RC, RollingUpdater, sizeOf, Stopped, turnAround } from '../rollingUpdate.ts';
import { namespaceFor, resultOf, writtenObjects } from '../targets.ts';
import { Answering, errorLines, type Pause, type Verb, type VerbContext, type VerbResult } from '../verb.ts';

const POD = { group: '', version: 'v1', kind: 'Pod' } as const;
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `1m30s` in milliseconds; undefined if the text is no duration. */
function durationMs(text: string | undefined): number | undefined {
  if (text === undefined || !/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g))
    total += Number(amount) * (UNITS[unit ?? ''] ?? 0);
  return total;
}

/** What speaks against the command line itself. Source: validateArguments. */
function usageError(flags: Flags): string | undefined {
  const files = flags.all('filename').length;
  const image = flags.has('image');
  if (files > 1) return 'May only specify a single filename for new controller';
  if (flags.on('rollback')) {
    if (files > 0 || image) return "Don't specify --filename or --image on rollback";
  } else if (files === 0 && !image) return 'Must specify --filename or --image for new controller';
  else if (files > 0 && image) return '--filename and --image can not both be specified';
  if (flags.args.length === 0) return 'Must specify the controller to update';
  for (const flag of ['update-period', 'poll-interval', 'timeout', 'interrupt-after']) {
    if (flags.has(flag) && durationMs(flags.get(flag)) === undefined) {
      return `invalid argument "${flags.get(flag) ?? ''}" for "--${flag}" flag: not a duration, such as 30s or 1m`;
    }
  }
  return undefined;
}

/** The controller of the file. */
function fromFile(context: VerbContext, flags: Flags, old: ReplicationController): ReplicationController {
  const file = flags.get('filename') ?? '';
  const { written, errors } = writtenObjects(context, flags);
  if (errors[0] !== undefined) throw new Stopped(errors[0]);
  if (written.length > 1) throw new Stopped(`${file} specifies multiple items`);
  const value = written[0]?.value as ReplicationController | undefined;
  if (value === undefined) throw new Stopped(`please make sure ${file} exists and is not empty`);
  if (value.kind !== 'ReplicationController')
    throw new Stopped(`${file} contains a ${value.kind ?? ''} not a ReplicationController`);
  const fresh = cloneJson(value);
  const spec = (fresh.spec ??= {});
  spec.replicas ??= sizeOf(old);
  spec.selector ??= { ...spec.template?.metadata?.labels };
  return fresh;
}

/** The controller with another image, told apart from the old one by a label. Source: CreateNewControllerFromCurrentController. */
function withImage(flags: Flags, old: ReplicationController, image: string): ReplicationController {
  const fresh = cloneJson(old);
  const template = fresh.spec?.template;
  const containers = template?.spec?.containers ?? [];
  const wanted = flags.get('container');
  if (wanted === undefined && containers.length > 1) {
    throw new Stopped('must specify container to update when updating a multi-container pod');
  }
  const container = wanted === undefined ? containers[0] : containers.find(({ name }) => name === wanted);
  if (container === undefined) throw new Stopped(`container ${wanted ?? ''} not found in pod`);
  if (container.image === image && !flags.has('image-pull-policy')) {
    throw new Stopped(
      '--image-pull-policy (Always|Never|IfNotPresent) must be provided when --image is the same as existing container image',
    );
  }
  container.image = image;
  if (flags.has('image-pull-policy')) container.imagePullPolicy = flags.get('image-pull-policy');
  // kubectl hashes the whole controller as its JSON stands; any value that differs between the two does the same work.
  const hash = podTemplateHash(template ?? {});
  const key = labelKey(flags);
  const { labels, annotations } = fresh.metadata ?? {};
  fresh.metadata = { name: flags.args[1] ?? `${nameOf(old)}-${hash}`, labels, annotations: cloneJson(annotations) };
  const spec = (fresh.spec ??= {});
  spec.selector = { ...spec.selector, [key]: hash };
  if (template) template.metadata = { ...template.metadata, labels: { ...template.metadata?.labels, [key]: hash } };
  return fresh;
}

const labelKey = (flags: Flags): string => flags.get('deployment-label-key') ?? 'deployment';

/** Gives the old controller and its Pods the label, and the name of what follows. Source: UpdateExistingReplicationController. */
function markOld(context: VerbContext, flags: Flags, old: ReplicationController, next: string): void {
  const { server } = context;
  const namespace = namespaceFor(context, flags);
  const key = labelKey(flags);
  const change = (patch: unknown): void => {
    const answer = server.patch(RC, namespace, nameOf(old), 'merge', patch);
    if (!answer.ok) throw new Stopped(answer.error.message, answer.error);
  };
  const annotations = { annotations: { [NEXT_CONTROLLER]: next } };
  if (Object.hasOwn(old.spec?.selector ?? {}, key)) {
    change({ metadata: annotations });
    return;
  }
  const value = `${podTemplateHash(old.spec?.template ?? {})}-orig`;
  const label = { labels: { [key]: value } };
  change({ metadata: annotations, spec: { template: { metadata: label } } });
  for (const pod of context.read.list<Pod>(POD, namespace)) {
    if (!matchesLabels(old.spec?.selector ?? {}, pod.metadata?.labels)) continue;
    const answer = server.patch(POD, namespace, pod.metadata?.name ?? '', 'merge', { metadata: label });
    if (!answer.ok) throw new Stopped(answer.error.message, answer.error);
  }
  change({ spec: { selector: { [key]: value } } });
}

/** Every new Pod must carry what no old one has. */
function checkSelectors(flags: Flags, old: ReplicationController, fresh: ReplicationController): void {
  const file = flags.get('filename') ?? '';
  if (nameOf(old) === nameOf(fresh)) {
    throw new Stopped(`${file} cannot have the same name as the existing ReplicationController ${nameOf(old)}`);
  }
  const selector = fresh.spec?.selector ?? {};
  const differs = Object.entries(old.spec?.selector ?? {}).some(
    ([key, value]) => Object.hasOwn(selector, key) && selector[key] !== value,
  );
  if (differs) return;
  throw new Stopped(`${file} must specify a matching key with non-equal value in Selector for ${nameOf(old)}`);
}

interface Plan {
  readonly oldName: string;
  readonly target: ReplicationController;
  readonly cleanup: 'delete' | 'rename';
}

function planOf(context: VerbContext, flags: Flags): Plan {
  const namespace = namespaceFor(context, flags);
  const stored = (name: string): ReplicationController | undefined => {
    const found = context.server.get(RC, namespace, name);
    return found.ok ? (cloneJson(found.value) as ReplicationController) : undefined;
  };
  const [oldName = '', newName] = flags.args;
  const found = context.server.get(RC, namespace, oldName);
  if (!found.ok) throw new Stopped(found.error.message, found.error);
  const old = cloneJson(found.value) as ReplicationController;
  const cleanup = newName === undefined && flags.has('image') ? 'rename' : 'delete';
  const nextName = newName ?? old.metadata?.annotations?.[NEXT_CONTROLLER] ?? '';

  if (flags.on('rollback')) {
    const fresh = stored(nextName);
    if (!fresh) throw new Stopped(`Could not find ${nextName} to rollback.`);
    const target = turnAround(old, fresh);
    if (typeof target === 'string') throw new Stopped(target);
    const answer = context.server.update(RC, namespace, oldName, target);
    if (!answer.ok) throw new Stopped(answer.error.message, answer.error);
    return { oldName: nameOf(fresh), target, cleanup: 'delete' };
  }
  const image = flags.get('image');
  if (image === undefined) {
    const target = fromFile(context, flags, old);
    checkSelectors(flags, old, target);
    return { oldName, target, cleanup };
  }
  const running = stored(nextName);
  const inProgress = running?.spec?.template?.spec?.containers?.[0]?.image;
  if (running && inProgress !== image) {
    throw new Stopped(
      `Found existing in-progress update to image (${inProgress ?? ''}).\nEither continue in-progress update with --image=${inProgress ?? ''} or rollback with --rollback`,
    );
  }
  const target = running ?? withImage(flags, old, image);
  markOld(context, flags, old, nameOf(target));
  return { oldName, target, cleanup };
}

function* roll(context: VerbContext, flags: Flags, answering: Answering): Generator<Pause, void> {
  const namespace = namespaceFor(context, flags);
  const plan = planOf(context, flags);
  const { oldName, target, cleanup } = plan;
  const interrupt = durationMs(flags.get('interrupt-after'));
  const updater = new RollingUpdater(
    context,
    {
      namespace,
      oldName,
      target,
      cleanup,
      updatePeriodMs: durationMs(flags.get('update-period')) ?? 60_000,
      pollIntervalMs: durationMs(flags.get('poll-interval')) ?? 3000,
      timeoutMs: durationMs(flags.get('timeout')) ?? 300_000,
      interruptAtMs: interrupt === undefined ? undefined : context.now() + interrupt,
    },
    (line) => answering.say(line),
  );
  const left = yield* updater.run();
  const at = (name: string) => ({ gvk: RC, namespace, name, origin: '' });
  if (cleanup === 'rename') answering.results.push(resultOf(at(left), 'configured'));
  else answering.results.push(resultOf(at(left), 'created'), resultOf(at(oldName), 'deleted'));
  const suffix = cleanup === 'rename' ? '' : ` to "${left}"`;
  answering.say(`replicationcontroller/${left} rolling updated${suffix}`);
}

const INTERRUPTED = [
  'Interrupted: both controllers stay as they are; nothing in the cluster goes on with the update.',
  'The same command again continues it, --rollback turns it around.',
];

export const verb: Verb = {
  name: 'rolling-update',
  valueFlags: [
    'image',
    'container',
    'deployment-label-key',
    'image-pull-policy',
    'update-period',
    'poll-interval',
    'interrupt-after',
  ],
  switches: ['rollback'],

  *run(context, flags): Generator<Pause, VerbResult> {
    const usage = usageError(flags);
    if (usage !== undefined) return refuse(usage);
    const answering = new Answering();
    answering.stderr.push('Command "rolling-update" is deprecated, use "rollout" instead');
    answering.warn(
      'kubectl 1.18 removed rolling-update; a Deployment does the same inside the cluster and can be rolled back later',
    );
    try {
      yield* roll(context, flags, answering);
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      if (error.interrupted) {
        answering.stderr.push(...INTERRUPTED);
        return { ...answering.done(), exitCode: 130 };
      }
      answering.fail(error.refusal ?? errorLines(error.message).join('\n'));
    }
    return answering.done();
  },
};
