// A step over virtual time: how many Pods each owner had, how many were ready and available, and what was said.
import type { Instant } from '../cluster/controller.ts';
import type { EventLine } from './step.ts';

/** The Pods of one owner (ReplicaSet, StatefulSet, Job, …) at one moment. */
export interface PodCounts {
  /** Neither finished nor being deleted. */
  readonly active: number;
  readonly pending: number;
  readonly running: number;
  readonly ready: number;
  readonly available: number;
  readonly terminating: number;
}

/** The numbers of one owner from a moment on. */
export interface Sample {
  readonly at: Instant;
  readonly counts: PodCounts;
}

/** One line of the picture. */
export interface Lane {
  /** `ReplicaSet/web-5d4f…` in its namespace. */
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  /** The workload at the top: the Deployment of a ReplicaSet; the owner itself where it has none. */
  readonly workload: { readonly kind: string; readonly name: string };
  /** The Deployment's revision, where it has one. */
  readonly revision?: string;
  /** The images of the template, to tell revisions apart. */
  readonly images: readonly string[];
  /** In the order of time; each holds until the next. The first is the step's begin. */
  readonly samples: readonly Sample[];
}

/** What a step looked like. */
export interface Timeline {
  readonly from: Instant;
  readonly to: Instant;
  readonly lanes: readonly Lane[];
  readonly events: readonly EventLine[];
}
