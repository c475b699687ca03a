// Defaults of a HorizontalPodAutoscaler (autoscaling/v2). Source: pkg/apis/autoscaling/v2/defaults.go, 1.36.
import type { HorizontalPodAutoscaler, HPAScalingRules } from '../types.generated.ts';

const DEFAULT_CPU_UTILIZATION = 80;

/** Up to doubling or four Pods more every 15 s, at once. */
const SCALE_UP = (): HPAScalingRules => ({
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
});

/** All surplus Pods every 15 s; the window is the controller's (300 s) unless it is said. */
const SCALE_DOWN = (): HPAScalingRules => ({
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
});

function fill(rules: HPAScalingRules | undefined, defaults: HPAScalingRules): HPAScalingRules {
  if (rules === undefined) return defaults;
  rules.selectPolicy ??= defaults.selectPolicy;
  if (defaults.stabilizationWindowSeconds !== undefined) {
    rules.stabilizationWindowSeconds ??= defaults.stabilizationWindowSeconds;
  }
  rules.policies ??= defaults.policies;
  return rules;
}

/** Fills in the defaults, in place. */
export function setHorizontalPodAutoscalerDefaults(autoscaler: HorizontalPodAutoscaler): void {
  const spec = (autoscaler.spec ??= {});
  spec.minReplicas ??= 1;
  if ((spec.metrics?.length ?? 0) === 0) {
    const target = { type: 'Utilization', averageUtilization: DEFAULT_CPU_UTILIZATION };
    spec.metrics = [{ type: 'Resource', resource: { name: 'cpu', target } }];
  }
  if (spec.behavior) {
    spec.behavior.scaleUp = fill(spec.behavior.scaleUp, SCALE_UP());
    spec.behavior.scaleDown = fill(spec.behavior.scaleDown, SCALE_DOWN());
  }
}
