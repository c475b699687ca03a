// The same object twice in one folder.
import { describeNode } from '../../workspace/graphNode.ts';
import type { GraphNode } from '../../workspace/workspace.ts';
import { simpleRule } from '../rule.ts';

const folderOf = (uri: string): string => uri.slice(0, Math.max(0, uri.lastIndexOf('/')));

/** Whether another object of the same folder stands before this one. */
function isEarlier(other: GraphNode, node: GraphNode): boolean {
  const [a, b] = [other.resource.manifest, node.resource.manifest];
  if (a.source.uri !== b.source.uri)
    return folderOf(a.source.uri) === folderOf(b.source.uri) && a.source.uri < b.source.uri;
  if (a.ordinal !== b.ordinal) return a.ordinal < b.ordinal;
  return Number(other.resource.at.at(-1) ?? 0) < Number(node.resource.at.at(-1) ?? 0);
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
    if (identity === undefined) return;
    const { group, kind } = node.resource.gvk;
    for (const other of workspace.named(group, kind, identity.namespace, identity.name)) {
      if (other === node || !isEarlier(other, node)) continue;
      yield {
        path: ['metadata', 'name'],
        message: `${describeNode(node)} is there twice: applied together, the later one replaces the earlier one. Rename or remove one.`,
        related: [{ node: other, path: ['metadata', 'name'], message: 'the first one' }],
      };
      return;
    }
  },
});
