// Services that send requests to several workloads.
import { describeNode } from '../../workspace/graphNode.ts';
import { nearness } from '../together.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'several-workloads-selected',
  group: 'practice',
  level: 'strict',
  severity: 'hint',
  kinds: ['/Service'],
  scope: 'workspace',
  covers: ['KV SERVICE_MULTIPLE_APPS'],
  *find(node, { workspace }) {
    for (const { reference } of workspace.linksFrom(node)) {
      if (reference.role !== 'selector' || reference.target.type !== 'pods') continue;
      const pods = workspace.podsMeant(node, reference.target).filter((pod) => nearness(node, pod) !== 'apart');
      if (pods.length < 2) continue;
      yield {
        path: reference.path,
        part: 'key',
        message: `The Service sends requests to ${pods.length} workloads: ${pods.map(describeNode).join(', ')}.`,
      };
    }
  },
});
