// The same object twice in one folder.
import { describeNode } from '../../workspace/graphNode.ts';
import { isBefore, nearness } from '../together.ts';
import { simpleRule } from '../rule.ts';

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
    const other = others.find((candidate) => nearness(candidate, node) === 'file') ?? others[0];
    if (other === undefined) return;
    const sure = nearness(other, node) === 'file';
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
