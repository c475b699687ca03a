// A dry run: steps, one after the other, each on a fork of the outcome before. Nothing here touches the cluster that
// it was given; keeping an outcome is the caller's choice (`outcome.after`).
import type { Cluster } from '../cluster/cluster.ts';
import type { RunProgress } from '../cluster/eventLoop.ts';
import type { Step, StepOutcome, WrittenObject } from './step.ts';

/** How a dry run is done. */
export interface PlanOptions {
  /** The namespace of objects and commands that name none; `default`. */
  readonly namespace?: string;
  /** Reads a file that a command names (`apply -f PATH`): its objects, or undefined if it cannot be read. */
  readonly readObjects?: (path: string) => readonly WrittenObject[] | undefined;
  /** Virtual time that a step may take. */
  readonly deadlineMs?: number;
  /** Changes that a step may make. */
  readonly commitBudget?: number;
}

/** What a generator of this module yields now and then, so that the caller can breathe, show progress, or stop. */
export interface PlanProgress extends RunProgress {
  /** The step that runs, from 0. */
  readonly step: number;
  readonly steps: number;
}

/** What one step does; the generator yields every few hundred tasks and returns the outcome. */
export type StepRunner = (cluster: Cluster, step: Step, options: PlanOptions) => Generator<PlanProgress, StepOutcome>;
