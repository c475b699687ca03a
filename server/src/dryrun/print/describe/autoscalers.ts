// The description of a HorizontalPodAutoscaler.
// Source: describeHorizontalPodAutoscalerV2 in kubectl/pkg/describe/describe.go, 1.36.
import type { HorizontalPodAutoscaler, HPAScalingRules, MetricSpec } from '../../../api/types.generated.ts';
import type { DeepReadonly } from '../../../cluster/controller.ts';
import { longTime } from '../times.ts';
import { events, head, type Describer, type Page } from './page.ts';

const UNKNOWN = '<unknown>';

function metricText(spec: DeepReadonly<MetricSpec>, at: number, hpa: DeepReadonly<HorizontalPodAutoscaler>): string {
  const status = hpa.status?.currentMetrics?.[at];
  const resource = spec.resource ?? spec.containerResource;
  if (resource) {
    const current = (status?.resource ?? status?.containerResource)?.current;
    const { averageValue, averageUtilization } = resource.target ?? {};
    const of = spec.containerResource ? ` of container "${spec.containerResource.container ?? ''}"` : '';
    const what = `resource ${resource.name ?? ''}${of} on pods`;
    if (averageValue !== undefined) return `${what}:\t${current?.averageValue ?? UNKNOWN} / ${averageValue}`;
    const used = current?.averageUtilization;
    const now = used === undefined ? UNKNOWN : `${used}% (${current?.averageValue ?? ''})`;
    const wanted = averageUtilization === undefined ? '<auto>' : `${averageUtilization}%`;
    return `${what}  (as a percentage of request):\t${now} / ${wanted}`;
  }
  const { pods, object, external } = spec;
  if (pods) {
    const now = status?.pods?.current?.averageValue ?? UNKNOWN;
    return `"${pods.metric?.name ?? ''}" on pods:\t${now} / ${pods.target?.averageValue ?? ''}`;
  }
  const [source, current] = object ? [object, status?.object?.current] : [external, status?.external?.current];
  const on = object ? ` on ${object.describedObject?.kind ?? ''}/${object.describedObject?.name ?? ''}` : '';
  const name = `"${source?.metric?.name ?? ''}"${on}`;
  const average = source?.target?.averageValue;
  return average === undefined
    ? `${name} (target value):\t${current?.value ?? UNKNOWN} / ${source?.target?.value ?? ''}`
    : `${name} (target average value):\t${current?.averageValue ?? UNKNOWN} / ${average}`;
}

function direction(page: Page, title: string, rules: DeepReadonly<HPAScalingRules> | undefined): void {
  if (!rules) return;
  page.line(1, `${title}:`);
  if (rules.stabilizationWindowSeconds !== undefined) {
    page.field('Stabilization Window', `${rules.stabilizationWindowSeconds} seconds`, 2);
  }
  if ((rules.policies ?? []).length === 0) return;
  page.field('Select Policy', rules.selectPolicy ?? 'Max', 2);
  page.line(2, 'Policies:');
  for (const { type = '', value = 0, periodSeconds = 0 } of rules.policies ?? []) {
    page.line(3, `- Type: ${type}\tValue: ${value}\tPeriod: ${periodSeconds} seconds`);
  }
}

/** An autoscaler. */
export const horizontalPodAutoscaler: Describer<HorizontalPodAutoscaler> = (page, hpa, context) => {
  const { metadata, spec, status } = hpa;
  const kind = spec?.scaleTargetRef?.kind ?? '';
  head(page, hpa);
  page.field('CreationTimestamp', longTime(metadata?.creationTimestamp));
  page.field('Reference', `${kind}/${spec?.scaleTargetRef?.name ?? ''}`);
  page.field('Metrics', '( current / target )');
  for (const [at, metric] of (spec?.metrics ?? []).entries()) page.line(1, metricText(metric, at, hpa));
  page.field('Min replicas', spec?.minReplicas ?? '<unset>');
  page.field('Max replicas', spec?.maxReplicas ?? 0);
  if (spec?.behavior) page.line(0, 'Behavior:');
  direction(page, 'Scale Up', spec?.behavior?.scaleUp);
  direction(page, 'Scale Down', spec?.behavior?.scaleDown);
  page.field(`${kind} pods`, `${status?.currentReplicas ?? 0} current / ${status?.desiredReplicas ?? 0} desired`);
  if ((status?.conditions ?? []).length > 0) {
    page.line(0, 'Conditions:');
    page.line(1, 'Type\tStatus\tReason\tMessage');
    page.line(1, '----\t------\t------\t-------');
  }
  for (const one of status?.conditions ?? []) page.line(1, [one.type, one.status, one.reason, one.message].join('\t'));
  events(page, hpa, context);
};
