// Containers that listen below 1024.
import { containersOf } from '../containers.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'privileged-port',
  group: 'practice',
  level: 'strict',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: ['KL privileged-ports', 'MO KBP110'],
  *find(node) {
    for (const container of containersOf(node)) {
      for (const port of container.items('ports')) {
        const number = port.number('containerPort');
        if (number === undefined || number <= 0 || number >= 1024) continue;
        const message = `Port ${number} is below 1024: listening there takes a right that the container can do without.`;
        yield { path: port.get('containerPort').path, message };
      }
    }
  },
});
