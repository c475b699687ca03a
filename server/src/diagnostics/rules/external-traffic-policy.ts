// Services for the outside that hide where requests come from.
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'external-traffic-policy',
  group: 'practice',
  level: 'strict',
  severity: 'hint',
  kinds: ['/Service'],
  scope: 'resource',
  covers: ['Popeye 1107', 'Popeye 1108'],
  *find(node) {
    const type = node.root.text('spec', 'type');
    const field = node.root.get('spec', 'externalTrafficPolicy');
    if (type !== 'LoadBalancer' || field.value === 'Local') return;
    yield {
      path: field.path,
      message:
        'With externalTrafficPolicy Cluster requests take another hop, and Pods do not see who asks. Local avoids both.',
    };
  },
});
