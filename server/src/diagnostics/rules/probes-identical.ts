// Liveness and readiness probes that ask the same in the same way.
import { containersOf } from '../containers.ts';
import { deepEqual } from '../../base/compare.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'probes-identical',
  group: 'practice',
  level: 'recommended',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: ['KS pod-probes-identical'],
  *find(node) {
    for (const container of containersOf(node)) {
      const [liveness, readiness] = [container.get('livenessProbe'), container.get('readinessProbe')];
      if (!liveness.exists || !readiness.exists || !deepEqual(liveness.value, readiness.value)) continue;
      const message =
        'The liveness probe is the same as the readiness probe: a container that is only busy is killed at the moment it should be left alone. ' +
        'Let liveness be more patient, or ask something cheaper.';
      yield { path: liveness.path, part: 'key', message };
    }
  },
});
