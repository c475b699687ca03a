// What a verb of kubectl is here. One file per verb under verbs/; the registry is generated from the folder.
import type { PatchSchema } from '../api/patchSchema.ts';
import type { Status } from '../api/status.ts';
import type { ApiServer } from '../cluster/apiServer.ts';
import type { Instant, ReadApi } from '../cluster/controller.ts';
import type { Flags } from './flags.ts';
import type { ObjectResult, WrittenObject } from './step.ts';

/** What a verb works with: the API server, as kubectl does, and the files that a command names. */
export interface VerbContext {
  readonly server: ApiServer;
  readonly read: ReadApi;
  readonly patchSchema: PatchSchema;
  /** The namespace of the context; `-n` replaces it. */
  readonly namespace: string;
  now(): Instant;
  /** The objects of a file; undefined if there is no such file. */
  readObjects(path: string): readonly WrittenObject[] | undefined;
  /** What the kustomization of a folder builds; a text is why it cannot be built. */
  buildObjects(path: string): readonly WrittenObject[] | string;
  /** What to apply, where a step brings its objects along instead of naming files. */
  readonly written?: readonly WrittenObject[];
}

/** Lets virtual time pass while the command waits. */
export interface Pause {
  readonly forMs: number;
}

/** What a command says and did. */
export interface VerbResult {
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  readonly exitCode: number;
  readonly results: readonly ObjectResult[];
}

/** A command in the making: collects lines and results. */
export class Answering {
  readonly stdout: string[] = [];
  readonly stderr: string[] = [];
  readonly results: ObjectResult[] = [];
  readonly #errors: Array<string | Status> = [];

  say(line: string): void {
    this.stdout.push(line);
  }

  warn(line: string): void {
    this.stderr.push(`Warning: ${line}`);
  }

  /** An error of kubectl's own, or a refusal of the server. The command goes on with what is left. */
  fail(error: string | Status): void {
    this.#errors.push(error);
  }

  get failed(): boolean {
    return this.#errors.length > 0;
  }

  /** Everything said, with the errors at the end, as kubectl prints them. */
  done(): VerbResult {
    const alone = this.#errors.length === 1;
    for (const error of this.#errors) this.stderr.push(...errorLines(error, alone));
    return { stdout: this.stdout, stderr: this.stderr, exitCode: this.failed ? 1 : 0, results: this.results };
  }
}

/** An error as kubectl prints it. Source: staging/src/k8s.io/kubectl/pkg/cmd/util/helpers.go (checkErr), 1.36. */
export function errorLines(error: string | Status, alone = true): string[] {
  if (typeof error === 'string') {
    const lines = error.split('\n');
    return alone && !error.startsWith('error: ') ? [`error: ${lines[0] ?? ''}`, ...lines.slice(1)] : lines;
  }
  const { details } = error;
  const causes = [...new Set((details?.causes ?? []).map(({ field, message }) => `${field}: ${message}`))];
  if (error.reason === 'Invalid' && error.code === 422) {
    const kind = details?.kind ?? '';
    const what = kind === '' ? 'The request is invalid' : `The ${kind} "${details?.name ?? ''}" is invalid`;
    if (causes.length === 0) return [kind === '' && error.message !== '' ? `${what}: ${error.message}` : what];
    return causes.length === 1
      ? [`${what}: ${causes.join('')}`]
      : [`${what}: `, ...causes.map((cause) => `* ${cause}`)];
  }
  const reason = error.reason === '' ? '' : ` (${error.reason})`;
  return `Error from server${reason}: ${error.message}`.split('\n');
}

/** A sentence about wrong arguments, with where to read more. Source: cmdutil.UsageErrorf. */
export const usageError = (sentence: string, command: string): string =>
  `${sentence}\nSee 'kubectl ${command} -h' for help and examples`;

/** A refusal with the file and the deed in front of it. Source: cmdutil.AddSourceToErr. */
export const withSource = (status: Status, deed: string, origin: string): Status =>
  origin === '' ? status : { ...status, message: `error when ${deed} "${origin}": ${status.message}` };

/** One verb. `name` may have two words: `rollout undo`. */
export interface Verb {
  readonly name: string;
  /** Flags that take a value; all others are switches. Short names are given as one letter. */
  readonly valueFlags: readonly string[];
  readonly switches: readonly string[];
  /** What single letters mean for this verb, where they mean something of its own. */
  readonly short?: Readonly<Record<string, string>>;
  /** It only looks: there is nothing to be kept, and no time passes for it. */
  readonly readOnly?: true;
  /** Runs the command; yields where it waits. */
  run(context: VerbContext, flags: Flags): Generator<Pause, VerbResult>;
}
