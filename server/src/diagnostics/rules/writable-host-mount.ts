// Parts of the node that a container can write to.
import { addField, replaceValue } from '../../workspace/edit.ts';
import { containersOf } from '../containers.ts';
import { volumesByName } from '../podSecurity.ts';
import { fixOf } from '../repairs/repair.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'writable-host-mount',
  group: 'practice',
  level: 'recommended',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: ['KL writable-host-mount'],
  *find(node) {
    const volumes = volumesByName(node);
    for (const container of containersOf(node)) {
      for (const mount of container.items('volumeMounts')) {
        if (mount.flag('readOnly') || volumes.get(mount.text('name') ?? '')?.get('hostPath').exists !== true) continue;
        yield {
          path: mount.get('name').path,
          message: "The container can write to the node's disk. Say readOnly: true if reading is enough.",
          fixes: () =>
            fixOf(
              node.resource,
              'Mount it read-only',
              mount.get('readOnly').exists
                ? replaceValue(node.resource, mount.get('readOnly').path, true)
                : addField(node.resource, mount.path, 'readOnly', true),
              true,
            ),
        };
      }
    }
  },
});
