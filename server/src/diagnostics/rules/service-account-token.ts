// Pods that get a token for the API server without asking for one.
import { podSpecOf } from '../podSecurity.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'service-account-token',
  group: 'practice',
  level: 'strict',
  severity: 'info',
  kinds: 'pods',
  scope: 'workspace',
  covers: ['PO automountServiceAccountToken', 'MO KBP106'],
  *find(node, { workspace }) {
    const spec = podSpecOf(node);
    if (spec === undefined || spec.get('automountServiceAccountToken').exists) {
      if (spec?.flag('automountServiceAccountToken') !== true) return;
    } else {
      const name = spec.text('serviceAccountName') ?? 'default';
      const accounts = workspace.named('', 'ServiceAccount', node.identities[0]?.namespace ?? 'default', name);
      if ([...accounts].some((account) => account.root.get('automountServiceAccountToken').value === false)) return;
    }
    const field = spec.get('automountServiceAccountToken');
    yield {
      path: field.path,
      message:
        'Every container of the Pod gets a token for the API server. Say automountServiceAccountToken: false unless it talks to the API server.',
    };
  },
});
