// The types that the controllers work on.
import { gvkOf } from '../../api/gvk.ts';

export const POD = gvkOf('v1', 'Pod');
export const NODE = gvkOf('v1', 'Node');
export const REPLICATION_CONTROLLER = gvkOf('v1', 'ReplicationController');
export const PERSISTENT_VOLUME = gvkOf('v1', 'PersistentVolume');
export const PERSISTENT_VOLUME_CLAIM = gvkOf('v1', 'PersistentVolumeClaim');
export const STORAGE_CLASS = gvkOf('storage.k8s.io/v1', 'StorageClass');
export const REPLICA_SET = gvkOf('apps/v1', 'ReplicaSet');
export const DEPLOYMENT = gvkOf('apps/v1', 'Deployment');
export const STATEFUL_SET = gvkOf('apps/v1', 'StatefulSet');
export const DAEMON_SET = gvkOf('apps/v1', 'DaemonSet');
export const CONTROLLER_REVISION = gvkOf('apps/v1', 'ControllerRevision');
export const JOB = gvkOf('batch/v1', 'Job');
export const CRON_JOB = gvkOf('batch/v1', 'CronJob');
export const HORIZONTAL_POD_AUTOSCALER = gvkOf('autoscaling/v2', 'HorizontalPodAutoscaler');
export const POD_DISRUPTION_BUDGET = gvkOf('policy/v1', 'PodDisruptionBudget');
