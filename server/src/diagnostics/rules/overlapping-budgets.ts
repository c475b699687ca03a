// Two budgets for one Pod: then none of them can be evicted.
import { describeNode } from '../../workspace/graphNode.ts';
import type { GraphNode } from '../../workspace/workspace.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'overlapping-budgets',
  group: 'correctness',
  severity: 'warning',
  kinds: ['policy/PodDisruptionBudget'],
  scope: 'workspace',
  covers: ['Popeye 209'],
  *find(node, { workspace }) {
    const seen = new Set<GraphNode>();
    for (const { reference } of workspace.linksFrom(node)) {
      if (reference.target.type !== 'pods' || reference.role !== 'selector') continue;
      for (const pod of workspace.podsMeant(node, reference.target)) {
        for (const { from } of workspace.linksTo(pod)) {
          if (from === node || from.type !== node.type || seen.has(from)) continue;
          seen.add(from);
          yield {
            path: reference.path,
            part: 'key',
            message: `${describeNode(from)} selects ${describeNode(pod)} as well: a Pod with more than one budget cannot be evicted at all.`,
            related: [{ node: from, path: ['spec', 'selector'], part: 'key', message: 'the other budget' }],
          };
        }
      }
    }
  },
});
