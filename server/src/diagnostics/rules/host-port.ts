// Containers that take a port of the node.
import { removeField } from '../../workspace/edit.ts';
import { containersOf } from '../containers.ts';
import { fixOf } from '../repairs/repair.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'host-port',
  group: 'practice',
  level: 'recommended',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: ['PO hostPortSet', 'MO KBP113', 'MO PSS106', 'MO KSV024'],
  *find(node) {
    for (const container of containersOf(node)) {
      for (const port of container.items('ports')) {
        if (port.number('hostPort') === undefined || port.number('hostPort') === 0) continue;
        const path = port.get('hostPort').path;
        const message =
          'A hostPort takes the port of the node: only one such Pod fits on each node, and it is open to everybody who reaches the node. A Service can do that.';
        yield { path, message, fixes: () => fixOf(node.resource, 'Remove hostPort', removeField(node.resource, path)) };
      }
    }
  },
});
