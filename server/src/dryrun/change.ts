// What most verbs do: take each object that the command means, change it, send it back, say a word.
import { cloneJson } from '../base/json.ts';
import { deepEqual } from '../base/compare.ts';
import type { Status } from '../api/status.ts';
import type { Answer } from '../cluster/apiServer.ts';
import type { Stored } from '../cluster/store.ts';
import type { Flags } from './flags.ts';
import { printedName, resultOf, targetsOf, type Target } from './targets.ts';
import { Answering, errorLines, type VerbContext, type VerbResult } from './verb.ts';

/** Any object, to be changed. */
export interface Draft {
  apiVersion?: string;
  kind?: string;
  metadata?: {
    name?: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    resourceVersion?: string;
    [field: string]: unknown;
  };
  spec?: Record<string, unknown>;
  [field: string]: unknown;
}

/** `(dry run)`, `(server dry run)` or nothing, behind a result line. */
export function dryRunWords(flags: Flags): string {
  const mode = flags.get('dry-run');
  if (mode === 'client') return ' (dry run)';
  return mode === 'server' ? ' (server dry run)' : '';
}

/** Whether nothing is to be stored. */
export const isDryRun = (flags: Flags): boolean => ['client', 'server'].includes(flags.get('dry-run') ?? '');

/** What a verb does to one object: changes the draft; a text is a refusal of kubectl's own. */
export type Change = (draft: Draft, target: Target) => string | undefined;

/** Sends a changed draft, and notes result and line. Gives the answer where the server was asked. */
export function send(
  context: VerbContext,
  flags: Flags,
  answering: Answering,
  target: Target,
  old: Stored,
  draft: Draft,
  word: string,
): Answer | undefined {
  const answer = context.server.patch(target.gvk, target.namespace, target.name, 'whole', draft, {
    dryRun: isDryRun(flags),
  });
  if (!answer.ok) {
    answering.fail(answer.error);
    answering.results.push(resultOf(target, 'rejected', answer.error));
    return answer;
  }
  for (const warning of answer.value.warnings) answering.warn(warning);
  const changed = isDryRun(flags) ? !deepEqual(draft, old) : answer.value.changed;
  answering.results.push(resultOf(target, changed ? 'configured' : 'unchanged'));
  answering.say(`${printedName(target.gvk, target.name)} ${word}${dryRunWords(flags)}`);
  return answer;
}

/**
 * Changes every target of the command. `word` is what kubectl says of a changed object (`scaled`); `unchanged` what it
 * says where the change changes nothing, or null where it then says nothing.
 */
export function changeEach(
  context: VerbContext,
  flags: Flags,
  args: readonly string[],
  change: Change,
  word: string,
  unchanged: string | null = word,
): VerbResult {
  const answering = new Answering();
  const { targets, errors } = targetsOf(context, flags, args);
  for (const error of errors) answering.fail(error);
  for (const target of targets) {
    const found = context.server.get(target.gvk, target.namespace, target.name);
    if (!found.ok) {
      reject(answering, target, found.error);
      continue;
    }
    const draft = cloneJson(found.value) as unknown as Draft;
    const refused = change(draft, target);
    if (refused !== undefined) {
      answering.fail(refused);
      answering.results.push(resultOf(target, 'rejected', ownRefusal(refused)));
      continue;
    }
    if (deepEqual(draft, found.value)) {
      answering.results.push(resultOf(target, 'unchanged'));
      if (unchanged !== null)
        answering.say(`${printedName(target.gvk, target.name)} ${unchanged}${dryRunWords(flags)}`);
    } else send(context, flags, answering, target, found.value, draft, word);
  }
  return answering.done();
}

/** Notes that the server has refused an object. */
export function reject(answering: Answering, target: Target, status: Status): void {
  answering.fail(status);
  answering.results.push(resultOf(target, 'rejected', status));
}

/** A refusal of kubectl's own as a Status, for answers that have nothing but those. */
export const ownRefusal = (message: string): Status => ({
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  message: errorLines(message).join('\n'),
  reason: 'Client',
  code: 0,
});

/** A command that cannot be carried out at all. */
export function refuse(message: string): VerbResult {
  const answering = new Answering();
  answering.fail(message);
  return answering.done();
}

/** The Pod template of a workload, or the Pod's own spec. Source: polymorphichelpers.UpdatePodSpecForObject. */
export function podSpecOf(draft: Draft): Record<string, unknown> | undefined {
  const spec = draft.spec;
  if (spec === undefined) return undefined;
  if (draft.kind === 'Pod') return spec;
  const at = (value: unknown, name: string): Record<string, unknown> | undefined =>
    typeof value === 'object' && value !== null
      ? ((value as Record<string, unknown>)[name] as Record<string, unknown> | undefined)
      : undefined;
  if (draft.kind === 'CronJob') return at(at(at(at(spec, 'jobTemplate'), 'spec'), 'template'), 'spec');
  return at(at(spec, 'template'), 'spec');
}

/** A container as a draft. */
export interface ContainerDraft {
  name?: string;
  image?: string;
  env?: Array<Record<string, unknown>>;
  resources?: { limits?: Record<string, string>; requests?: Record<string, string> };
}

/** The containers of a Pod spec, init containers first, as kubectl goes through them. */
export const containersOf = (spec: Record<string, unknown>): ContainerDraft[] => [
  ...((spec['initContainers'] as ContainerDraft[] | undefined) ?? []),
  ...((spec['containers'] as ContainerDraft[] | undefined) ?? []),
];
