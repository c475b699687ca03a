// Pods without restartPolicy.
import { podSpecOf } from '../podSecurity.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'restart-policy-unset',
  group: 'practice',
  level: 'strict',
  severity: 'hint',
  kinds: 'pods',
  scope: 'resource',
  covers: ['KL restart-policy'],
  *find(node) {
    const field = podSpecOf(node)?.get('restartPolicy');
    if (field === undefined || field.exists) return;
    yield { path: field.path, message: 'The Pod does not say when its containers are restarted; it is Always.' };
  },
});
