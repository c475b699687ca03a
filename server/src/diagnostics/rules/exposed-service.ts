// Services that are open to the outside.
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'exposed-service',
  group: 'practice',
  level: 'strict',
  severity: 'hint',
  kinds: ['/Service'],
  scope: 'resource',
  covers: ['KL exposed-services', 'KS service-type', 'MO KBP114'],
  *find(node) {
    const field = node.root.get('spec', 'type');
    if (field.value !== 'NodePort' && field.value !== 'LoadBalancer') return;
    yield {
      path: field.path,
      message: `A Service of type ${field.value} is open to the outside. Let an Ingress decide who comes in.`,
    };
  },
});
