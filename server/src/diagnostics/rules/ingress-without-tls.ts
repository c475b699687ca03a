// Ingresses that answer without encryption.
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'ingress-without-tls',
  group: 'practice',
  level: 'strict',
  severity: 'info',
  kinds: ['networking.k8s.io/Ingress'],
  scope: 'resource',
  covers: ['PO tlsSettingsMissing'],
  *find(node) {
    if (node.root.items('spec', 'tls').length > 0) return;
    yield { path: ['spec', 'tls'], message: 'No tls: what people send can be read on the way.' };
  },
});
