// Keys of a ConfigMap that is only read by key, and that nobody reads.
import { keysOf } from '../../workspace/resolve.ts';
import type { GraphNode, Reference } from '../../workspace/workspace.ts';
import { simpleRule } from '../rule.ts';

/** Whether a reference takes all keys: envFrom, or a volume without items. */
function isWhole(from: GraphNode, { role, target, path }: Reference): boolean {
  if (target.type !== 'object' || target.key !== undefined) return false;
  if (role === 'envFrom') return true;
  return role === 'volume' && !from.root.walk(path.slice(0, -1)).get('items').exists;
}

export const rule = simpleRule({
  code: 'unused-config-map-key',
  group: 'practice',
  level: 'strict',
  severity: 'hint',
  kinds: ['/ConfigMap'],
  scope: 'workspace',
  covers: ['Popeye 401'],
  *find(node, { workspace }) {
    const links = workspace.linksTo(node).map(({ reference }) => reference);
    const keys = new Set(
      links.flatMap(({ target }) => (target.type === 'object' && target.key !== undefined ? [target.key] : [])),
    );
    const whole = workspace.linksTo(node).some(({ from, reference }) => isWhole(from, reference));
    if (keys.size === 0 || whole) return;
    for (const key of keysOf(node)) {
      if (keys.has(key)) continue;
      yield {
        path: [
          node.root
            .get('data')
            .entries()
            .some(([name]) => name === key)
            ? 'data'
            : 'binaryData',
          { key },
        ],
        part: 'key',
        tags: ['unnecessary'],
        message: `Nobody reads the key "${key}".`,
      };
    }
  },
});
