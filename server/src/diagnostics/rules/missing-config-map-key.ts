// A key that the ConfigMap or Secret does not have.
import { addField, replaceValue } from '../../workspace/edit.ts';
import { keysOf } from '../../workspace/resolve.ts';
import type { GraphNode, Reference } from '../../workspace/workspace.ts';
import type { Fix } from '../finding.ts';
import { nearest } from '../nearest.ts';
import { fixOf } from '../repairs/repair.ts';
import { defineRule } from '../rule.ts';

interface Found {
  readonly reference: Reference;
  readonly key: string;
  readonly provider: GraphNode;
  readonly near: string | undefined;
}

export const rule = defineRule<Found>({
  code: 'missing-config-map-key',
  group: 'references',
  severity: 'warning',
  kinds: 'all',
  scope: 'workspace',
  covers: ['KL env-value-from', 'KV MISSING_ENV_CONFIG_MAP_KEY', 'KV MISSING_ENV_SECRET_KEY', 'items[].key existence'],
  *find(node, { workspace }) {
    for (const { reference } of workspace.linksFrom(node)) {
      const { target } = reference;
      if (reference.optional || target.type !== 'object' || target.key === undefined) continue;
      const providers = workspace.objectsMeant(node, target);
      const { key } = target;
      const [provider] = providers;
      if (provider === undefined || workspace.isGenerated(node, target)) continue;
      if (providers.some((candidate) => keysOf(candidate).includes(key))) continue;
      yield { reference, key, provider, near: nearest(key, keysOf(provider)) };
    }
  },
  describe: ({ reference, key, provider, near }) => ({
    path: reference.path,
    message:
      `The ${provider.resource.kind} "${provider.resource.name ?? ''}" has no key "${key}".` +
      `${near === undefined ? '' : ` Did you mean "${near}"?`} ` +
      (reference.role === 'volume'
        ? 'The volume cannot be mounted, and the Pod will not start.'
        : 'The container cannot be made (CreateContainerConfigError).'),
    related: [
      {
        node: provider,
        path: ['metadata', 'name'],
        message: `the keys are: ${keysOf(provider).join(', ') || 'none'}`,
      },
    ],
  }),
  fixes: ({ reference, key, provider, near }, node) => [
    ...(near === undefined
      ? []
      : fixOf(node.resource, `Change to "${near}"`, replaceValue(node.resource, reference.path, near), true)),
    ...addKey(provider, key),
  ],
});

/** The key, empty, in the object that lacks it. */
function addKey({ resource }: GraphNode, key: string): readonly Fix[] {
  const field = resource.kind === 'Secret' ? 'stringData' : 'data';
  const edit = addField(resource, [field], key, '');
  return fixOf(resource, `Add the key "${key}" to the ${resource.kind} "${resource.name ?? ''}"`, edit);
}
