// Environment variables that look like secrets and have their value in the manifest.
import { containersOf } from '../containers.ts';
import { simpleRule } from '../rule.ts';

/** Whether a name is one that people give to secrets. */
const looksSecret = (name: string): boolean =>
  /(?:secret|passw(?:or)?d|passphrase|private_?key|api_?key|access_?key|auth_?token|access_?token|credential)/i.test(
    name,
  ) && !/(?:_file|_path|_name|_ref|_url|_id|_type)$/i.test(name);

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
        if (value === undefined || !looksSecret(name) || /^(?:true|false|\d+|\/.*|\$\(.*\)|https?:.*)$/.test(value))
          continue;
        const message = `"${name}" looks like a secret, and its value stands in the manifest for everybody to read. Take it from a Secret (secretKeyRef).`;
        yield { path: env.get('value').path, message };
      }
    }
  },
});
