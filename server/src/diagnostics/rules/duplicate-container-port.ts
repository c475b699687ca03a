// The same port and protocol twice in one Pod.
import { mainContainersOf } from '../containers.ts';
import { isWithin, type FieldPath } from '../../api/fieldPath.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'duplicate-container-port',
  group: 'correctness',
  severity: 'warning',
  kinds: 'pods',
  scope: 'resource',
  covers: ['KS container-ports-check', 'KL invalid-target-ports'],
  *find(node) {
    const seen = new Map<string, FieldPath>();
    for (const container of mainContainersOf(node)) {
      for (const port of container.items('ports')) {
        const number = port.number('containerPort');
        const key = `${number ?? ''}/${port.text('protocol') ?? 'TCP'}`;
        const first = seen.get(key);
        // One container may well give two names to one port.
        const renamed = port.get('name').exists && first !== undefined && isWithin(first, container.path);
        if (number === undefined || first === undefined) seen.set(key, port.get('containerPort').path);
        else if (!renamed) {
          yield {
            path: port.get('containerPort').path,
            message: `Port ${key} is there twice: the containers of a Pod share one network, and only one of them can listen.`,
            related: [{ node, path: first, message: 'the first one' }],
          };
        }
      }
    }
  },
});
