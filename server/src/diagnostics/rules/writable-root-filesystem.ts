// Containers that can change their own programs.
import { containerName, containersOf } from '../containers.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'writable-root-filesystem',
  group: 'practice',
  level: 'strict',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: [
    'KL no-read-only-root-fs',
    'KS container-security-context-readonlyrootfilesystem',
    'PO notReadOnlyRootFilesystem',
    'MO KBP102',
    'MO KSV014',
  ],
  *find(node) {
    for (const container of containersOf(node)) {
      const field = container.get('securityContext', 'readOnlyRootFilesystem');
      if (field.value === true) continue;
      const message = `The container "${containerName(container)}" can change its own programs. Say readOnlyRootFilesystem: true, and mount emptyDir where it writes.`;
      yield { path: field.path, message };
    }
  },
});
