// The cluster that a dry run starts from when nobody says otherwise.
import type { ApiObject } from '../api/kindRules.ts';

/** 2026-01-01T00:00:00Z: when every cluster begins. */
export const START_MS = 1_767_225_600_000;

/** Service and Pod addresses. */
export const SERVICE_RANGE = '10.254.0.0/16';
export const POD_RANGE = '10.1.0.0/16';

/** The namespaces that a cluster comes with. */
export const NAMESPACES: readonly string[] = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

const CAPACITY = { cpu: '4', memory: '8Gi', pods: '110' };
const HOST_LABELS = { 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' };

function node(
  name: string,
  labels: Readonly<Record<string, string>>,
  spec: Readonly<Record<string, unknown>>,
): ApiObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...HOST_LABELS, ...labels } },
    ...(Object.keys(spec).length > 0 ? { spec } : {}),
    status: { capacity: CAPACITY, allocatable: CAPACITY },
  } as ApiObject;
}

const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';

/** One control-plane node with its taint, and two workers. */
export const DEFAULT_NODES: readonly ApiObject[] = [
  node('control-plane', { [CONTROL_PLANE]: '' }, { taints: [{ key: CONTROL_PLANE, effect: 'NoSchedule' }] }),
  node('worker-1', {}, {}),
  node('worker-2', {}, {}),
];

/** The priority classes that the API server makes sure of. Source: pkg/registry/scheduling/rest/storage_scheduling.go. */
export const PRIORITY_CLASSES: readonly ApiObject[] = [
  {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'system-cluster-critical' },
    value: 2_000_000_000,
    description:
      'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  } as ApiObject,
  {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'system-node-critical' },
    value: 2_000_001_000,
    description: 'Used for system critical pods that must not be moved from their current node.',
  } as ApiObject,
];
