// Tables of workloads. Source: pkg/printers/internalversion/printers.go, 1.36.
import { formatSelector } from '../../api/labelSelector.ts';
import type {
  ControllerRevision,
  CronJob,
  DaemonSet,
  Deployment,
  HorizontalPodAutoscaler,
  Job,
  MetricSpec,
  Pod,
  PodDisruptionBudget,
  ReplicaSet,
  ReplicationController,
  StatefulSet,
} from '../../api/types.generated.ts';
import { controllerOf } from '../../api/objectMeta.ts';
import { parseApiVersion } from '../../api/gvk.ts';
import { parseTime } from '../../base/instant.ts';
import type { DeepReadonly, Instant } from '../../cluster/controller.ts';
import { podCells } from './podTable.ts';
import { tableOf, type TableKind } from './tableKind.ts';
import { ageOf, humanDuration } from './times.ts';
import { containerCells, labelsText } from './words.ts';

const WIDE = ['+Containers', '+Images', '+Selector'];

function jobStatus(job: DeepReadonly<Job>): string {
  const has = (type: string): boolean =>
    job.status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') === true;
  if (has('Complete')) return 'Complete';
  if (has('Failed')) return 'Failed';
  if (job.metadata?.deletionTimestamp !== undefined) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(has) ?? 'Running';
}

function completionsOf({ spec, status }: DeepReadonly<Job>): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec?.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const parallelism = spec?.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function durationOf({ status }: DeepReadonly<Job>, now: Instant): string {
  const start = parseTime(status?.startTime);
  return start === undefined ? '' : humanDuration((parseTime(status?.completionTime) ?? now) - start);
}

/** `cpu: 40%/50%` for one metric. Source: formatHPAMetrics. */
function metricText(spec: DeepReadonly<MetricSpec>, at: number, hpa: DeepReadonly<HorizontalPodAutoscaler>): string {
  const status = hpa.status?.currentMetrics?.[at];
  const resource = spec.resource ?? spec.containerResource;
  if (resource) {
    const current = (status?.resource ?? status?.containerResource)?.current;
    const { averageValue, averageUtilization } = resource.target ?? {};
    if (averageValue !== undefined)
      return `${resource.name ?? ''}: ${current?.averageValue ?? '<unknown>'}/${averageValue}`;
    const percent = (value: number | undefined, otherwise: string) => (value === undefined ? otherwise : `${value}%`);
    return `${resource.name ?? ''}: ${percent(current?.averageUtilization, '<unknown>')}/${percent(averageUtilization, '<auto>')}`;
  }
  const target = (spec.pods ?? spec.object ?? spec.external)?.target;
  const current = (status?.pods ?? status?.object ?? status?.external)?.current;
  if (target?.averageValue !== undefined) {
    const average = `${current?.averageValue ?? '<unknown>'}/${target.averageValue}`;
    return spec.pods ? average : `${average} (avg)`;
  }
  return `${current?.value ?? '<unknown>'}/${target?.value ?? ''}`;
}

function metricsText(hpa: DeepReadonly<HorizontalPodAutoscaler>): string {
  const list = (hpa.spec?.metrics ?? []).map((spec, at) => metricText(spec, at, hpa));
  if (list.length === 0) return '<none>';
  const text = list.slice(0, 2).join(', ');
  return list.length > 2 ? `${text} + ${list.length - 2} more...` : text;
}

function controllerName(revision: DeepReadonly<ControllerRevision>): string {
  const owner = controllerOf(revision as ControllerRevision);
  if (!owner) return '<none>';
  const { group } = parseApiVersion(owner.apiVersion ?? '');
  return `${(group === '' ? (owner.kind ?? '') : `${owner.kind ?? ''}.${group}`).toLowerCase()}/${owner.name ?? ''}`;
}

/** By group and kind. */
export const workloadTables: Readonly<Record<string, TableKind>> = {
  '/Pod': tableOf<Pod>(
    ['Name', 'Ready', 'Status', 'Restarts', 'Age', '+IP', '+Node', '+Nominated Node', '+Readiness Gates'],
    podCells,
  ),
  '/ReplicationController': tableOf<ReplicationController>(
    ['Name', 'Desired', 'Current', 'Ready', 'Age', ...WIDE],
    ({ metadata, spec, status }, now) => [
      metadata?.name,
      spec?.replicas ?? 0,
      status?.replicas ?? 0,
      status?.readyReplicas ?? 0,
      ageOf(metadata?.creationTimestamp, now),
      ...containerCells(spec?.template?.spec?.containers),
      labelsText(spec?.selector),
    ],
  ),
  'apps/ReplicaSet': tableOf<ReplicaSet>(
    ['Name', 'Desired', 'Current', 'Ready', 'Age', ...WIDE],
    ({ metadata, spec, status }, now) => [
      metadata?.name,
      spec?.replicas ?? 0,
      status?.replicas ?? 0,
      status?.readyReplicas ?? 0,
      ageOf(metadata?.creationTimestamp, now),
      ...containerCells(spec?.template?.spec?.containers),
      formatSelector(spec?.selector),
    ],
  ),
  'apps/Deployment': tableOf<Deployment>(
    ['Name', 'Ready', 'Up-to-date', 'Available', 'Age', ...WIDE],
    ({ metadata, spec, status }, now) => [
      metadata?.name,
      `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
      status?.updatedReplicas ?? 0,
      status?.availableReplicas ?? 0,
      ageOf(metadata?.creationTimestamp, now),
      ...containerCells(spec?.template?.spec?.containers),
      formatSelector(spec?.selector),
    ],
  ),
  'apps/StatefulSet': tableOf<StatefulSet>(
    ['Name', 'Ready', 'Age', '+Containers', '+Images'],
    ({ metadata, spec, status }, now) => [
      metadata?.name,
      `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
      ageOf(metadata?.creationTimestamp, now),
      ...containerCells(spec?.template?.spec?.containers),
    ],
  ),
  'apps/DaemonSet': tableOf<DaemonSet>(
    ['Name', 'Desired', 'Current', 'Ready', 'Up-to-date', 'Available', 'Node Selector', 'Age', ...WIDE],
    ({ metadata, spec, status }, now) => [
      metadata?.name,
      status?.desiredNumberScheduled ?? 0,
      status?.currentNumberScheduled ?? 0,
      status?.numberReady ?? 0,
      status?.updatedNumberScheduled ?? 0,
      status?.numberAvailable ?? 0,
      labelsText(spec?.template?.spec?.nodeSelector),
      ageOf(metadata?.creationTimestamp, now),
      ...containerCells(spec?.template?.spec?.containers),
      formatSelector(spec?.selector),
    ],
  ),
  'apps/ControllerRevision': tableOf<ControllerRevision>(['Name', 'Controller', 'Revision', 'Age'], (object, now) => [
    object.metadata?.name,
    controllerName(object),
    object.revision ?? 0,
    ageOf(object.metadata?.creationTimestamp, now),
  ]),
  'batch/Job': tableOf<Job>(['Name', 'Status', 'Completions', 'Duration', 'Age', ...WIDE], (job, now) => [
    job.metadata?.name,
    jobStatus(job),
    completionsOf(job),
    durationOf(job, now),
    ageOf(job.metadata?.creationTimestamp, now),
    ...containerCells(job.spec?.template?.spec?.containers),
    formatSelector(job.spec?.selector),
  ]),
  'batch/CronJob': tableOf<CronJob>(
    ['Name', 'Schedule', 'Timezone', 'Suspend', 'Active', 'Last Schedule', 'Age', ...WIDE],
    ({ metadata, spec, status }, now) => [
      metadata?.name,
      spec?.schedule,
      spec?.timeZone ?? '<none>',
      spec?.suspend === true ? 'True' : 'False',
      (status?.active ?? []).length,
      status?.lastScheduleTime === undefined ? '<none>' : ageOf(status.lastScheduleTime, now),
      ageOf(metadata?.creationTimestamp, now),
      ...containerCells(spec?.jobTemplate?.spec?.template?.spec?.containers),
      formatSelector(spec?.jobTemplate?.spec?.selector),
    ],
  ),
  'policy/PodDisruptionBudget': tableOf<PodDisruptionBudget>(
    ['Name', 'Min Available', 'Max Unavailable', 'Allowed Disruptions', 'Age'],
    ({ metadata, spec, status }, now) => [
      metadata?.name,
      String(spec?.minAvailable ?? 'N/A'),
      String(spec?.maxUnavailable ?? 'N/A'),
      status?.disruptionsAllowed ?? 0,
      ageOf(metadata?.creationTimestamp, now),
    ],
  ),
  'autoscaling/HorizontalPodAutoscaler': tableOf<HorizontalPodAutoscaler>(
    ['Name', 'Reference', 'Targets', 'MinPods', 'MaxPods', 'Replicas', 'Age'],
    (hpa, now) => [
      hpa.metadata?.name,
      `${hpa.spec?.scaleTargetRef?.kind ?? ''}/${hpa.spec?.scaleTargetRef?.name ?? ''}`,
      metricsText(hpa),
      String(hpa.spec?.minReplicas ?? '<unset>'),
      hpa.spec?.maxReplicas ?? 0,
      hpa.status?.currentReplicas ?? 0,
      ageOf(hpa.metadata?.creationTimestamp, now),
    ],
  ),
};
