// A namespace that no manifest provides.
import { missingTargetRule } from '../missingTarget.ts';

export const rule = missingTargetRule({
  code: 'missing-namespace',
  targets: ['/Namespace'],
  severity: 'hint',
  consequence: () => 'It must be there in the cluster before the object is applied.',
  provided: (name) => name === 'default' || name.startsWith('kube-'),
  create: (name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
});
