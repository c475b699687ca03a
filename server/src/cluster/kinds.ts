// The kinds that the cluster's actors look at, named once.
import { gvkOf } from '../api/gvk.ts';

export const POD = gvkOf('v1', 'Pod');
export const NODE = gvkOf('v1', 'Node');
export const SERVICE = gvkOf('v1', 'Service');
export const ENDPOINTS = gvkOf('v1', 'Endpoints');
export const ENDPOINT_SLICE = gvkOf('discovery.k8s.io/v1', 'EndpointSlice');
export const NAMESPACE = gvkOf('v1', 'Namespace');
export const CONFIG_MAP = gvkOf('v1', 'ConfigMap');
export const SECRET = gvkOf('v1', 'Secret');
export const SERVICE_ACCOUNT = gvkOf('v1', 'ServiceAccount');
export const REPLICATION_CONTROLLER = gvkOf('v1', 'ReplicationController');
export const REPLICA_SET = gvkOf('apps/v1', 'ReplicaSet');
export const STATEFUL_SET = gvkOf('apps/v1', 'StatefulSet');
export const PERSISTENT_VOLUME_CLAIM = gvkOf('v1', 'PersistentVolumeClaim');
export const PERSISTENT_VOLUME = gvkOf('v1', 'PersistentVolume');
export const STORAGE_CLASS = gvkOf('storage.k8s.io/v1', 'StorageClass');
export const CSI_NODE = gvkOf('storage.k8s.io/v1', 'CSINode');
export const POD_DISRUPTION_BUDGET = gvkOf('policy/v1', 'PodDisruptionBudget');
export const LEASE = gvkOf('coordination.k8s.io/v1', 'Lease');
export const INGRESS = gvkOf('networking.k8s.io/v1', 'Ingress');
export const CONTROLLER_REVISION = gvkOf('apps/v1', 'ControllerRevision');
export const JOB = gvkOf('batch/v1', 'Job');
export const CRON_JOB = gvkOf('batch/v1', 'CronJob');
export const HORIZONTAL_POD_AUTOSCALER = gvkOf('autoscaling/v2', 'HorizontalPodAutoscaler');
export const DAEMON_SET = gvkOf('apps/v1', 'DaemonSet');
export const DEPLOYMENT = gvkOf('apps/v1', 'Deployment');
