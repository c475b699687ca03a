// ConfigMap keys that look like secrets, and private keys under any name.
import { isPrivateKey, looksSecret } from '../secretNames.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'sensitive-config-map',
  group: 'practice',
  level: 'recommended',
  severity: 'info',
  kinds: ['/ConfigMap'],
  scope: 'resource',
  covers: ['PO sensitiveConfigmapContent'],
  *find(node) {
    for (const [key, value] of node.root.entries('data')) {
      const text = value.text();
      if (text === undefined || !(looksSecret(key) || isPrivateKey(text))) continue;
      const what = isPrivateKey(text) ? 'holds a private key' : 'looks like a secret';
      yield {
        path: value.path,
        part: 'key',
        message: `"${key}" ${what}; a ConfigMap is for everybody to read. Put it into a Secret.`,
      };
    }
  },
});
