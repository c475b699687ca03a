// Secrets that containers get as environment variables.
import { containersOf } from '../containers.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'secret-in-env',
  group: 'practice',
  level: 'strict',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: ['KL read-secret-from-env-var', 'MO KBP112'],
  *find(node) {
    for (const container of containersOf(node)) {
      const fields = [
        ...container.items('env').map((env) => env.get('valueFrom', 'secretKeyRef')),
        ...container.items('envFrom').map((source) => source.get('secretRef')),
      ];
      for (const field of fields) {
        if (!field.exists) continue;
        const message =
          'A Secret in the environment is passed on to child processes and ends up in crash reports. Mount it as a file.';
        yield { path: field.path, part: 'key', message };
      }
    }
  },
});
