// Probes of a port that the container does not list for TCP, by which the kubelet asks.
import { containersOf } from '../containers.ts';
import type { Field } from '../../workspace/field.ts';
import { simpleRule } from '../rule.ts';

/** The number of the port of a name. */
const numberOf = (ports: readonly Field[], name: string): number | undefined =>
  ports.find((port) => port.text('name') === name)?.number('containerPort');

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
      const ports = container.items('ports');
      if (ports.length === 0) continue;
      const tcp = new Set(
        ports.filter((port) => (port.text('protocol') ?? 'TCP') === 'TCP').map((port) => port.number('containerPort')),
      );
      for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
        for (const handler of ['httpGet', 'tcpSocket', 'grpc']) {
          const port = container.get(probe, handler, 'port');
          const name = port.text();
          const number = name === undefined ? port.number() : numberOf(ports, name);
          if (number === undefined || tcp.has(number)) continue;
          yield {
            path: port.path,
            message: `The container lists no port ${number} for TCP; is the probe asking at the right place?`,
          };
        }
      }
    }
  },
});
