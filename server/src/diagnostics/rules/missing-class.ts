// A priority, runtime, storage or ingress class that no manifest provides.
import { missingTargetRule } from '../missingTarget.ts';

export const rule = missingTargetRule({
  code: 'missing-class',
  targets: [
    'scheduling.k8s.io/PriorityClass',
    'node.k8s.io/RuntimeClass',
    'storage.k8s.io/StorageClass',
    'networking.k8s.io/IngressClass',
  ],
  severity: 'hint',
  covers: ['KL priority-class-name'],
  consequence: () => 'It must be there in the cluster.',
  provided: (name, kind) => kind === 'PriorityClass' && name.startsWith('system-'),
});
