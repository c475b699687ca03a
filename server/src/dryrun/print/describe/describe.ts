// `kubectl describe` of one object. Kinds that kubectl has a description of their own for and that are not listed here
// (roles, accounts, priority classes, …) are described field by field, as kubectl does with kinds that it does not know.
import type { GroupVersionKind } from '../../../api/gvk.ts';
import type { ApiObject } from '../../../api/kindRules.ts';
import type { PodTemplateSpec } from '../../../api/types.generated.ts';
import type { DeepReadonly } from '../../../cluster/controller.ts';
import { endpoints } from './endpoints.ts';
import { generic } from './generic.ts';
import { horizontalPodAutoscaler } from './autoscalers.ts';
import { limitRange, namespace, node } from './nodes.ts';
import {
  configMap,
  ingress,
  persistentVolume,
  persistentVolumeClaim,
  podDisruptionBudget,
  resourceQuota,
  secret,
  service,
  storageClass,
} from './others.ts';
import { Page, type DescribeContext, type Describer } from './page.ts';
import {
  cronJob,
  daemonSet,
  deployment,
  job,
  pod,
  replicaSet,
  replicationController,
  statefulSet,
  template,
} from './pods.ts';

const DESCRIBERS = new Map<string, Describer<never>>([
  ['/Pod', pod],
  ['/ReplicationController', replicationController],
  ['apps/ReplicaSet', replicaSet],
  ['apps/Deployment', deployment],
  ['apps/StatefulSet', statefulSet],
  ['apps/DaemonSet', daemonSet],
  ['batch/Job', job],
  ['batch/CronJob', cronJob],
  ['/Service', service],
  ['networking.k8s.io/Ingress', ingress],
  ['/ConfigMap', configMap],
  ['/Secret', secret],
  ['/PersistentVolumeClaim', persistentVolumeClaim],
  ['/Endpoints', endpoints],
  ['/PersistentVolume', persistentVolume],
  ['autoscaling/HorizontalPodAutoscaler', horizontalPodAutoscaler],
  ['/LimitRange', limitRange],
  ['storage.k8s.io/StorageClass', storageClass],
  ['policy/PodDisruptionBudget', podDisruptionBudget],
  ['/ResourceQuota', resourceQuota],
  ['/Node', node],
  ['/Namespace', namespace],
]);

/** A Pod template as `rollout history --revision` and `rollout undo --dry-run` show it: nobody aligns it there. */
export function templateLines(of: DeepReadonly<PodTemplateSpec>): readonly string[] {
  const page = new Page();
  template(page, of);
  return page.rawLines();
}

/** The lines of a description. */
export function describeObject(
  { group, kind }: GroupVersionKind,
  object: DeepReadonly<ApiObject>,
  context: DescribeContext,
): string[] {
  const page = new Page();
  const describer = (DESCRIBERS.get(`${group}/${kind}`) ?? generic) as Describer;
  describer(page, object, context);
  return page.toLines();
}
