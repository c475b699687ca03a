// Containers without a cpu limit.
import { containerName, mainContainersOf } from '../containers.ts';
import { podSpecOf } from '../podSecurity.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'cpu-limit-missing',
  group: 'practice',
  level: 'strict',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: [
    'KL unset-cpu-requirements',
    'KS container-resources',
    'KS container-resource-requests-equal-limits',
    'KS container-cpu-requests-equal-limits',
    'PO cpuLimitsMissing',
    'MO KBP003',
    'MO KSV011',
  ],
  *find(node) {
    const spec = podSpecOf(node);
    if (spec?.get('resources', 'limits', 'cpu').exists === true) return;
    for (const container of mainContainersOf(node)) {
      if (container.get('resources', 'limits', 'cpu').exists) continue;
      const message = `The container "${containerName(container)}" has no cpu limit: it can take all processors of the node. Say how much it may use.`;
      yield { path: container.get('resources', 'limits', 'cpu').path, message };
    }
  },
});
