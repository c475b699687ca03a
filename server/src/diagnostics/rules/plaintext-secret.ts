// Environment variables that look like secrets and have their value in the manifest.
import { containersOf } from '../containers.ts';
import { isPrivateKey, looksSecret } from '../secretNames.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'plaintext-secret',
  group: 'practice',
  level: 'recommended',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: ['KL env-var-secret', 'PO sensitiveContainerEnvVar', 'MO KBP111'],
  *find(node) {
    for (const container of containersOf(node)) {
      for (const env of container.items('env')) {
        const name = env.text('name') ?? '';
        const value = env.text('value');
        if (value === undefined) continue;
        const plain = looksSecret(name) && !/^(?:true|false|\d+|\/.*|\$\(.*\)|https?:.*)$/.test(value);
        if (!plain && !isPrivateKey(value)) continue;
        const message = `"${name}" ${plain ? 'looks like a secret' : 'holds a private key'}, and its value stands in the manifest for everybody to read. Take it from a Secret (secretKeyRef).`;
        yield { path: env.get('value').path, message };
      }
    }
  },
});
