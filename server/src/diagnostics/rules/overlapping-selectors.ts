// Workloads that take each other's Pods.
import { describeNode } from '../../workspace/graphNode.ts';
import { isEmptySelector } from '../../api/labelSelector.ts';
import { nearness } from '../together.ts';
import { simpleRule } from '../rule.ts';

const OWNERS: readonly string[] = [
  'apps/Deployment',
  'apps/ReplicaSet',
  'apps/StatefulSet',
  'apps/DaemonSet',
  '/ReplicationController',
];

export const rule = simpleRule({
  code: 'overlapping-selectors',
  group: 'correctness',
  severity: 'info',
  kinds: OWNERS,
  scope: 'workspace',
  covers: ['overlapping RC/Deployment selectors'],
  *find(node, { workspace }) {
    for (const { reference } of workspace.linksFrom(node)) {
      if (
        reference.role !== 'selector' ||
        reference.target.type !== 'pods' ||
        isEmptySelector(reference.target.selector)
      )
        continue;
      const others = workspace
        .podsMeant(node, reference.target)
        .filter((other) => other !== node && OWNERS.includes(other.type) && other.resource.name !== node.resource.name)
        .filter((other) => nearness(node, other) !== 'apart');
      const other = others.find((candidate) => nearness(node, candidate) === 'file') ?? others[0];
      if (other === undefined) continue;
      yield {
        path: reference.path,
        part: 'key',
        ...(nearness(node, other) === 'file' ? {} : { severity: 'hint' as const }),
        message:
          `The selector also selects the Pods of ${describeNode(other)}: autoscalers and budgets count them together, and Pods without an owner are adopted by either. ` +
          'Give each workload a label of its own.',
        related: [{ node: other, path: other.podSource?.labelsPath ?? [], part: 'key', message: 'these labels match' }],
      };
    }
  },
});
