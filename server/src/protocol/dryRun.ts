// Dry runs: one step of work on a fork of the workspace's cluster, and everything there is to see about it.
// Types and names only: the client imports nothing else of the server.
import type { ClusterState, Health, ObjectName } from './cluster.ts';

/** `DryRunParams` → `DryRunReport`. Can be cancelled; reports progress if a `workDoneToken` is given. */
export const DRY_RUN = 'drydock/dryRun';

/** What to do: apply files, or a command line as one would give it to kubectl. Exactly one of the two. */
export interface DryRunParams {
  readonly apply?: {
    /** Files or folders; undefined: everything in the workspace. */
    readonly uris?: readonly string[];
  };
  readonly command?: string;
  readonly workDoneToken?: number | string;
}

/** What became of one object. */
export interface ObjectResult {
  readonly object: ObjectName;
  readonly operation: 'created' | 'configured' | 'unchanged' | 'deleted' | 'rejected' | 'done';
  /** What kubectl would print: `deployment.apps/web configured`, or the refusal in the server's words. */
  readonly message: string;
  readonly warnings: readonly string[];
  /** Where it stands in a file. */
  readonly uri: string | null;
  readonly line: number | null;
}

/** An object that is not the same before and after. */
export interface ObjectChange {
  readonly object: ObjectName;
  readonly change: 'created' | 'changed' | 'deleted';
  /** Whether the step itself touched it, or only what followed from it. */
  readonly direct: boolean;
}

/** Something that had not come to rest when the dry run ended. */
export interface Unsettled {
  readonly object: ObjectName;
  /** `Pending`, `CrashLoopBackOff`, `ProgressDeadlineExceeded`, … */
  readonly reason: string;
  /** In the words of the component that knows: the scheduler, the kubelet, the controller. */
  readonly message: string;
  /** How many objects share object kind, reason and message with this one. */
  readonly count: number;
}

/** One ReplicaSet (or the workload itself, where it makes its Pods directly) in a chart. */
export interface PodSeries {
  readonly name: string;
  /** The revision it belongs to, or null. */
  readonly revision: number | null;
  /** What its containers run, for the legend. */
  readonly images: string;
  /** Pods at each of the chart's times. */
  readonly pods: readonly number[];
}

/** How one workload went over time. All lists are as long as `times`. */
export interface Rollout {
  readonly workload: ObjectName;
  /** Seconds since the step, rising. */
  readonly times: readonly number[];
  readonly desired: readonly number[];
  readonly ready: readonly number[];
  readonly available: readonly number[];
  readonly series: readonly PodSeries[];
}

/** One event, as `kubectl get events` shows it. */
export interface EventRow {
  /** Seconds since the step. */
  readonly time: number;
  readonly type: string;
  readonly reason: string;
  readonly object: string;
  readonly namespace: string;
  readonly message: string;
  readonly count: number;
}

/** One line of the summary: an object that the step touched and how it stands at the end. */
export interface Outcome {
  readonly object: ObjectName;
  readonly health: Health;
  /** `3/3 ready`, `Pending: …` */
  readonly state: string;
}

/** Everything there is to see about a dry run. */
export interface DryRunReport {
  readonly id: number;
  /** `apply examples/web.yaml`, `scale deployment/web --replicas=5` */
  readonly title: string;
  /** `refused`: nothing was done (unknown object, wrong arguments, every manifest unreadable); see `message`. */
  readonly outcome: 'done' | 'cancelled' | 'refused';
  readonly message: string;
  readonly results: readonly ObjectResult[];
  readonly settled: boolean;
  /** Why it ended without settling: the time limit, or the limit of steps. "" if it settled. */
  readonly limit: string;
  readonly virtualSeconds: number;
  readonly unsettled: readonly Unsettled[];
  readonly changes: readonly ObjectChange[];
  readonly outcomes: readonly Outcome[];
  readonly rollouts: readonly Rollout[];
  readonly events: readonly EventRow[];
  /** What can be written back into a manifest (`replicas: 5 into web.yaml`); "" if nothing. */
  readonly writeBack: string;
  readonly cluster: ClusterState;
}

/** `ChangeTextParams` → `string`: one side of an object's diff, with bookkeeping folded away. */
export const DRY_RUN_TEXT = 'drydock/dryRun/text';

export interface ChangeTextParams {
  readonly id: number;
  readonly object: ObjectName;
  readonly side: 'before' | 'after';
}

/** `DecideParams` → `ClusterState`. The outcome becomes the cluster's state, on disk as well. */
export const DRY_RUN_KEEP = 'drydock/dryRun/keep';

/** `DecideParams` → `ClusterState`. The outcome is forgotten. */
export const DRY_RUN_DISCARD = 'drydock/dryRun/discard';

export interface DecideParams {
  readonly id: number;
}

/** `DecideParams` → a WorkspaceEdit of the protocol, or null where there is nothing (any more) to write back. */
export const DRY_RUN_WRITE_BACK = 'drydock/dryRun/writeBack';
