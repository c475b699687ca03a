// Containers that keep the capabilities which runtimes give by default.
import { containerName, containersOf } from '../containers.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'capabilities-not-dropped',
  group: 'practice',
  level: 'strict',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: ['KL drop-net-raw-capability', 'PO insecureCapabilities', 'MO KBP103', 'MO PSS206', 'MO KSV003'],
  *find(node) {
    for (const container of containersOf(node)) {
      const field = container.get('securityContext', 'capabilities', 'drop');
      const dropped = field.items().flatMap((item) => item.text()?.toUpperCase().replace(/^CAP_/, '') ?? []);
      if (dropped.includes('ALL')) continue;
      const message = `The container "${containerName(container)}" keeps capabilities such as NET_RAW that it hardly needs. Drop ALL and add back what it needs.`;
      yield { path: field.path, message };
    }
  },
});
