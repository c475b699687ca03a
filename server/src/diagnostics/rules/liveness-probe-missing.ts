// Containers that run for ever without a liveness probe.
import { containerName, mainContainersOf } from '../containers.ts';
import { isBatch, podSpecOf } from '../podSecurity.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'liveness-probe-missing',
  group: 'practice',
  level: 'strict',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: ['KL no-liveness-probe', 'KS pod-probes', 'PO livenessProbeMissing'],
  *find(node) {
    if (isBatch(node) || (podSpecOf(node)?.text('restartPolicy') ?? 'Always') !== 'Always') return;
    for (const container of mainContainersOf(node)) {
      if (container.get('livenessProbe').exists) continue;
      const message = `The container "${containerName(container)}" has no liveness probe: nobody notices when it hangs.`;
      yield { path: container.get('livenessProbe').path, message };
    }
  },
});
