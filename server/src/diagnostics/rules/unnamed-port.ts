// Container ports without a name.
import { containersOf } from '../containers.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'unnamed-port',
  group: 'practice',
  level: 'strict',
  severity: 'hint',
  kinds: 'pods',
  scope: 'resource',
  covers: ['Popeye 108'],
  *find(node) {
    for (const container of containersOf(node)) {
      for (const port of container.items('ports')) {
        if (port.get('name').exists || !port.get('containerPort').exists) continue;
        const message =
          'The port has no name: Services and probes that named it would go on working when the number changes.';
        yield { path: port.get('containerPort').path, message };
      }
    }
  },
});
