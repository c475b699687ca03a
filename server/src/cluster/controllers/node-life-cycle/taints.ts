// The taints that the node controller puts on nodes for their conditions.
// Source: pkg/controller/nodelifecycle/node_lifecycle_controller.go (nodeConditionToTaintKeyStatusMap,
// doNoScheduleTaintingPass), pkg/controller/util/node/controller_utils.go (SwapNodeControllerTaint), 1.36.
import { formatTime } from '../../../base/instant.ts';
import type { Node, Taint } from '../../../api/types.generated.ts';
import type { DeepReadonly } from '../../controller.ts';

type ReadNode = DeepReadonly<Node>;
type ReadTaint = DeepReadonly<Taint>;

export const NOT_READY = 'node.kubernetes.io/not-ready';
export const UNREACHABLE = 'node.kubernetes.io/unreachable';
const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';

const BY_CONDITION: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: NOT_READY, Unknown: UNREACHABLE },
  MemoryPressure: { True: 'node.kubernetes.io/memory-pressure' },
  DiskPressure: { True: 'node.kubernetes.io/disk-pressure' },
  NetworkUnavailable: { True: 'node.kubernetes.io/network-unavailable' },
  PIDPressure: { True: 'node.kubernetes.io/pid-pressure' },
};

const OURS = new Set([UNSCHEDULABLE, ...Object.values(BY_CONDITION).flatMap((keys) => Object.values(keys))]);

/** The node's condition Ready: True, False or Unknown; "" where nobody has reported it yet. */
export const readiness = (node: ReadNode): string =>
  (node.status?.conditions ?? []).find(({ type }) => type === 'Ready')?.status ?? '';

/** Whether the node is known not to be well. */
export const isBad = (node: ReadNode): boolean => readiness(node) === 'False' || readiness(node) === 'Unknown';

/** Adds taints at the end, with the time, and takes others away. Undefined if nothing changes. */
export function swapTaints(
  node: ReadNode,
  add: readonly ReadTaint[],
  remove: readonly ReadTaint[],
  now: number,
): readonly ReadTaint[] | undefined {
  const same = (a: ReadTaint, b: ReadTaint) => a.key === b.key && a.effect === b.effect;
  const old = node.spec?.taints ?? [];
  const kept = old.filter((taint) => !remove.some((gone) => same(gone, taint)));
  const fresh = add.filter((taint) => !kept.some((known) => same(known, taint)));
  if (kept.length === old.length && fresh.length === 0) return undefined;
  return [...kept, ...fresh.map((taint) => ({ ...taint, timeAdded: formatTime(now) }))];
}

/** The node with other taints. */
export function withTaints(node: ReadNode, taints: readonly ReadTaint[]): ReadNode {
  const { taints: _old, ...spec } = node.spec ?? {};
  return { ...node, spec: taints.length > 0 ? { ...spec, taints } : spec };
}

/** The taints of effect NoSchedule that the node should have for its conditions and for being cordoned. */
export function conditionTaints(node: ReadNode, now: number): readonly ReadTaint[] | undefined {
  const wanted = (node.status?.conditions ?? []).flatMap(({ type = '', status = '' }) => {
    const key = Object.hasOwn(BY_CONDITION, type) ? BY_CONDITION[type]?.[status] : undefined;
    return key === undefined ? [] : [key];
  });
  if (node.spec?.unschedulable === true) wanted.push(UNSCHEDULABLE);
  const own = (node.spec?.taints ?? []).filter(({ effect, key = '' }) => effect === 'NoSchedule' && OURS.has(key));
  return swapTaints(
    node,
    wanted.map((key) => ({ key, effect: 'NoSchedule' })),
    own.filter(({ key = '' }) => !wanted.includes(key)),
    now,
  );
}

/** `not-ready` and `unreachable` of effect NoExecute: one of them, the other, or none. */
export function executionTaints(node: ReadNode, now: number): readonly ReadTaint[] | undefined {
  const both = [NOT_READY, UNREACHABLE].map((key) => ({ key, effect: 'NoExecute' }));
  const wanted = { False: NOT_READY, Unknown: UNREACHABLE }[readiness(node)];
  return swapTaints(
    node,
    both.filter(({ key }) => key === wanted),
    both.filter(({ key }) => key !== wanted),
    now,
  );
}
