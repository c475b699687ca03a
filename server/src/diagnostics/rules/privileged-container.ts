// Containers with all rights on the node.
import { removeField } from '../../workspace/edit.ts';
import { containersOf } from '../containers.ts';
import { fixOf } from '../repairs/repair.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'privileged-container',
  group: 'practice',
  level: 'recommended',
  severity: 'warning',
  kinds: 'pods',
  scope: 'resource',
  covers: [
    'KL privileged-container',
    'KS container-security-context-privileged',
    'PO runAsPrivileged',
    'MO PSS103',
    'MO KSV017',
  ],
  *find(node) {
    for (const container of containersOf(node)) {
      const field = container.get('securityContext', 'privileged');
      if (field.value !== true) continue;
      yield {
        path: field.path,
        message:
          'A privileged container can do on the node whatever root can. Give it the capabilities that it needs instead.',
        fixes: () => fixOf(node.resource, 'Remove privileged', removeField(node.resource, field.path), true),
      };
    }
  },
});
