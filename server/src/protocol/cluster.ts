// Requests about the dry-run cluster of a workspace: what is in it, its rollouts' history, its state on disk.
// Types and names only: the client imports nothing else of the server.

/** One object of the cluster. `namespace` is "" for cluster-scoped objects. */
export interface ObjectName {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** `deployment/web`: short, for titles and lists. */
export const shortName = (object: ObjectName): string => `${object.kind.toLowerCase()}/${object.name}`;

/** `ClusterOpenParams` → `ClusterState`. Sent once per connection, before anything else about the cluster. */
export const CLUSTER_OPEN = 'drydock/cluster/open';

/** Where the state of the workspace's cluster is kept. */
export interface ClusterOpenParams {
  /** A folder of the extension's own, or undefined: then nothing outlives the server. */
  readonly stateDir?: string;
}

/** What views and `when` clauses need to know. */
export interface ClusterState {
  /** Counts what is in the cluster beyond what it came with. */
  readonly objects: number;
  /** Steps that were kept since the last reset. */
  readonly kept: number;
  /** The dry run whose outcome is neither kept nor discarded. */
  readonly pending: number | null;
  /** Why the saved state could not be used; null if it could, or there was none. */
  readonly problem: string | null;
}

/** No parameters → `ClusterState`. The cluster is made anew from `drydock.cluster.nodes`. */
export const CLUSTER_RESET = 'drydock/cluster/reset';

/** `TreeParams` → `TreeNode[]`. */
export const CLUSTER_TREE = 'drydock/cluster/tree';

/** Which part of the tree is wanted: the children of a node, or the top. */
export interface TreeParams {
  readonly parent?: string;
}

/** How something is doing; the client chooses icon and colour. */
export type Health = 'good' | 'busy' | 'bad' | 'gone' | 'none';

/** One line of the Cluster view. */
export interface TreeNode {
  /** Stable over refreshes, so that what is unfolded stays unfolded. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** Plain text, in lines. */
  readonly tooltip: string;
  /** A kind (`Pod`), or `namespace`, `events`, `event`, `endpoint`, `group`. */
  readonly type: string;
  readonly health: Health;
  readonly hasChildren: boolean;
  readonly object: ObjectName | null;
}

/** `ObjectParams` → `string | null`: an object of the cluster as YAML. */
export const CLUSTER_OBJECT = 'drydock/cluster/object';

export interface ObjectParams {
  readonly object: ObjectName;
}

/** No parameters → `Workload[]`: what can be scaled or rolled back. */
export const CLUSTER_WORKLOADS = 'drydock/cluster/workloads';

/** A workload of the cluster. */
export interface Workload {
  readonly object: ObjectName;
  readonly replicas: number;
  readonly ready: number;
  readonly paused: boolean;
  /** Whether it has a rollout history. */
  readonly hasHistory: boolean;
}

/** `ObjectParams` → `Revision[]`, the newest first. */
export const CLUSTER_HISTORY = 'drydock/cluster/history';

/** One revision of a rollout. */
export interface Revision {
  readonly revision: number;
  readonly current: boolean;
  /** The annotation `kubernetes.io/change-cause`, or "". */
  readonly changeCause: string;
  /** What it changed against the revision before: `image nginx:1.26 → nginx:1.27`. */
  readonly change: string;
  /** The Pod template as YAML. */
  readonly template: string;
}

/** A page about an object that no field of it says. */
export type ViewName = 'logs' | 'scheduling' | 'routes' | 'describe';

/** `ViewParams` → `string | null`: the page as plain text; null if the object is not there. */
export const CLUSTER_VIEW = 'drydock/cluster/view';

export interface ViewParams {
  readonly object: ObjectName;
  readonly view: ViewName;
}

/** `ListParams` → `ObjectName[]`: the objects of a kind, to pick one. */
export const CLUSTER_LIST = 'drydock/cluster/list';

export interface ListParams {
  readonly apiVersion: string;
  readonly kind: string;
}

/** `LookParams` → `Look | null`; null if the command does not only look, so that it has to be a dry run. */
export const CLUSTER_LOOK = 'drydock/cluster/look';

export interface LookParams {
  /** A command line as one would give it to kubectl: `get pods -o wide`. */
  readonly command: string;
}

/** What a command that only looks prints. */
export interface Look {
  readonly text: string;
  readonly failed: boolean;
}
