// Containers that may run as root.
import { containerName, containersOf } from '../containers.ts';
import { securitySetting } from '../podSecurity.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'root-user',
  group: 'practice',
  level: 'recommended',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: ['KL run-as-non-root', 'PO runAsRootAllowed', 'MO PSS203', 'MO PSS204', 'MO KSV012'],
  *find(node) {
    for (const container of containersOf(node)) {
      const user = securitySetting(node, container, 'runAsUser');
      const nonRoot = securitySetting(node, container, 'runAsNonRoot');
      const group = securitySetting(node, container, 'runAsGroup');
      if (group.value === 0) {
        const message = `The container "${containerName(container)}" runs in the group root: it may change whatever that group may. Choose a group of its own.`;
        yield { path: group.path, severity: 'hint', message };
      }
      if (nonRoot.value === true || (user.number() ?? 0) > 0) continue;
      const field = user.value === 0 ? user : nonRoot;
      const message = `The container "${containerName(container)}" ${user.value === 0 ? 'runs as root' : 'runs as root if its image says so'}. Say runAsNonRoot: true.`;
      yield { path: field.path, message };
    }
  },
});
