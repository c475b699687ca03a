// Mounts that reach from a container to the node.
import { containersOf } from '../containers.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'mount-propagation',
  group: 'practice',
  level: 'strict',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: ['MO KBP115'],
  *find(node) {
    for (const container of containersOf(node)) {
      for (const mount of container.items('volumeMounts')) {
        const field = mount.get('mountPropagation');
        if (field.value !== 'Bidirectional') continue;
        yield {
          path: field.path,
          message: 'What the container mounts here is mounted on the node too, and in other containers.',
        };
      }
    }
  },
});
