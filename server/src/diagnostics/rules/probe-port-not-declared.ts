// Probes of a port number that the container does not list.
import { containersOf } from '../containers.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'probe-port-not-declared',
  group: 'practice',
  level: 'strict',
  severity: 'hint',
  kinds: 'pods',
  scope: 'resource',
  covers: ['KL liveness-port', 'KL readiness-port', 'KL startup-port'],
  *find(node) {
    for (const container of containersOf(node)) {
      const ports = container.items('ports').map((port) => port.number('containerPort'));
      if (ports.length === 0) continue;
      for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
        for (const handler of ['httpGet', 'tcpSocket']) {
          const port = container.get(probe, handler, 'port');
          const number = port.number();
          if (number === undefined || ports.includes(number)) continue;
          yield {
            path: port.path,
            message: `The container lists no port ${number}; is the probe asking at the right place?`,
          };
        }
      }
    }
  },
});
