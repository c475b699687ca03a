// An owner reference to an object that no manifest provides.
import { resources } from '../../api/resource.ts';
import { parseApiVersion } from '../../api/gvk.ts';
import { missingTargetRule } from '../missingTarget.ts';

export const rule = missingTargetRule({
  code: 'missing-owner',
  targets: resources.map((row) => `${parseApiVersion(row.apiVersion).group}/${row.kind}`),
  severity: 'hint',
  covers: ['MO LNK003'],
  consequence: () =>
    'The garbage collector deletes objects whose owner does not exist. Owner references are made by controllers: remove it.',
  ignores: ({ role }) => role !== 'owner',
});
