// Containers that serve without a readiness probe.
import { containerName, mainContainersOf } from '../containers.ts';
import { isBatch } from '../podSecurity.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'readiness-probe-missing',
  group: 'practice',
  level: 'recommended',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: ['KL no-readiness-probe', 'KS pod-probes', 'PO readinessProbeMissing'],
  *find(node) {
    if (isBatch(node)) return;
    for (const container of mainContainersOf(node)) {
      if (container.get('readinessProbe').exists || container.items('ports').length === 0) continue;
      const message = `The container "${containerName(container)}" has no readiness probe: requests are sent to it before it can answer, and a rollout takes it for ready at once.`;
      yield { path: container.get('readinessProbe').path, message };
    }
  },
});
