// A Secret that no manifest provides: usual, since Secrets seldom stand in files, unless a name is nearly that one.
import { missingTargetRule } from '../missingTarget.ts';

export const rule = missingTargetRule({
  code: 'missing-secret',
  targets: ['/Secret'],
  severity: 'hint',
  covers: [
    'KL env-value-from',
    'KV MISSING_ENV_SECRET',
    'KV MISSING_VOLUME_MOUNT_SECRET',
    'KV MISSING_SVC_ACCOUNT_SECRET',
    'KR env-secret-ref',
    'KR env-from-secret-ref',
    'KR volume-secret-ref',
    'MO LNK001',
    'MO LNK002',
  ],
  consequence: () => 'It must be in the cluster before the Pod starts.',
});
