// Containers without a memory limit.
import { containerName, mainContainersOf } from '../containers.ts';
import { podSpecOf } from '../podSecurity.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'memory-limit-missing',
  group: 'practice',
  level: 'recommended',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: [
    'KL unset-memory-requirements',
    'KS container-resources',
    'KS container-resource-requests-equal-limits',
    'KS container-memory-requests-equal-limits',
    'PO memoryLimitsMissing',
    'MO KBP005',
    'MO KSV018',
  ],
  *find(node) {
    const spec = podSpecOf(node);
    if (spec?.get('resources', 'limits', 'memory').exists === true) return;
    for (const container of mainContainersOf(node)) {
      if (container.get('resources', 'limits', 'memory').exists) continue;
      const message = `The container "${containerName(container)}" has no memory limit: it can take all memory of the node, and others are killed for it. Say how much it may use.`;
      yield { path: container.get('resources', 'limits', 'memory').path, message };
    }
  },
});
