// A Pod that asks for a node by name, where the workspace has a node of nearly that name.
import { missingTargetRule } from '../missingTarget.ts';

export const rule = missingTargetRule({
  code: 'missing-node',
  targets: ['/Node'],
  severity: 'hint',
  consequence: () => 'The Pod is bound to a node that must be in the cluster.',
});
