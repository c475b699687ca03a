// A plugin of the scheduler's framework. Source: staging/src/k8s.io/kube-scheduler/framework/interface.go, 1.36.
// PreFilter and PreScore are one step here (`prepare`), because one cycle always needs both or neither to be cheap.
import type { Node, Pod } from '../../api/types.generated.ts';
import type { DeepReadonly, ReadApi } from '../controller.ts';

/** Amounts as plain numbers: CPU in thousandths, everything else in whole units. */
export interface Amounts {
  readonly cpu: number;
  readonly memory: number;
  readonly ephemeralStorage: number;
  /** Extended resources, huge pages, attachable volumes. */
  readonly scalars: ReadonlyMap<string, number>;
}

/** Pods with the same (anti-)affinity terms, which all count alike. */
export interface AffinityGroup {
  /** One of them. */
  readonly pod: DeepReadonly<Pod>;
  readonly count: number;
}

/** A node with what runs on it, Pods that have finished left out. */
export interface NodeInfo {
  readonly name: string;
  readonly node: DeepReadonly<Node>;
  readonly pods: ReadonlyMap<string, DeepReadonly<Pod>>;
  readonly allocatable: Amounts & { readonly pods: number };
  readonly requested: Amounts;
  /** The same with 100m CPU and 200 MiB for every container that asks for none; scores use it. */
  readonly nonZeroRequested: { readonly cpu: number; readonly memory: number };
  /** `TCP/0.0.0.0/8080` → how many Pods use the host port. */
  readonly hostPorts: ReadonlyMap<string, number>;
  readonly affinityGroups: ReadonlyMap<string, AffinityGroup>;
}

/** What a cycle looks at: the cluster, or the cluster as it would be if some Pods of a node were not there. */
export interface Snapshot {
  readonly api: ReadApi;
  /** In the order in which the scheduler goes through them: zone by zone in turn. */
  readonly nodes: readonly NodeInfo[];
  node(name: string): NodeInfo | undefined;
  /**
   * How many Pods of each node `matches`, by the node's name. `key` says the same as `matches` in text, so that the
   * count is kept from cycle to cycle; `matches` may only look at namespace, labels and deletionTimestamp.
   */
  counts(key: string, matches: (pod: DeepReadonly<Pod>) => boolean): ReadonlyMap<string, number>;
}

/** Why a Pod cannot go to a node. */
export interface Rejection {
  readonly reasons: readonly string[];
  /** Whether evicting Pods could never help (`UnschedulableAndUnresolvable`). */
  readonly unresolvable: boolean;
}

/** What a plugin has found out of a Pod before it looks at single nodes. */
export interface Prepared<State> {
  readonly state: State;
  /** The plugin has nothing to say of this Pod when nodes are filtered, or scored. */
  readonly skipFilter?: boolean;
  readonly skipScore?: boolean;
  /** No node can be right, for this reason. */
  readonly refused?: string;
  /** Only these nodes can be right. */
  readonly only?: ReadonlySet<string>;
}

/** One plugin. `prepare` is called once per Pod and cycle, its state given to `filter` and `score`. */
export interface SchedulerPlugin<State = never> {
  /** Upstream's name: `NodeResourcesFit`, … */
  readonly name: string;
  /** Place in upstream's order (pkg/scheduler/apis/config/v1/default_plugins.go). */
  readonly order: number;
  /** Weight of the score; 0 for plugins that only filter. */
  readonly weight: number;
  /** Whether `prepare` looks at the Pods of all nodes and has to be asked again when some are thought away. */
  readonly looksAtPods?: boolean;
  prepare(pod: DeepReadonly<Pod>, snapshot: Snapshot): Prepared<State>;
  filter?(state: State, pod: DeepReadonly<Pod>, node: NodeInfo, snapshot: Snapshot): Rejection | undefined;
  /** The raw score; `normalise` brings the scores of all nodes to 0–100. */
  score?(state: State, pod: DeepReadonly<Pod>, node: NodeInfo, snapshot: Snapshot): number;
  normalise?(scores: readonly number[], state: State, nodes: readonly NodeInfo[]): readonly number[];
  /** Whether a change could let in a Pod that this plugin has refused. Source: EventsToRegister and queueing hints. */
  mayHelp(change: ClusterChange, pod: DeepReadonly<Pod>, snapshot: Snapshot): boolean;
}

/** A plugin without its state's type, as the registry keeps it. */
export const definePlugin = <State>(plugin: SchedulerPlugin<State>): SchedulerPlugin =>
  plugin as unknown as SchedulerPlugin;

/** A change that may let waiting Pods in. */
export type ClusterChange =
  | { readonly kind: 'node'; readonly name: string; readonly aspects: readonly NodeAspect[] }
  /** A Pod that has a node came, changed its labels or asks for less, or went. */
  | { readonly kind: 'pod'; readonly namespace: string; readonly aspect: 'added' | 'labels' | 'smaller' | 'gone' }
  | { readonly kind: 'volume' };

/** What of a node changed. */
export type NodeAspect = 'added' | 'labels' | 'taints' | 'schedulable' | 'allocatable';
