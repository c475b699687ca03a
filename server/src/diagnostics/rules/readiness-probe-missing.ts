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
  scope: 'workspace',
  covers: ['KL no-readiness-probe', 'KS pod-probes', 'PO readinessProbeMissing'],
  *find(node, { workspace }) {
    if (isBatch(node)) return;
    const served = workspace.linksTo(node).some(({ from }) => from.type === '/Service');
    const containers = mainContainersOf(node);
    for (const container of containers) {
      const serves = container.items('ports').length > 0 || (served && containers.length === 1);
      if (container.get('readinessProbe').exists || !serves) continue;
      const message = `The container "${containerName(container)}" has no readiness probe: requests are sent to it before it can answer, and a rollout takes it for ready at once.`;
      yield { path: container.get('readinessProbe').path, message };
    }
  },
});
