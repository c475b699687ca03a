// `externalName` beside another type of Service: it has no effect there.
import { addField, removeField, replaceValue } from '../../workspace/edit.ts';
import { fixOf } from '../repairs/repair.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule<{ readonly type: string }>({
  code: 'external-name-ignored',
  group: 'correctness',
  severity: 'warning',
  kinds: ['/Service'],
  scope: 'resource',
  *find(node) {
    const spec = node.root.get('spec');
    const type = spec.text('type') ?? 'ClusterIP';
    if (spec.text('externalName') !== undefined && type !== 'ExternalName') yield { type };
  },
  describe: ({ type }) => ({
    path: ['spec', 'externalName'],
    part: 'key',
    message:
      `"externalName" only works in a Service of type ExternalName; this one has type ${type}, and the name is ignored. ` +
      'Change the type, or remove the field.',
  }),
  fixes: (_, { resource }) => [
    ...fixOf(
      resource,
      'Change the type to ExternalName',
      resource.rangeOf(['spec', 'type'], 'value')
        ? replaceValue(resource, ['spec', 'type'], 'ExternalName')
        : addField(resource, ['spec'], 'type', 'ExternalName'),
      true,
    ),
    ...fixOf(resource, 'Remove "externalName"', removeField(resource, ['spec', 'externalName'])),
  ],
});
