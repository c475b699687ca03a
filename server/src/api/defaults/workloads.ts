// Defaults of the kinds that make Pods.
// Source: pkg/apis/{core,apps,batch}/v1/defaults.go, 1.36.
import type {
  CronJob,
  DaemonSet,
  Deployment,
  Job,
  JobSpec,
  PersistentVolumeClaim,
  ReplicaSet,
  ReplicationController,
  StatefulSet,
} from '../types.generated.ts';
import { setPodTemplateDefaults } from './podSpec.ts';
import { roundToMilli } from './resourceList.ts';
import { setClaimSpecDefaults } from './volume.ts';

const isEmpty = (labels: Readonly<Record<string, string>> | undefined): boolean =>
  labels === undefined || Object.keys(labels).length === 0;

/** Source: SetDefaults_ReplicationController: selector and labels come from the template. */
export function setReplicationControllerDefaults(object: ReplicationController): void {
  const spec = (object.spec ??= {});
  const labels = spec.template?.metadata?.labels;
  if (labels !== undefined) {
    if (isEmpty(spec.selector)) spec.selector = { ...labels };
    const meta = (object.metadata ??= {});
    if (isEmpty(meta.labels)) meta.labels = { ...labels };
  }
  spec.replicas ??= 1;
  setPodTemplateDefaults(spec.template);
}

/** Source: SetDefaults_ReplicaSet. */
export function setReplicaSetDefaults(object: ReplicaSet): void {
  const spec = (object.spec ??= {});
  spec.replicas ??= 1;
  setPodTemplateDefaults((spec.template ??= {}));
}

/** Source: SetDefaults_Deployment. */
export function setDeploymentDefaults(object: Deployment): void {
  const spec = (object.spec ??= {});
  spec.replicas ??= 1;
  const strategy = (spec.strategy ??= {});
  strategy.type ||= 'RollingUpdate';
  if (strategy.type === 'RollingUpdate') {
    const rolling = (strategy.rollingUpdate ??= {});
    rolling.maxUnavailable ??= '25%';
    rolling.maxSurge ??= '25%';
  }
  spec.revisionHistoryLimit ??= 10;
  spec.progressDeadlineSeconds ??= 600;
  setPodTemplateDefaults((spec.template ??= {}));
}

/** Source: SetDefaults_DaemonSet. */
export function setDaemonSetDefaults(object: DaemonSet): void {
  const spec = (object.spec ??= {});
  const strategy = (spec.updateStrategy ??= {});
  strategy.type ||= 'RollingUpdate';
  if (strategy.type === 'RollingUpdate') {
    const rolling = (strategy.rollingUpdate ??= {});
    rolling.maxUnavailable ??= 1;
    rolling.maxSurge ??= 0;
  } else if (strategy.rollingUpdate !== undefined) {
    // The internal type has no absent numbers. Source: Convert_v1_RollingUpdateDaemonSet_To_apps_RollingUpdateDaemonSet.
    strategy.rollingUpdate.maxUnavailable ??= 0;
    strategy.rollingUpdate.maxSurge ??= 0;
  }
  spec.revisionHistoryLimit ??= 10;
  setPodTemplateDefaults((spec.template ??= {}));
}

/** Source: SetDefaults_StatefulSet. */
export function setStatefulSetDefaults(object: StatefulSet): void {
  const spec = (object.spec ??= {});
  spec.podManagementPolicy ||= 'OrderedReady';
  const strategy = (spec.updateStrategy ??= {});
  if ((strategy.type ?? '') === '') {
    strategy.type = 'RollingUpdate';
    strategy.rollingUpdate ??= {};
  }
  if (strategy.type === 'RollingUpdate' && strategy.rollingUpdate !== undefined) strategy.rollingUpdate.partition ??= 0;
  const retention = (spec.persistentVolumeClaimRetentionPolicy ??= {});
  retention.whenDeleted ||= 'Retain';
  retention.whenScaled ||= 'Retain';
  spec.replicas ??= 1;
  spec.revisionHistoryLimit ??= 10;
  setPodTemplateDefaults((spec.template ??= {}));
  spec.volumeClaimTemplates?.forEach(setClaimTemplateDefaults);
}

/** Source: SetDefaults_PersistentVolumeClaim, Convert_apps_StatefulSetSpec_To_v1_StatefulSetSpec. */
function setClaimTemplateDefaults(claim: PersistentVolumeClaim): void {
  claim.apiVersion = 'v1';
  claim.kind = 'PersistentVolumeClaim';
  const status = (claim.status ??= {});
  status.phase ||= 'Pending';
  roundToMilli(status.capacity);
  roundToMilli(status.allocatedResources);
  setClaimSpecDefaults((claim.spec ??= {}));
}

/** Source: SetDefaults_Job. */
export function setJobDefaults(object: Job): void {
  const spec = (object.spec ??= {});
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  spec.parallelism ??= 1;
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : 2147483647;
  const labels = spec.template?.metadata?.labels;
  // The very same labels: what the server adds to the template later is there, too.
  if (labels !== undefined && isEmpty(object.metadata?.labels)) (object.metadata ??= {}).labels = labels;
  spec.completionMode ??= 'NonIndexed';
  spec.suspend ??= false;
  spec.podReplacementPolicy ??= spec.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed';
  spec.manualSelector ??= false;
  setJobSpecDefaults(spec);
}

/** What is defaulted in the Job of a CronJob too: its template and failure policy, nothing else. */
function setJobSpecDefaults(spec: JobSpec): void {
  for (const rule of spec.podFailurePolicy?.rules ?? []) {
    for (const pattern of rule.onPodConditions ?? []) pattern.status ||= 'True';
  }
  setPodTemplateDefaults((spec.template ??= {}));
}

/** Source: SetDefaults_CronJob. */
export function setCronJobDefaults(object: CronJob): void {
  const spec = (object.spec ??= {});
  spec.concurrencyPolicy ||= 'Allow';
  spec.suspend ??= false;
  spec.successfulJobsHistoryLimit ??= 3;
  spec.failedJobsHistoryLimit ??= 1;
  const template = (spec.jobTemplate ??= {});
  setJobSpecDefaults((template.spec ??= {}));
}
