// ConfigMap keys that look like secrets.
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
      if (!/(?:secret|passw(?:or)?d|private_?key|api_?key|access_?key|auth_?token|credential)/i.test(key)) continue;
      if (/(?:_file|_path|_name|_url)$/i.test(key) || value.text() === undefined) continue;
      yield {
        path: value.path,
        part: 'key',
        message: `"${key}" looks like a secret; a ConfigMap is for everybody to read. Put it into a Secret.`,
      };
    }
  },
});
