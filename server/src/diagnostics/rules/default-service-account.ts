// Pods that run as the account of the namespace.
import { podSpecOf } from '../podSecurity.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'default-service-account',
  group: 'practice',
  level: 'strict',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: ['KL default-service-account', 'KV UNSET_SERVICE_ACCOUNT'],
  *find(node) {
    const spec = podSpecOf(node);
    const field = spec?.get(spec.get('serviceAccountName').exists ? 'serviceAccountName' : 'serviceAccount');
    if (spec === undefined || (field?.text() ?? 'default') !== 'default') return;
    if (spec.get('automountServiceAccountToken').value === false) return;
    yield {
      path: spec.get('serviceAccountName').path,
      message:
        'The Pod runs as the account "default": rights that it gets are shared with every other Pod of the namespace.',
    };
  },
});
