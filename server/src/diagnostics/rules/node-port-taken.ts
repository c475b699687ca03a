// Node ports that another Service has.
import { describeNode } from '../../workspace/graphNode.ts';
import type { GraphNode } from '../../workspace/workspace.ts';
import { isBefore, nearness } from '../together.ts';
import { simpleRule } from '../rule.ts';

const takes = (service: GraphNode, number: number, protocol: string): boolean =>
  service.root
    .items('spec', 'ports')
    .some((port) => port.number('nodePort') === number && (port.text('protocol') ?? 'TCP') === protocol);

export const rule = simpleRule({
  code: 'node-port-taken',
  group: 'correctness',
  severity: 'warning',
  kinds: ['/Service'],
  scope: 'workspace',
  covers: ['nodePort range'],
  *find(node, { workspace }) {
    for (const port of node.root.items('spec', 'ports')) {
      const field = port.get('nodePort');
      const number = field.number();
      if (number === undefined || number === 0) continue;
      const other = [...workspace.byType('', 'Service')].find(
        (candidate) =>
          candidate !== node &&
          isBefore(candidate, node) &&
          nearness(candidate, node) !== 'apart' &&
          takes(candidate, number, port.text('protocol') ?? 'TCP'),
      );
      if (other === undefined) continue;
      yield {
        path: field.path,
        message: `${describeNode(other)} has nodePort ${number} already: the API server refuses the second one.`,
        related: [{ node: other, path: ['spec', 'ports'], part: 'key', message: 'has it' }],
      };
    }
  },
});
