// Containers without a memory request.
import { containerName, mainContainersOf } from '../containers.ts';
import { podSpecOf } from '../podSecurity.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'memory-request-missing',
  group: 'practice',
  level: 'recommended',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: [
    'KL unset-memory-requirements',
    'KS container-resources',
    'PO memoryRequestsMissing',
    'MO KBP004',
    'MO KSV016',
  ],
  *find(node) {
    const spec = podSpecOf(node);
    if (spec?.get('resources', 'requests', 'memory').exists === true) return;
    for (const container of mainContainersOf(node)) {
      if (
        container.get('resources', 'requests', 'memory').exists ||
        container.get('resources', 'limits', 'memory').exists
      )
        continue;
      const message = `The container "${containerName(container)}" has no memory request: the scheduler cannot tell how much room it needs, and it is the first to be evicted. Say how much it needs.`;
      yield { path: container.get('resources', 'requests', 'memory').path, message };
    }
  },
});
