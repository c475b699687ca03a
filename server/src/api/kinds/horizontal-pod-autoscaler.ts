// The rules of a HorizontalPodAutoscaler (autoscaling/v2).
// Source: pkg/registry/autoscaling/horizontalpodautoscaler/strategy.go, 1.36.
import { setHorizontalPodAutoscalerDefaults } from '../defaults/horizontalPodAutoscaler.ts';
import { defineKind } from '../kindRules.ts';
import { keepStatus } from '../strategy.ts';
import type { HorizontalPodAutoscaler } from '../types.generated.ts';
import {
  validateHorizontalPodAutoscaler,
  validateHorizontalPodAutoscalerUpdate,
} from '../validation/horizontalPodAutoscaler.ts';

export const kind = defineKind<HorizontalPodAutoscaler>({
  gvk: { group: 'autoscaling', version: 'v2', kind: 'HorizontalPodAutoscaler' },
  setDefaults: setHorizontalPodAutoscalerDefaults,
  prepareForCreate(autoscaler) {
    autoscaler.status = { desiredReplicas: 0, currentMetrics: null as unknown as never };
  },
  prepareForUpdate: keepStatus,
  validate: validateHorizontalPodAutoscaler,
  validateUpdate: validateHorizontalPodAutoscalerUpdate,
});
