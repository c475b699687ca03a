// A ConfigMap that no manifest provides.
import { missingTargetRule } from '../missingTarget.ts';

export const rule = missingTargetRule({
  code: 'missing-config-map',
  targets: ['/ConfigMap'],
  severity: 'warning',
  covers: [
    'KL env-value-from',
    'KV MISSING_ENV_CONFIG_MAP',
    'KV MISSING_VOLUME_MOUNT_CONFIG_MAP',
    'KR env-config-map-ref',
    'KR env-from-config-map-ref',
    'KR volume-config-map-ref',
    'MO LNK001',
    'MO LNK002',
  ],
  consequence: ({ role }) =>
    role === 'volume'
      ? 'The volume cannot be mounted, and the Pod will not start. Create it, correct the name, or say "optional: true".'
      : 'The container cannot be made (CreateContainerConfigError). Create it, correct the name, or say "optional: true".',
  // Every namespace has the first, kube-system the second.
  provided: (name) => name === 'kube-root-ca.crt' || name === 'extension-apiserver-authentication',
  create: (name, links) => {
    const keys = links.flatMap(({ target }) =>
      target.type === 'object' && target.key !== undefined ? [target.key] : [],
    );
    const data = Object.fromEntries([...new Set(keys)].map((key) => [key, '']));
    return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
  },
});
