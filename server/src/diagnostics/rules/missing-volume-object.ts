// A PersistentVolume that a claim names and no manifest provides.
import { missingTargetRule } from '../missingTarget.ts';

export const rule = missingTargetRule({
  code: 'missing-volume-object',
  targets: ['/PersistentVolume'],
  severity: 'hint',
  covers: ['KV MISSING_PV'],
  consequence: () => 'The claim stays Pending until the volume exists.',
});
