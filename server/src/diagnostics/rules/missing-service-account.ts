// A ServiceAccount that no manifest provides.
import { missingTargetRule } from '../missingTarget.ts';

export const rule = missingTargetRule({
  code: 'missing-service-account',
  targets: ['/ServiceAccount'],
  severity: 'hint',
  covers: [
    'KL non-existent-service-account',
    'KV MISSING_CONTAINER_TO_SERVICE_ACCOUNT',
    'KV MISSING_BINDING_TO_SERVICE_ACCOUNT',
    'KR service-account-ref',
    'KR role-binding-service-account-ref',
    'MO LNK001',
  ],
  consequence: ({ role }) =>
    role === 'subject'
      ? 'The binding gives nobody anything until it exists.'
      : 'The API server refuses Pods of an account that does not exist.',
  provided: (name) => name === 'default',
  create: (name) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } }),
});
