// Autoscalers that cannot scale, or scale to too little.
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'autoscaler-bounds',
  group: 'practice',
  level: 'strict',
  severity: 'info',
  kinds: ['autoscaling/HorizontalPodAutoscaler'],
  scope: 'resource',
  covers: [
    'KL hpa-minimum-three-replicas',
    'KS horizontalpodautoscaler-replicas',
    'PO hpaMaxAvailability',
    'PO hpaMinAvailability',
  ],
  *find(node) {
    const [min, max] = [node.root.get('spec', 'minReplicas'), node.root.get('spec', 'maxReplicas')];
    const low = min.number() ?? 1;
    const high = max.number();
    if (high !== undefined && low === high)
      yield { path: max.path, message: `minReplicas and maxReplicas are both ${high}: nothing is ever scaled.` };
    if (low < 3)
      yield { path: min.path, severity: 'hint', message: `The autoscaler may go down to ${low}: one failure is felt.` };
  },
});
