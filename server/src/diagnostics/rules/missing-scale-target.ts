// A HorizontalPodAutoscaler whose target no manifest provides.
import { missingTargetRule } from '../missingTarget.ts';

export const rule = missingTargetRule({
  code: 'missing-scale-target',
  targets: ['apps/Deployment', 'apps/ReplicaSet', 'apps/StatefulSet', '/ReplicationController'],
  severity: 'warning',
  covers: [
    'KL dangling-horizontalpodautoscaler',
    'KS horizontalpodautoscaler-has-target',
    'KV MISSING_HPA_APP',
    'KR hpa-scale-target-ref',
  ],
  consequence: () => 'Nothing is scaled. Correct the name or the kind.',
  ignores: ({ role }) => role !== 'scaleTarget',
});
