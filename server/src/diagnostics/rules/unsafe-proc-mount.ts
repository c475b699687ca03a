// Containers that see the node's /proc unmasked.
import { replaceValue } from '../../workspace/edit.ts';
import { containersOf } from '../containers.ts';
import { fixOf } from '../repairs/repair.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'unsafe-proc-mount',
  group: 'practice',
  level: 'recommended',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: ['KL unsafe-proc-mount', 'PO procMount', 'MO PSS109', 'MO KSV027'],
  *find(node) {
    for (const container of containersOf(node)) {
      const field = container.get('securityContext', 'procMount');
      if (field.text() === undefined || field.value === 'Default') continue;
      yield {
        path: field.path,
        message: 'An unmasked /proc shows the container things of the node. Leave procMount at Default.',
        fixes: () =>
          fixOf(node.resource, 'Change to Default', replaceValue(node.resource, field.path, 'Default'), true),
      };
    }
  },
});
