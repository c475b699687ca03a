// Descriptions of Pods and of what makes them. Source: kubectl/pkg/describe/describe.go, 1.36.
import { compareText } from '../../../base/compare.ts';
import { formatSelector } from '../../../api/labelSelector.ts';
import type { ApiObject } from '../../../api/kindRules.ts';
import type {
  CronJob,
  DaemonSet,
  Deployment,
  Job,
  PersistentVolumeClaim,
  Pod,
  PodTemplateSpec,
  ReplicaSet,
  ReplicationController,
  StatefulSet,
  TopologySpreadConstraint,
} from '../../../api/types.generated.ts';
import { parseTime } from '../../../base/instant.ts';
import type { DeepReadonly } from '../../../cluster/controller.ts';
import { POD, REPLICA_SET } from '../../../cluster/kinds.ts';
import { isControlledBy } from '../../../cluster/workloads/claim.ts';
import { withoutHash } from '../../history.ts';
import { deepEqual } from '../../../base/compare.ts';
import { ageOf, humanDuration, longTime } from '../times.ts';
import { classOf, labelsText } from '../words.ts';
import { describeContainers, describeResources } from './containers.ts';
import {
  conditions,
  controlledBy,
  events,
  head,
  timeField,
  type DescribeContext,
  type Describer,
  type Page,
} from './page.ts';
import { describeVolumes } from './volumes.ts';

function spread(
  page: Page,
  constraints: readonly DeepReadonly<TopologySpreadConstraint>[] | undefined,
  indent: string,
) {
  if ((constraints ?? []).length === 0) return;
  const sorted = (constraints ?? []).toSorted((a, b) => compareText(a.topologyKey ?? '', b.topologyKey ?? ''));
  const texts = sorted.map(({ topologyKey = '', whenUnsatisfiable = '', maxSkew = 0, labelSelector }) => {
    const of = labelSelector ? ` for selector ${formatSelector(labelSelector)}` : '';
    return `${topologyKey}:${whenUnsatisfiable} when max skew ${maxSkew} is exceeded${of}`;
  });
  page.list('Topology Spread Constraints', texts, indent);
}

/** A Pod template inside another description, or alone. Source: DescribePodTemplate. */
export function template(page: Page, pod: DeepReadonly<PodTemplateSpec> | undefined): void {
  const spec = pod?.spec ?? {};
  page.line(0, 'Pod Template:');
  page.labels('  Labels', pod?.metadata?.labels);
  if (Object.keys(pod?.metadata?.annotations ?? {}).length > 0)
    page.annotations('  Annotations', pod?.metadata?.annotations);
  if (spec.serviceAccountName) page.field('Service Account', spec.serviceAccountName, 1);
  const place = { indent: '  ' } as const;
  if (spec.initContainers) describeContainers(page, 'Init Containers', spec.initContainers, undefined, place);
  describeContainers(page, 'Containers', spec.containers, undefined, place);
  describeVolumes(page, spec.volumes, '  ');
  spread(page, spec.topologySpreadConstraints, '  ');
  if (spec.priorityClassName) page.field('Priority Class Name', spec.priorityClassName, 1);
  page.labels('  Node-Selectors', spec.nodeSelector);
  page.tolerations('  Tolerations', spec.tolerations);
}

function podStatus(page: Page, pod: DeepReadonly<Pod>, { now }: DescribeContext): void {
  const { metadata, status } = pod;
  const over = status?.phase === 'Failed' || status?.phase === 'Succeeded';
  if (metadata?.deletionTimestamp !== undefined && !over) {
    page.field('Status', `Terminating (lasts ${ageOf(metadata.deletionTimestamp, now)})`);
    page.field('Termination Grace Period', `${metadata.deletionGracePeriodSeconds ?? 0}s`);
  } else page.field('Status', status?.phase);
  page.optional('Reason', status?.reason);
  page.optional('Message', status?.message);
  page.optional('SeccompProfile', pod.spec?.securityContext?.seccompProfile?.type);
  page.field('IP', status?.podIP);
  page.line(0, (status?.podIPs ?? []).length === 0 ? 'IPs:\t<none>' : 'IPs:');
  for (const { ip } of status?.podIPs ?? []) page.field('IP', ip, 1);
  controlledBy(page, pod);
  page.optional('NominatedNodeName', status?.nominatedNodeName);
}

/** A Pod. Source: describePod. */
export const pod: Describer<Pod> = (page, object, context) => {
  const { metadata, spec, status } = object;
  page.field('Name', metadata?.name);
  page.field('Namespace', metadata?.namespace);
  if (spec?.priority !== undefined) page.field('Priority', spec.priority);
  page.optional('Priority Class Name', spec?.priorityClassName);
  page.optional('Runtime Class Name', spec?.runtimeClassName);
  page.optional('Service Account', spec?.serviceAccountName);
  page.field('Node', spec?.nodeName ? `${spec.nodeName}/${status?.hostIP ?? ''}` : '<none>');
  timeField(page, 'Start Time', status?.startTime);
  page.labels('Labels', metadata?.labels);
  page.annotations('Annotations', metadata?.annotations);
  podStatus(page, object, context);
  if (spec?.resources) {
    page.line(0, 'Resources:');
    describeResources(page, spec.resources, 1);
  }
  const place = { pod: object, read: context.read, indent: '' } as const;
  if ((spec?.initContainers ?? []).length > 0) {
    describeContainers(page, 'Init Containers', spec?.initContainers, status?.initContainerStatuses, place);
  }
  describeContainers(page, 'Containers', spec?.containers, status?.containerStatuses, place);
  const gates = spec?.readinessGates ?? [];
  if (gates.length > 0) page.line(0, 'Readiness Gates:\n  Type\tStatus');
  for (const { conditionType = '' } of gates) {
    const found = status?.conditions?.find(({ type }) => type === conditionType);
    page.line(1, `${conditionType} \t${found?.status ?? '<none>'} `);
  }
  if ((status?.conditions ?? []).length > 0) page.line(0, 'Conditions:\n  Type\tStatus');
  for (const condition of status?.conditions ?? [])
    page.line(1, `${condition.type ?? ''} \t${condition.status ?? ''} `);
  describeVolumes(page, spec?.volumes, '');
  page.field('QoS Class', status?.qosClass);
  page.labels('Node-Selectors', spec?.nodeSelector);
  page.tolerations('Tolerations', spec?.tolerations);
  spread(page, spec?.topologySpreadConstraints, '');
  events(page, object, context);
};

/** How many of its Pods are in which phase. Source: getPodStatusForController. */
function podCounts(owner: DeepReadonly<ApiObject>, { read }: DescribeContext): string {
  const pods = read.list<Pod>(POD, owner.metadata?.namespace).filter((one) => isControlledBy(one, owner));
  const count = (phase: string): number => pods.filter(({ status }) => status?.phase === phase).length;
  return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`;
}

/** A ReplicaSet. Source: describeReplicaSet. */
export const replicaSet: Describer<ReplicaSet> = (page, set, context) => {
  page.field('Name', set.metadata?.name);
  page.field('Namespace', set.metadata?.namespace);
  page.field('Selector', formatSelector(set.spec?.selector));
  page.labels('Labels', set.metadata?.labels);
  page.annotations('Annotations', set.metadata?.annotations);
  controlledBy(page, set);
  page.field('Replicas', `${set.status?.replicas ?? 0} current / ${set.spec?.replicas ?? 0} desired`);
  page.field('Pods Status', podCounts(set, context));
  template(page, set.spec?.template);
  conditions(page, set.status?.conditions);
  events(page, set, context);
};

/** A ReplicationController. Source: describeReplicationController. */
export const replicationController: Describer<ReplicationController> = (page, set, context) => {
  page.field('Name', set.metadata?.name);
  page.field('Namespace', set.metadata?.namespace);
  page.field('Selector', labelsText(set.spec?.selector));
  page.labels('Labels', set.metadata?.labels);
  page.annotations('Annotations', set.metadata?.annotations);
  page.field('Replicas', `${set.status?.replicas ?? 0} current / ${set.spec?.replicas ?? 0} desired`);
  page.field('Pods Status', podCounts(set, context));
  template(page, set.spec?.template);
  conditions(page, set.status?.conditions);
  events(page, set, context);
};

function replicaSetsOf(deployment: DeepReadonly<Deployment>, { read }: DescribeContext): readonly [string, string] {
  const wanted = withoutHash(deployment.spec?.template ?? {});
  const own = read.ownedBy<ReplicaSet>(REPLICA_SET, deployment.metadata?.uid ?? '');
  const isNew = (set: DeepReadonly<ReplicaSet>) => deepEqual(withoutHash(set.spec?.template ?? {}), wanted);
  const text = (sets: readonly DeepReadonly<ReplicaSet>[]): string =>
    sets
      .map(
        (set) =>
          `${set.metadata?.name ?? ''} (${set.status?.replicas ?? 0}/${set.spec?.replicas ?? 0} replicas created)`,
      )
      .join(', ') || '<none>';
  const fresh = own.filter(isNew).slice(0, 1);
  return [text(own.filter((set) => !fresh.includes(set))), text(fresh)];
}

/** A Deployment. Source: describeDeployment. */
export const deployment: Describer<Deployment> = (page, object, context) => {
  const { metadata, spec, status } = object;
  page.field('Name', metadata?.name);
  page.field('Namespace', metadata?.namespace);
  timeField(page, 'CreationTimestamp', metadata?.creationTimestamp);
  page.labels('Labels', metadata?.labels);
  page.annotations('Annotations', metadata?.annotations);
  page.field('Selector', formatSelector(spec?.selector));
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0, unavailableReplicas = 0 } = status ?? {};
  page.field(
    'Replicas',
    `${spec?.replicas ?? 0} desired | ${updatedReplicas} updated | ${replicas} total | ${availableReplicas} available | ${unavailableReplicas} unavailable`,
  );
  page.field('StrategyType', spec?.strategy?.type);
  page.field('MinReadySeconds', spec?.minReadySeconds ?? 0);
  const rolling = spec?.strategy?.rollingUpdate;
  if (rolling) {
    const { maxUnavailable = 0, maxSurge = 0 } = rolling;
    page.field('RollingUpdateStrategy', `${maxUnavailable} max unavailable, ${maxSurge} max surge`);
  }
  template(page, spec?.template);
  conditions(page, status?.conditions);
  const [old, fresh] = replicaSetsOf(object, context);
  if (old !== '<none>' || fresh !== '<none>') {
    page.field('OldReplicaSets', old);
    page.field('NewReplicaSet', fresh);
  }
  events(page, object, context);
};

function claimTemplates(page: Page, templates: readonly DeepReadonly<PersistentVolumeClaim>[] | undefined): void {
  page.line(0, `Volume Claims:${(templates ?? []).length === 0 ? '\t<none>' : ''}`);
  for (const claim of templates ?? []) {
    page.field('Name', claim.metadata?.name, 1);
    page.field('StorageClass', classOf(claim), 1);
    page.labels('Labels', claim.metadata?.labels, '  ');
    page.labels('Annotations', claim.metadata?.annotations, '  ');
    page.field('Capacity', claim.spec?.resources?.requests?.['storage'] ?? '<default>', 1);
    page.field('Access Modes', `[${(claim.spec?.accessModes ?? []).join(' ')}]`, 1);
  }
}

/** A StatefulSet. Source: describeStatefulSet. */
export const statefulSet: Describer<StatefulSet> = (page, set, context) => {
  page.field('Name', set.metadata?.name);
  page.field('Namespace', set.metadata?.namespace);
  timeField(page, 'CreationTimestamp', set.metadata?.creationTimestamp);
  page.field('Selector', formatSelector(set.spec?.selector));
  page.labels('Labels', set.metadata?.labels);
  page.annotations('Annotations', set.metadata?.annotations);
  page.field('Replicas', `${set.spec?.replicas ?? 0} desired | ${set.status?.replicas ?? 0} total`);
  page.field('Update Strategy', set.spec?.updateStrategy?.type);
  const { partition, maxUnavailable } = set.spec?.updateStrategy?.rollingUpdate ?? {};
  if (partition !== undefined) page.field('Partition', partition, 1);
  if (partition !== undefined && maxUnavailable !== undefined) page.field('MaxUnavailable', maxUnavailable, 1);
  page.field('Pods Status', podCounts(set, context));
  template(page, set.spec?.template);
  claimTemplates(page, set.spec?.volumeClaimTemplates);
  events(page, set, context);
};

/** A DaemonSet. Source: describeDaemonSet. */
export const daemonSet: Describer<DaemonSet> = (page, set, context) => {
  const { desiredNumberScheduled = 0, currentNumberScheduled = 0, updatedNumberScheduled = 0 } = set.status ?? {};
  page.field('Name', set.metadata?.name);
  page.field('Namespace', set.metadata?.namespace);
  page.field('Selector', formatSelector(set.spec?.selector));
  page.field('Node-Selector', labelsText(set.spec?.template?.spec?.nodeSelector));
  page.labels('Labels', set.metadata?.labels);
  page.annotations('Annotations', set.metadata?.annotations);
  page.line(0, `Desired Number of Nodes Scheduled: ${desiredNumberScheduled}`);
  page.line(0, `Current Number of Nodes Scheduled: ${currentNumberScheduled}`);
  page.line(0, `Number of Nodes Scheduled with Up-to-date Pods: ${updatedNumberScheduled}`);
  page.line(0, `Number of Nodes Scheduled with Available Pods: ${set.status?.numberAvailable ?? 0}`);
  page.line(0, `Number of Nodes Misscheduled: ${set.status?.numberMisscheduled ?? 0}`);
  page.field('Pods Status', podCounts(set, context));
  template(page, set.spec?.template);
  events(page, set, context);
};

/** Source: capIndexesListOrNone. */
function indexesText(indexes: string | undefined): string {
  if (!indexes) return '<none>';
  const cut = indexes.indexOf(',', 50);
  return cut < 0 ? indexes : `${indexes.slice(0, cut + 1)}...`;
}

/** A Job. Source: describeJob. */
export const job: Describer<Job> = (page, object, context) => {
  const { metadata, spec, status } = object;
  page.field('Name', metadata?.name);
  page.field('Namespace', metadata?.namespace);
  page.field('Selector', formatSelector(spec?.selector));
  page.labels('Labels', metadata?.labels);
  page.annotations('Annotations', metadata?.annotations);
  controlledBy(page, object);
  page.optional('Parallelism', spec?.parallelism);
  page.field('Completions', spec?.completions ?? '<unset>');
  page.optional('Completion Mode', spec?.completionMode);
  page.optional('Suspend', spec?.suspend);
  page.optional('Backoff Limit', spec?.backoffLimit);
  page.optional('TTL Seconds After Finished', spec?.ttlSecondsAfterFinished);
  timeField(page, 'Start Time', status?.startTime);
  timeField(page, 'Completed At', status?.completionTime);
  const [start, end] = [parseTime(status?.startTime), parseTime(status?.completionTime)];
  if (start !== undefined && end !== undefined) page.field('Duration', humanDuration(end - start));
  if (spec?.activeDeadlineSeconds !== undefined)
    page.field('Active Deadline Seconds', `${spec.activeDeadlineSeconds}s`);
  const ready = status?.ready === undefined ? '' : ` (${status.ready} Ready)`;
  const { active = 0, succeeded = 0, failed = 0 } = status ?? {};
  page.field('Pods Statuses', `${active} Active${ready} / ${succeeded} Succeeded / ${failed} Failed`);
  if (spec?.completionMode === 'Indexed') page.field('Completed Indexes', indexesText(status?.completedIndexes));
  template(page, spec?.template);
  events(page, object, context);
};

/** A CronJob. Source: describeCronJob. */
export const cronJob: Describer<CronJob> = (page, object, context) => {
  const { spec, status } = object;
  const job = spec?.jobTemplate?.spec;
  head(page, object);
  page.field('Schedule', spec?.schedule);
  page.field('Concurrency Policy', spec?.concurrencyPolicy);
  page.field('Suspend', spec?.suspend === undefined ? '<unset>' : spec.suspend ? 'True' : 'False');
  page.field('Time Zone', spec?.timeZone ?? '<unset>');
  page.field('Successful Job History Limit', spec?.successfulJobsHistoryLimit ?? '<unset>');
  page.field('Failed Job History Limit', spec?.failedJobsHistoryLimit ?? '<unset>');
  const deadline = spec?.startingDeadlineSeconds;
  page.field('Starting Deadline Seconds', deadline === undefined ? '<unset>' : `${deadline}s`);
  page.field('Selector', job?.selector ? formatSelector(job.selector) : '<unset>');
  page.field('Parallelism', job?.parallelism ?? '<unset>');
  page.field('Completions', job?.completions ?? '<unset>');
  if (job?.activeDeadlineSeconds !== undefined) page.field('Active Deadline Seconds', `${job.activeDeadlineSeconds}s`);
  template(page, job?.template);
  page.field(
    'Last Schedule Time',
    status?.lastScheduleTime === undefined ? '<unset>' : longTime(status.lastScheduleTime),
  );
  page.field('Active Jobs', (status?.active ?? []).map(({ name }) => name).join(', ') || '<none>');
  events(page, object, context);
};
