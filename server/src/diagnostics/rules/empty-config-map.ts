// ConfigMaps and Secrets that give a container nothing.
import { describeNode } from '../../workspace/graphNode.ts';
import { keysOf } from '../../workspace/resolve.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'empty-config-map',
  group: 'references',
  severity: 'hint',
  kinds: 'pods',
  scope: 'workspace',
  covers: ['KV EMPTY_ENV_CONFIG_MAP', 'KV EMPTY_ENV_SECRET'],
  *find(node, { workspace }) {
    for (const { reference } of workspace.linksFrom(node)) {
      const { target } = reference;
      if (reference.role !== 'envFrom' || target.type !== 'object') continue;
      const [provider] = workspace.objectsMeant(node, target);
      if (provider === undefined || keysOf(provider).length > 0) continue;
      yield {
        path: reference.path,
        message: `${describeNode(provider)} has no keys: the container gets nothing from it.`,
      };
    }
  },
});
