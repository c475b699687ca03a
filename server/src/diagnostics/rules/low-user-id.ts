// Containers whose user or group may be one of the node's.
import { containerName, containersOf } from '../containers.ts';
import { securitySetting } from '../podSecurity.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'low-user-id',
  group: 'practice',
  level: 'strict',
  severity: 'hint',
  kinds: 'pods',
  scope: 'resource',
  covers: [
    'KS container-security-context-user-group-id',
    'MO KBP104',
    'MO KBP105',
    'MO KBP109',
    'MO KSV020',
    'MO KSV021',
    'MO KSV029',
  ],
  *find(node) {
    for (const container of containersOf(node)) {
      for (const name of ['runAsUser', 'runAsGroup']) {
        const field = securitySetting(node, container, name);
        const id = field.number();
        if (id !== undefined && id > 10_000) continue;
        const what = id === undefined ? `has no ${name}` : `has ${name} ${id}`;
        yield {
          path: field.path,
          message: `The container "${containerName(container)}" ${what}: use a number above 10000, which nobody on the node has.`,
        };
      }
    }
  },
});
