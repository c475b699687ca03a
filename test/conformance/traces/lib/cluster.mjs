// The kinds that the records speak of, and the order of what was seen.
export const RESOURCES = [
  ['v1', 'pods', 'Pod'], ['v1', 'services', 'Service'], ['v1', 'endpoints', 'Endpoints'], ['v1', 'configmaps', 'ConfigMap'],
  ['v1', 'secrets', 'Secret'], ['v1', 'serviceaccounts', 'ServiceAccount'], ['v1', 'events', 'Event'],
  ['v1', 'replicationcontrollers', 'ReplicationController'], ['v1', 'resourcequotas', 'ResourceQuota'],
  ['v1', 'limitranges', 'LimitRange'], ['v1', 'persistentvolumeclaims', 'PersistentVolumeClaim'],
  ['v1', 'nodes', 'Node'], ['v1', 'namespaces', 'Namespace'], ['v1', 'persistentvolumes', 'PersistentVolume'],
  ['apps/v1', 'deployments', 'Deployment'], ['apps/v1', 'replicasets', 'ReplicaSet'], ['apps/v1', 'statefulsets', 'StatefulSet'],
  ['apps/v1', 'daemonsets', 'DaemonSet'], ['apps/v1', 'controllerrevisions', 'ControllerRevision'],
  ['batch/v1', 'jobs', 'Job'], ['batch/v1', 'cronjobs', 'CronJob'],
  ['discovery.k8s.io/v1', 'endpointslices', 'EndpointSlice'], ['policy/v1', 'poddisruptionbudgets', 'PodDisruptionBudget'],
  ['scheduling.k8s.io/v1', 'priorityclasses', 'PriorityClass'],
];
export const CLUSTER_SCOPED = new Set(['Node', 'Namespace', 'PersistentVolume', 'PriorityClass']);

/** Journal entries in the order of the store: resourceVersion where it is a number, else as they came. */
export function inOrder(entries) {
  const rv = (e) => { const v = e.obj.metadata.resourceVersion; return /^\d+$/.test(v ?? '') ? Number(v) : undefined; };
  return entries.map((e) => [rv(e), e]).sort((a, b) => (a[0] !== undefined && b[0] !== undefined && a[0] !== b[0] ? a[0] - b[0] : a[1].seq - b[1].seq)).map((x) => x[1]);
}
