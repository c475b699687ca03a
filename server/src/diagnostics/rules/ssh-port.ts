// Containers that serve SSH.
import { containersOf } from '../containers.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'ssh-port',
  group: 'practice',
  level: 'recommended',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: ['KL ssh-port'],
  *find(node) {
    for (const container of containersOf(node)) {
      for (const port of container.items('ports')) {
        if (port.number('containerPort') !== 22 || (port.text('protocol') ?? 'TCP') !== 'TCP') continue;
        yield {
          path: port.get('containerPort').path,
          message: 'Port 22 is for SSH: people get into containers with kubectl exec, which asks who they are.',
        };
      }
    }
  },
});
