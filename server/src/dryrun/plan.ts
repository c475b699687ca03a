// A dry run: steps, one after the other, each on a fork of the outcome before. Nothing here touches the cluster that
// it was given; keeping an outcome is the caller's choice (`outcome.after`).
import stringArgv from 'string-argv';
import type { Event } from '../api/types.generated.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Commit, DeepReadonly, Instant } from '../cluster/controller.ts';
import type { RunOptions, RunProgress, RunResult } from '../cluster/eventLoop.ts';
import { explain } from './explain.ts';
import { fieldManagerOf } from './fieldManagers.ts';
import { Flags, parseFlags } from './flags.ts';
import type { EventLine, Step, StepOutcome, WrittenObject } from './step.ts';
import { TimelineRecorder } from './timeline.ts';
import { errorLines, type Pause, type Verb, type VerbContext, type VerbResult } from './verb.ts';
import { verbs } from './verbs/verbs.generated.ts';

/** How a dry run is done. */
export interface PlanOptions {
  /** The namespace of objects and commands that name none; `default`. */
  readonly namespace?: string;
  /** Reads a file that a command names (`apply -f PATH`): its objects, or undefined if it cannot be read. */
  readonly readObjects?: (path: string) => readonly WrittenObject[] | undefined;
  /** Builds the kustomization of a folder that a command names (`apply -k PATH`); a text is why it cannot. */
  readonly buildObjects?: (path: string) => readonly WrittenObject[] | string;
  /** Virtual time that a step may take; one hour. */
  readonly deadlineMs?: number;
  /** Changes that a step may make. */
  readonly commitBudget?: number;
  /** How long nothing may change before a step counts as done (see eventLoop.ts). */
  readonly quietMs?: number;
  /** Told of the fork that a step works on before the step begins, to follow its changes. */
  readonly observe?: (fork: Cluster) => void;
  /** Tasks between two yields; 500, some milliseconds. */
  readonly slice?: number;
}

/** What a generator of this module yields now and then, so that the caller can breathe, show progress, or stop. */
export interface PlanProgress extends RunProgress {
  /** The step that runs, from 0, and how many there are. */
  readonly step: number;
  readonly steps: number;
}

const byName = new Map(verbs.map((verb) => [verb.name, verb]));

/** The verbs that commands can begin with. */
export const verbNames: readonly string[] = [...byName.keys()].sort();

/** The verb of a command line, and the words behind it. */
function findVerb(words: readonly string[]): { readonly verb: Verb; readonly rest: readonly string[] } | undefined {
  const own = words[0] === 'kubectl' ? words.slice(1) : words;
  const two = byName.get(own.slice(0, 2).join(' '));
  if (two) return { verb: two, rest: own.slice(2) };
  const one = byName.get(own[0] ?? '');
  return one ? { verb: one, rest: own.slice(1) } : undefined;
}

/** Whether a command only looks, so that there is nothing to wait for and nothing to keep. */
export function isReadOnly(line: string): boolean {
  return findVerb(stringArgv(line))?.verb.readOnly === true;
}

/** Carries out a command that only looks. */
export const look = (cluster: Cluster, line: string, options: PlanOptions = {}): VerbResult =>
  finish(command(contextOf(cluster, { command: line }, options), line));

const failedCommand = (message: string): VerbResult => ({
  stdout: [],
  stderr: errorLines(message),
  exitCode: 1,
  results: [],
});

function* command(context: VerbContext, line: string): Generator<Pause, VerbResult> {
  const words = stringArgv(line);
  const found = findVerb(words);
  if (!found) {
    const name = (words[0] === 'kubectl' ? words[1] : words[0]) ?? '';
    return failedCommand(`unknown command "${name}" for "kubectl"`);
  }
  const flags = parseFlags(found.rest, found.verb.valueFlags, found.verb.switches, found.verb.short);
  if (!flags.ok) return failedCommand(flags.error);
  const manager = fieldManagerOf(found.verb.name, flags.value);
  return yield* found.verb.run({ ...context, server: context.server.as(manager) }, flags.value);
}

/**
 * Carries a step's command out on the cluster itself and lets it rest wherever it is: no fork, no waiting for what
 * follows. For callers with a clock of their own.
 */
export const carryOut = (cluster: Cluster, step: Step, options: PlanOptions = {}): Generator<Pause, VerbResult> =>
  'command' in step
    ? command(contextOf(cluster, step, options), step.command)
    : applyWritten(contextOf(cluster, step, options));

/** What a step is called. */
function titleOf(step: Step): string {
  if ('command' in step) return step.command;
  if (step.title !== undefined) return step.title;
  const origins = [...new Set(step.apply.map(({ origin }) => origin))].filter((origin) => origin !== '');
  return ['apply', ...origins.map((origin) => `-f ${origin}`)].join(' ');
}

/** Collects the Events of a step. */
class EventLog {
  readonly #lines = new Map<string, EventLine>();

  changed({ gvk, before, after }: Commit): void {
    if (gvk.kind !== 'Event' || !after) return;
    const event = after as DeepReadonly<Event>;
    const said = (one: DeepReadonly<Event> | undefined): number => one?.series?.count ?? one?.count ?? (one ? 1 : 0);
    const { namespace = '', name = '' } = event.metadata ?? {};
    const key = `${namespace}\0${name}`;
    const count = Math.max(1, said(event) - said(before));
    const known = this.#lines.get(key);
    const about = event.involvedObject ?? {};
    this.#lines.set(key, {
      time: event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? '',
      type: event.type ?? 'Normal',
      reason: event.reason ?? '',
      object: `${about.kind ?? ''}/${about.name ?? ''}`,
      namespace,
      message: event.message ?? '',
      count: count + (known?.count ?? 0),
    });
  }

  lines(): readonly EventLine[] {
    return [...this.#lines.values()];
  }
}

function contextOf(cluster: Cluster, step: Step, options: PlanOptions): VerbContext {
  return {
    server: cluster.server,
    read: cluster.read,
    patchSchema: cluster.options.patchSchema,
    namespace: options.namespace ?? 'default',
    now: () => cluster.now,
    readObjects: options.readObjects ?? (() => undefined),
    buildObjects: options.buildObjects ?? ((path) => `${path}: there are no files here`),
    ...('apply' in step ? { written: step.apply } : {}),
  };
}

/** The run of a step that only looks. */
const nothingRan = (now: Instant): RunResult => ({
  end: 'quiescent',
  startedAt: now,
  lastChangeAt: now,
  endedAt: now,
  tasks: 0,
  commits: 0,
  unrest: [],
  faults: [],
});

/**
 * Does one step on a fork of `before`: carries the command out, then runs the cluster until it comes to rest. A
 * generator, so that long steps leave the thread to others now and then; stop calling `next` to cancel.
 */
export function* runStep(
  before: Cluster,
  step: Step,
  options: PlanOptions = {},
  place: { readonly step: number; readonly steps: number } = { step: 0, steps: 1 },
): Generator<PlanProgress, StepOutcome> {
  const after = before.fork();
  const timeline = new TimelineRecorder(after);
  const log = new EventLog();
  const stop = after.onCommit((commit) => {
    timeline.changed(commit);
    log.changed(commit);
  });
  options.observe?.(after);
  const startedAt = after.now;
  function* advance(how: RunOptions): Generator<PlanProgress, RunResult> {
    const limits: RunOptions = {
      ...(options.deadlineMs === undefined ? {} : { deadlineMs: options.deadlineMs }),
      ...(options.commitBudget === undefined ? {} : { commitBudget: options.commitBudget }),
      ...(options.quietMs === undefined ? {} : { quietMs: options.quietMs }),
      ...(options.slice === undefined ? {} : { slice: options.slice }),
      ...how,
    };
    const running = after.run(limits);
    for (;;) {
      const slice = running.next();
      if (slice.done === true) return slice.value;
      yield { ...slice.value, ...place };
    }
  }
  const doing = carryOut(after, step, options);
  let said: IteratorResult<Pause, VerbResult>;
  while ((said = doing.next()).done !== true) yield* advance({ exactlyMs: said.value.forMs });
  const looked = 'command' in step && isReadOnly(step.command);
  const result = looked ? nothingRan(after.now) : yield* advance({});
  stop();
  const events = log.lines();
  const unsettled = looked ? [] : explain(after, result);
  return {
    command: titleOf(step),
    looked,
    ...said.value,
    settled: (result.end === 'quiescent' || result.end === 'elapsed') && unsettled.length === 0,
    unsettled,
    end: result.end,
    unrest: result.unrest,
    faults: result.faults,
    virtualMs: Math.max(result.lastChangeAt, result.startedAt) - startedAt,
    startedAt,
    events,
    timeline: timeline.finish(after.read, after.now, events),
    before,
    after,
  };
}

function* applyWritten(context: VerbContext): Generator<Pause, VerbResult> {
  const apply = byName.get('apply');
  const flags = new Flags([], new Map());
  const server = context.server.as(fieldManagerOf('apply', flags));
  return apply ? yield* apply.run({ ...context, server }, flags) : failedCommand('apply is not available');
}

/** Does the steps of a plan, each on the outcome of the one before. */
export function* runPlan(
  cluster: Cluster,
  steps: readonly Step[],
  options: PlanOptions = {},
): Generator<PlanProgress, readonly StepOutcome[]> {
  const outcomes: StepOutcome[] = [];
  for (const [at, step] of steps.entries()) {
    outcomes.push(yield* runStep(outcomes.at(-1)?.after ?? cluster, step, options, { step: at, steps: steps.length }));
  }
  return outcomes;
}

/** Runs a generator of this module to its end. */
export function finish<T>(running: Generator<unknown, T>): T {
  for (;;) {
    const slice = running.next();
    if (slice.done === true) return slice.value;
  }
}
