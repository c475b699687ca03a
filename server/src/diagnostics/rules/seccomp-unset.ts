// Containers without a seccomp profile.
import { containerName, containersOf } from '../containers.ts';
import { securitySetting } from '../podSecurity.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'seccomp-unset',
  group: 'practice',
  level: 'strict',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: ['KS container-seccomp-profile', 'PO linuxHardening', 'MO PSS205', 'MO KSV030'],
  *find(node) {
    for (const container of containersOf(node)) {
      const field = securitySetting(node, container, 'seccompProfile');
      if (field.exists) continue;
      const message = `The container "${containerName(container)}" can make every system call of the kernel. Say seccompProfile: {type: RuntimeDefault}.`;
      yield { path: field.path, message };
    }
  },
});
