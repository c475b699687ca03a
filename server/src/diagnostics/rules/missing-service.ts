// A Service that an Ingress, a StatefulSet, a webhook or an APIService names and no manifest provides.
import { missingTargetRule } from '../missingTarget.ts';

export const rule = missingTargetRule({
  code: 'missing-service',
  targets: ['/Service'],
  severity: 'warning',
  covers: [
    'KL dangling-ingress',
    'KS ingress-targets-service',
    'KS statefulset-has-servicename',
    'KV MISSING_INGRESS_SERVICE',
    'KR ingress-service-ref',
    'KR ingress-ext-service-ref',
    'MO LNK001',
  ],
  consequence: ({ role }) =>
    role === 'serviceName'
      ? 'The Pods get no names in DNS. Create it (with "clusterIP: None") or correct the name.'
      : 'Requests cannot be answered. Create it or correct the name.',
  provided: (name) => name === 'kubernetes',
});
