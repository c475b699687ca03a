// More than one default class of a kind.
import { describeNode } from '../../workspace/graphNode.ts';
import { isBefore, nearness } from '../together.ts';
import { simpleRule } from '../rule.ts';

const ANNOTATIONS: Readonly<Record<string, string>> = {
  'networking.k8s.io/IngressClass': 'ingressclass.kubernetes.io/is-default-class',
  'storage.k8s.io/StorageClass': 'storageclass.kubernetes.io/is-default-class',
};

export const rule = simpleRule({
  code: 'several-default-classes',
  group: 'correctness',
  severity: 'warning',
  kinds: ['networking.k8s.io/IngressClass', 'storage.k8s.io/StorageClass'],
  scope: 'workspace',
  covers: ['KR multiple-default-ingress-classes'],
  *find(node, { workspace }) {
    const annotation = ANNOTATIONS[node.type];
    if (annotation === undefined || node.root.get('metadata', 'annotations', annotation).value !== 'true') return;
    const { group, kind } = node.resource.gvk;
    const other = [...workspace.byType(group, kind)].find(
      (candidate) =>
        candidate !== node &&
        candidate.resource.name !== node.resource.name &&
        isBefore(candidate, node) &&
        nearness(candidate, node) !== 'apart' &&
        candidate.root.get('metadata', 'annotations', annotation).value === 'true',
    );
    if (other === undefined) return;
    yield {
      path: ['metadata', 'annotations', { key: annotation }],
      message: `${describeNode(other)} is the default as well: there can be only one.`,
      related: [{ node: other, path: ['metadata', 'annotations', { key: annotation }], message: 'the other default' }],
    };
  },
});
