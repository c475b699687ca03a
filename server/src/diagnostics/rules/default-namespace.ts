// Objects in the namespace that everybody has.
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'default-namespace',
  group: 'practice',
  level: 'strict',
  severity: 'hint',
  kinds: 'all',
  scope: 'resource',
  covers: ['KL use-namespace'],
  *find(node) {
    const field = node.root.get('metadata', 'namespace');
    if (field.value !== 'default') return;
    yield {
      path: field.path,
      message:
        'The namespace "default" is where things end up by mistake. Give the application a namespace of its own.',
    };
  },
});
