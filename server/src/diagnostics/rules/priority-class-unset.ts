// Pods without priorityClassName.
import { podSpecOf } from '../podSecurity.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'priority-class-unset',
  group: 'practice',
  level: 'strict',
  severity: 'hint',
  kinds: 'pods',
  scope: 'resource',
  covers: ['KL priority-class-name', 'PO priorityClassNotSet'],
  *find(node) {
    const field = podSpecOf(node)?.get('priorityClassName');
    if (field === undefined || field.exists) return;
    yield {
      path: field.path,
      message: 'The Pod has no priority class: it waits behind and goes before all that have one.',
    };
  },
});
