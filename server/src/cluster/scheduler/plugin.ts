// A plugin of the scheduler's framework. Source: staging/src/k8s.io/kube-scheduler/framework/interface.go, 1.36.
import type { Node, Pod } from '../../api/types.generated.ts';
import type { DeepReadonly, ReadApi } from '../controller.ts';

/** A node with what runs on it. */
export interface NodeInfo {
  readonly node: DeepReadonly<Node>;
  readonly pods: readonly DeepReadonly<Pod>[];
}

/** Why a Pod cannot go to a node. */
export interface Rejection {
  readonly reason: string;
  /** Whether evicting Pods could never help (`UnschedulableAndUnresolvable`). */
  readonly unresolvable: boolean;
}

/** One plugin. `prepare` is called once per Pod, its result given to `filter` and `score`. */
export interface SchedulerPlugin<State = unknown> {
  /** Upstream's name: `NodeResourcesFit`, … */
  readonly name: string;
  /** Place in upstream's order of filters (pkg/scheduler/apis/config/v1/default_plugins.go). */
  readonly order: number;
  /** Weight of the score; 0 for plugins that only filter. */
  readonly weight: number;
  prepare(pod: DeepReadonly<Pod>, nodes: readonly NodeInfo[], api: ReadApi): State;
  filter?(state: State, pod: DeepReadonly<Pod>, node: NodeInfo, api: ReadApi): Rejection | undefined;
  /** The raw score; `normalise` brings the scores of all nodes to 0–100. */
  score?(state: State, pod: DeepReadonly<Pod>, node: NodeInfo, api: ReadApi): number;
  normalise?(scores: readonly number[]): readonly number[];
}
