// Windows containers that run on the node itself.
import { containersOf } from '../containers.ts';
import { podSpecOf } from '../podSecurity.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'host-process',
  group: 'practice',
  level: 'recommended',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: ['PO hostProcess', 'MO PSS101'],
  *find(node) {
    const contexts = [
      podSpecOf(node)?.get('securityContext'),
      ...containersOf(node).map((c) => c.get('securityContext')),
    ];
    for (const context of contexts) {
      const field = context?.get('windowsOptions', 'hostProcess');
      if (field?.value !== true) continue;
      yield {
        path: field.path,
        message: 'A HostProcess container runs on the Windows node as if there were no container.',
      };
    }
  },
});
