// What goes into a dry run and what comes out of it: the types that the editor, the command line and the tests share.
import type { FieldPath } from '../api/fieldPath.ts';
import type { GroupVersionKind } from '../api/gvk.ts';
import type { TextRange } from '../base/textRange.ts';
import type { Status } from '../api/status.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Fault, RunEnd, Unrest } from '../cluster/eventLoop.ts';
import type { Instant } from '../cluster/controller.ts';
import type { Stored } from '../cluster/store.ts';
import type { Timeline } from './timeline.ts';
import type { Unsettled } from './explain.ts';

/** A place in a file: a URI or a path, as the files were given. */
export interface MadeAt {
  readonly file: string;
  readonly range: TextRange;
}

/** An object as a manifest has it, with where it is written, so that a refusal finds its way back into the editor. */
export interface WrittenObject {
  /** JSON as parsed, not yet judged. */
  readonly value: unknown;
  /** Where it is from: a file's name or URI; "" where there is none. */
  readonly origin: string;
  /** Which object of that origin it is, from 0. */
  readonly ordinal: number;
  /** Why it could not be read at all, in kubectl's words. */
  readonly problem?: string;
  /** Of an object that a kustomization has built: where the field at a path was made, or what is nearest to it. */
  readonly madeAt?: (path: FieldPath) => MadeAt | undefined;
}

/**
 * One step: objects to apply, or a command line as one would give it to kubectl (`scale deployment/web --replicas=5`),
 * with or without `kubectl` in front.
 */
export type Step = { readonly apply: readonly WrittenObject[]; readonly title?: string } | { readonly command: string };

/** What became of one object. */
export type Operation = 'created' | 'configured' | 'unchanged' | 'deleted' | 'rejected';

/** One object of a step's answer. */
export interface ObjectResult {
  /** As kubectl names it: `deployment.apps/web`. */
  readonly object: string;
  readonly gvk: GroupVersionKind | undefined;
  readonly namespace: string;
  readonly name: string;
  readonly operation: Operation;
  /** Why it was rejected. */
  readonly status?: Status;
  /** The object of the step's `apply`, where it was one. */
  readonly written?: WrittenObject;
}

/** An Event of the step, new or counted up in it. */
export interface EventLine {
  /** RFC 3339. */
  readonly time: string;
  readonly type: string;
  readonly reason: string;
  /** `Pod/web-…` */
  readonly object: string;
  readonly namespace: string;
  readonly message: string;
  /** How often it was said in this step. */
  readonly count: number;
}

/** What a step gave. */
export interface StepOutcome {
  /** The command line, or what was applied. */
  readonly command: string;
  /** It was a command that only looks: no time has passed, and there is nothing to settle. */
  readonly looked: boolean;
  readonly results: readonly ObjectResult[];
  /** kubectl's lines and exit code. */
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  readonly exitCode: number;
  /** Whether the cluster came to rest with everything as it should be; if not, `unsettled` says why. */
  readonly settled: boolean;
  readonly unsettled: readonly Unsettled[];
  /** Why the run ended; `budget`: something never comes to rest, see `unrest`. */
  readonly end: RunEnd;
  readonly unrest: readonly Unrest[];
  /** Bugs of ours that the run met and survived. */
  readonly faults: readonly Fault[];
  /** From the step's begin to the last change. */
  readonly virtualMs: number;
  readonly startedAt: Instant;
  readonly events: readonly EventLine[];
  readonly timeline: Timeline;
  /** The cluster before and after: forks, free to be kept, run on, or dropped. */
  readonly before: Cluster;
  readonly after: Cluster;
}

/** An object before and after a step; undefined where it did not exist. */
export interface ObjectChange {
  readonly gvk: GroupVersionKind;
  readonly namespace: string;
  readonly name: string;
  readonly before: Stored | undefined;
  readonly after: Stored | undefined;
}
