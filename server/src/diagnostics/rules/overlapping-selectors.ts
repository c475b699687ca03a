// Workloads that take each other's Pods.
import { describeNode } from '../../workspace/graphNode.ts';
import { isEmptySelector } from '../../api/labelSelector.ts';
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
  severity: 'warning',
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
      for (const other of workspace.podsMeant(node, reference.target)) {
        if (other === node || !OWNERS.includes(other.type)) continue;
        if (
          other.identities.some((id) => node.identities.some((own) => own.name === id.name && other.type === node.type))
        )
          continue;
        yield {
          path: reference.path,
          part: 'key',
          message:
            `The selector also selects the Pods of ${describeNode(other)}: the two count each other's Pods, and adopt them when they have no owner. ` +
            'Give each workload a label of its own.',
          related: [
            { node: other, path: other.podSource?.labelsPath ?? [], part: 'key', message: 'these labels match' },
          ],
        };
      }
    }
  },
});
