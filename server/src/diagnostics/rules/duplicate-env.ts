// The same environment variable twice in one container.
import { removeField } from '../../workspace/edit.ts';
import { containersOf } from '../containers.ts';
import { fixOf } from '../repairs/repair.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'duplicate-env',
  group: 'correctness',
  severity: 'warning',
  kinds: 'pods',
  scope: 'resource',
  covers: ['KL duplicate-env-var', 'KS environment-variable-key-duplication'],
  *find(node) {
    for (const container of containersOf(node)) {
      const seen = new Map<string, FieldPath>();
      for (const env of container.items('env')) {
        const name = env.text('name');
        if (name === undefined) continue;
        const first = seen.get(name);
        seen.set(name, env.path);
        if (first === undefined) continue;
        yield {
          path: env.get('name').path,
          message: `"${name}" is set twice; only this one counts. Remove the earlier one.`,
          related: [{ node, path: [...first, 'name'], message: 'has no effect' }],
          fixes: () => fixOf(node.resource, 'Remove the earlier one', removeField(node.resource, first), true),
        };
      }
    }
  },
});
