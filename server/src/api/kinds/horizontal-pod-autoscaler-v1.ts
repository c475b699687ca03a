// The rules of a HorizontalPodAutoscaler in its first version: the server converts it to the second one and judges
// that. The metrics and the behaviour that can stand in annotations of the first version are not looked into.
// Source: pkg/apis/autoscaling/v1/{conversion,defaults}.go, 1.36.
import type { FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import { defineKind } from '../kindRules.ts';
import { keepStatus } from '../strategy.ts';
import type { AutoscalingV1HorizontalPodAutoscaler, HorizontalPodAutoscaler } from '../types.generated.ts';
import {
  validateHorizontalPodAutoscaler,
  validateHorizontalPodAutoscalerUpdate,
} from '../validation/horizontalPodAutoscaler.ts';

const DEFAULT_CPU_UTILIZATION = 80;

/** Annotations that the server writes itself, from the status. */
const OWN_ANNOTATIONS = [
  'autoscaling.alpha.kubernetes.io/conditions',
  'autoscaling.alpha.kubernetes.io/current-metrics',
];

function converted({ metadata, spec = {} }: AutoscalingV1HorizontalPodAutoscaler): HorizontalPodAutoscaler {
  const { targetCPUUtilizationPercentage: averageUtilization, ...same } = spec;
  const target = { type: 'Utilization', averageUtilization };
  return { metadata, spec: { ...same, metrics: [{ type: 'Resource', resource: { name: 'cpu', target } }] } };
}

/** Where the first version has what an error names in the second. */
function placeOf(path: FieldPath): FieldPath {
  if (path[1] !== 'metrics') return path;
  return path.length === 2 ? ['spec', 'minReplicas'] : ['spec', 'targetCPUUtilizationPercentage'];
}
const placed = (errors: readonly FieldError[]): FieldError[] =>
  errors.map((error) => ({ ...error, path: placeOf(error.path) }));

export const kind = defineKind<AutoscalingV1HorizontalPodAutoscaler>({
  gvk: { group: 'autoscaling', version: 'v1', kind: 'HorizontalPodAutoscaler' },
  setDefaults(autoscaler) {
    const spec = (autoscaler.spec ??= {});
    spec.minReplicas ??= 1;
    spec.targetCPUUtilizationPercentage ??= DEFAULT_CPU_UTILIZATION;
    for (const name of OWN_ANNOTATIONS) delete autoscaler.metadata?.annotations?.[name];
  },
  prepareForCreate(autoscaler) {
    autoscaler.status = { currentReplicas: 0, desiredReplicas: 0 };
  },
  prepareForUpdate: keepStatus,
  validate: (autoscaler) => placed(validateHorizontalPodAutoscaler(converted(autoscaler))),
  validateUpdate: (autoscaler, old) =>
    placed(validateHorizontalPodAutoscalerUpdate(converted(autoscaler), converted(old))),
});
