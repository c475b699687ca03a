// Volumes from the node's own disk.
import { podSpecOf } from '../podSecurity.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'host-path-volume',
  group: 'practice',
  level: 'strict',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: ['PO hostPathSet', 'MO KBP101', 'MO PSS105', 'MO KSV023'],
  *find(node) {
    for (const volume of podSpecOf(node)?.items('volumes') ?? []) {
      const field = volume.get('hostPath');
      if (!field.exists) continue;
      const message =
        'A hostPath volume ties the Pod to what one node has on its disk, and lets it see the node. Use a claim, or emptyDir for scratch.';
      yield { path: field.path, part: 'key', message };
    }
  },
});
