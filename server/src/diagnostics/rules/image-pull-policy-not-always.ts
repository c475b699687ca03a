// Containers that may run a stale image because the node has one of that name.
import { addField, replaceValue } from '../../workspace/edit.ts';
import { containersOf } from '../containers.ts';
import { fixOf } from '../repairs/repair.ts';
import { simpleRule } from '../rule.ts';

/** Whether the API server says Always by itself, or the image cannot change. Source: pkg/apis/core/v1/defaults.go. */
function needsNoPolicy(image: string | undefined, policy: string | undefined): boolean {
  if (image === undefined || image.includes('@')) return true;
  return policy === undefined && (/:latest$/.test(image) || !/:[^/]*$/.test(image));
}

export const rule = simpleRule({
  code: 'image-pull-policy-not-always',
  group: 'practice',
  level: 'strict',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: ['KS container-image-pull-policy', 'PO pullPolicyNotAlways', 'KL image-pull-policy'],
  *find(node) {
    for (const container of containersOf(node)) {
      const policy = container.text('imagePullPolicy');
      if (policy === 'Always' || needsNoPolicy(container.text('image'), policy)) continue;
      const message =
        policy === undefined
          ? 'Without "imagePullPolicy: Always" a node runs the image of that tag that it has, also if the tag means another one now.'
          : `With imagePullPolicy ${policy} a node runs the image that it has, also if the tag means another one now.`;
      const fixes = () =>
        fixOf(
          node.resource,
          'Always pull',
          policy === undefined
            ? addField(node.resource, container.path, 'imagePullPolicy', 'Always', 'image')
            : replaceValue(node.resource, container.get('imagePullPolicy').path, 'Always'),
          true,
        );
      yield { path: container.get('imagePullPolicy').path, message, fixes };
    }
  },
});
