// The old name of serviceAccountName.
import { removeField, renameKey } from '../../workspace/edit.ts';
import { podSpecOf } from '../podSecurity.ts';
import { fixOf } from '../repairs/repair.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'deprecated-service-account-field',
  group: 'practice',
  level: 'recommended',
  severity: 'hint',
  kinds: 'pods',
  scope: 'resource',
  covers: ['KL deprecated-service-account-field'],
  *find(node) {
    const field = podSpecOf(node)?.get('serviceAccount');
    if (field?.exists !== true) return;
    const named = podSpecOf(node)?.get('serviceAccountName').exists === true;
    yield {
      path: field.path,
      part: 'key',
      tags: ['deprecated'],
      message: '"serviceAccount" is the old name of "serviceAccountName".',
      fixes: () =>
        fixOf(
          node.resource,
          named ? 'Remove serviceAccount' : 'Change to serviceAccountName',
          named ? removeField(node.resource, field.path) : renameKey(node.resource, field.path, 'serviceAccountName'),
          true,
        ),
    };
  },
});
