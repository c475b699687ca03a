// What a kubelet reports of its node. Source: pkg/kubelet/nodestatus/setters.go, 1.36. Not modelled: leases and
// heartbeats as objects; whether a kubelet is alive is on the node's label, and the node controller looks there, so
// that a cluster at rest has nothing to do.
import { deepEqual } from '../../base/compare.ts';
import { formatTime } from '../../base/instant.ts';
import { ok, type Result } from '../../base/result.ts';
import { behaviours } from '../../api/behaviour.ts';
import type { Node, NodeCondition, NodeStatus } from '../../api/types.generated.ts';
import type { Status } from '../../api/status.ts';
import type { ClusterApi, DeepReadonly } from '../controller.ts';
import { allocateNodeIp } from './addresses.ts';

type ReadNode = DeepReadonly<Node>;

/** The kubelet of the node is silent. */
export const isDead = (node: ReadNode): boolean => node.metadata?.labels?.['drydock.dev/kubelet'] === 'dead';

/** What the node runs short of, by its annotation. */
export function pressuresOf(node: ReadNode): readonly string[] {
  const known = behaviours.find(({ name }) => name === 'pressure')?.values ?? [];
  const words = (node.metadata?.annotations?.['drydock.dev/pressure'] ?? '').split(',').map((word) => word.trim());
  return known.filter((word) => words.includes(word));
}

/** The node is being shut down. */
export const isShuttingDown = (node: ReadNode): boolean =>
  node.metadata?.annotations?.['drydock.dev/shutdown'] === 'true';

const PRESSURES = [
  ['MemoryPressure', 'memory', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'disk', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'pid', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
] as const;

const UNDER_PRESSURE: Readonly<Record<string, readonly [string, string]>> = {
  MemoryPressure: ['KubeletHasInsufficientMemory', 'kubelet has insufficient memory available'],
  DiskPressure: ['KubeletHasDiskPressure', 'kubelet has disk pressure'],
  PIDPressure: ['KubeletHasInsufficientPID', 'kubelet has insufficient PID available'],
};

function wantedConditions(
  node: ReadNode,
): ReadonlyArray<readonly [type: string, status: string, reason: string, message: string]> {
  const pressures = pressuresOf(node);
  const of = PRESSURES.map(([type, word, reason, message]) => {
    const bad = UNDER_PRESSURE[type];
    return pressures.includes(word) && bad
      ? ([type, 'True', bad[0], bad[1]] as const)
      : ([type, 'False', reason, message] as const);
  });
  const down = node.metadata?.annotations?.['drydock.dev/ready'] === 'false';
  const ready = isShuttingDown(node)
    ? (['Ready', 'False', 'KubeletNotReady', 'node is shutting down'] as const)
    : down
      ? (['Ready', 'False', 'KubeletNotReady', 'container runtime is down'] as const)
      : (['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'] as const);
  return [...of, ready];
}

function conditionsOf(node: ReadNode, now: number): NodeCondition[] {
  const old = node.status?.conditions ?? [];
  const wanted = wantedConditions(node);
  const own = wanted.map(([type, status, reason, message]): NodeCondition => {
    const before = old.find((one) => one.type === type);
    const same = before?.status === status && before.reason === reason;
    return {
      type,
      status,
      lastHeartbeatTime: same ? before.lastHeartbeatTime : formatTime(now),
      lastTransitionTime: before?.status === status ? before.lastTransitionTime : formatTime(now),
      reason,
      message,
    };
  });
  const others = old.filter(({ type }) => !wanted.some(([own]) => own === type));
  return [...(others as NodeCondition[]), ...own];
}

const NODE_INFO = {
  architecture: 'amd64',
  bootID: '',
  containerRuntimeVersion: 'containerd://2.1.0',
  kernelVersion: '6.12.0',
  kubeProxyVersion: '',
  kubeletVersion: 'v1.36.3',
  machineID: '',
  operatingSystem: 'linux',
  osImage: 'linux',
  systemUUID: '',
};

/** A node that does not say what it has gets what the default cluster's nodes have. */
const DEFAULT_CAPACITY = { cpu: '4', memory: '8Gi', pods: '110' };

/** Brings the node's status up to date. */
export function reportNode(node: ReadNode, api: ClusterApi): Result<void, Status> {
  if (isDead(node)) return ok(undefined);
  const { status = {} } = node;
  const capacity = status.capacity ?? status.allocatable ?? DEFAULT_CAPACITY;
  const name = node.metadata?.name ?? '';
  const wanted = {
    ...status,
    addresses:
      (status.addresses ?? []).length > 0
        ? status.addresses
        : [
            { type: 'InternalIP', address: allocateNodeIp(api) },
            { type: 'Hostname', address: name },
          ],
    capacity,
    allocatable: status.allocatable ?? capacity,
    nodeInfo: status.nodeInfo?.kubeletVersion ? status.nodeInfo : NODE_INFO,
    conditions: conditionsOf(node, api.now),
  } as DeepReadonly<NodeStatus>;
  if (deepEqual(wanted, status)) return ok(undefined);
  const written = api.updateStatus<Node>({ ...node, status: wanted });
  return written.ok ? ok(undefined) : written;
}
