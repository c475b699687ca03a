// The same object twice in one folder.
import { describeNode } from '../../workspace/graphNode.ts';
import type { GraphNode, Workspace } from '../../workspace/workspace.ts';
import { isBefore, nearness } from '../together.ts';
import { simpleRule } from '../rule.ts';

const keyOf = ({ type, identities: [identity] }: GraphNode): string =>
  `${type}\0${identity?.namespace ?? ''}\0${identity?.name ?? ''}`;

/**
 * Whether two files are alternatives: they have most of their objects in common, several of them, or one has all that
 * the other has and more ("all in one"). Nobody applies both.
 */
function areAlternatives(a: GraphNode, b: GraphNode, workspace: Workspace): boolean {
  const [one = [], other = []] = [a, b].map((node) => workspace.nodesOf(node.resource.manifest.source.uri).map(keyOf));
  const [small, large] = one.length <= other.length ? [one, new Set(other)] : [other, new Set(one)];
  const shared = small.filter((key) => large.has(key)).length;
  return (shared > 1 && shared * 2 >= small.length) || (shared === small.length && large.size > small.length);
}

export const rule = simpleRule({
  code: 'duplicate-object',
  group: 'correctness',
  severity: 'warning',
  kinds: 'all',
  scope: 'workspace',
  covers: ['cross-file duplicates'],
  *find(node, { workspace }) {
    const [identity] = node.identities;
    if (identity === undefined || identity.name === '') return;
    const { group, kind } = node.resource.gvk;
    const others = [...workspace.named(group, kind, identity.namespace, identity.name)].filter(
      (other) => other !== node && nearness(other, node) !== 'apart' && isBefore(other, node),
    );
    const same = others.find((candidate) => nearness(candidate, node) === 'file');
    const other = same ?? others.find((candidate) => !areAlternatives(candidate, node, workspace));
    if (other === undefined) return;
    const sure = same !== undefined;
    yield {
      path: ['metadata', 'name'],
      ...(sure ? {} : { severity: 'hint' as const }),
      message:
        `${describeNode(node)} is there twice: ${sure ? '' : 'if both files are '}applied together, the later one replaces the earlier one. ` +
        'Rename or remove one.',
      related: [{ node: other, path: ['metadata', 'name'], message: 'the first one' }],
    };
  },
});
