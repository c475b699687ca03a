// An instance label that is not the name.
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'instance-label-mismatch',
  group: 'practice',
  level: 'strict',
  severity: 'hint',
  kinds: 'pods',
  scope: 'resource',
  covers: ['PO metadataAndInstanceMismatched'],
  *find(node) {
    const instance = node.root.textMap('metadata', 'labels')?.['app.kubernetes.io/instance'];
    const name = node.resource.name;
    if (instance === undefined || name === undefined || name.includes(instance)) return;
    if (node.root.items('metadata', 'ownerReferences').length > 0) return;
    yield {
      path: ['metadata', 'labels', { key: 'app.kubernetes.io/instance' }],
      message: `The label says instance "${instance}", the name is "${name}".`,
    };
  },
});
