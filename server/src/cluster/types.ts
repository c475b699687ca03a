// The types that the engine itself names. Constants, so that they serve as keys (see kindKeyOf).
import type { GroupVersionKind } from '../api/gvk.ts';

const core = (kind: string): GroupVersionKind => ({ group: '', version: 'v1', kind });

export const POD = core('Pod');
export const NODE = core('Node');
export const NAMESPACE = core('Namespace');
export const EVENT = core('Event');
export const SERVICE = core('Service');
export const SERVICE_ACCOUNT = core('ServiceAccount');
export const CONFIG_MAP = core('ConfigMap');
export const SECRET = core('Secret');
export const LIMIT_RANGE = core('LimitRange');
export const RESOURCE_QUOTA = core('ResourceQuota');
export const PERSISTENT_VOLUME_CLAIM = core('PersistentVolumeClaim');
export const LEASE: GroupVersionKind = { group: 'coordination.k8s.io', version: 'v1', kind: 'Lease' };
export const POD_DISRUPTION_BUDGET: GroupVersionKind = { group: 'policy', version: 'v1', kind: 'PodDisruptionBudget' };
export const PRIORITY_CLASS: GroupVersionKind = { group: 'scheduling.k8s.io', version: 'v1', kind: 'PriorityClass' };
export const RUNTIME_CLASS: GroupVersionKind = { group: 'node.k8s.io', version: 'v1', kind: 'RuntimeClass' };
export const STORAGE_CLASS: GroupVersionKind = { group: 'storage.k8s.io', version: 'v1', kind: 'StorageClass' };
export const INGRESS_CLASS: GroupVersionKind = { group: 'networking.k8s.io', version: 'v1', kind: 'IngressClass' };
