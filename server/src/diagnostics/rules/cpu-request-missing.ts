// Containers without a cpu request.
import { containerName, mainContainersOf } from '../containers.ts';
import { podSpecOf } from '../podSecurity.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'cpu-request-missing',
  group: 'practice',
  level: 'recommended',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: ['KL unset-cpu-requirements', 'KS container-resources', 'PO cpuRequestsMissing', 'MO KBP002', 'MO KSV015'],
  *find(node) {
    const spec = podSpecOf(node);
    if (spec?.get('resources', 'requests', 'cpu').exists === true) return;
    for (const container of mainContainersOf(node)) {
      if (container.get('resources', 'requests', 'cpu').exists || container.get('resources', 'limits', 'cpu').exists)
        continue;
      const message = `The container "${containerName(container)}" has no cpu request: the scheduler cannot tell how much room it needs, and it gets little when a node is busy. Say how much it needs.`;
      yield { path: container.get('resources', 'requests', 'cpu').path, message };
    }
  },
});
