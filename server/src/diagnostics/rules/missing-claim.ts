// A PersistentVolumeClaim that no manifest provides.
import { missingTargetRule } from '../missingTarget.ts';

export const rule = missingTargetRule({
  code: 'missing-claim',
  targets: ['/PersistentVolumeClaim'],
  severity: 'warning',
  covers: ['KV MISSING_PVC', 'KR volume-pvc-ref'],
  consequence: () => 'The Pod stays Pending until it exists. Create it or correct the name.',
  create: (name) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  }),
});
