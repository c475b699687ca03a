// A peer of a NetworkPolicy that no Pod of the same namespace matches.
import { formatSelector, isEmptySelector } from '../../api/labelSelector.ts';
import type { LabelSelector } from '../../api/types.generated.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { mayBeMadeElsewhere } from '../selectsNothing.ts';
import { defineRule } from '../rule.ts';

interface Found {
  readonly path: FieldPath;
  readonly selector: LabelSelector;
}

export const rule = defineRule<Found>({
  code: 'peer-selects-nothing',
  group: 'references',
  severity: 'hint',
  kinds: ['networking.k8s.io/NetworkPolicy'],
  scope: 'workspace',
  covers: ['KL dangling-networkpolicypeer-podselector'],
  *find(node, context) {
    const { workspace } = context;
    for (const { reference } of workspace.linksFrom(node)) {
      const { target } = reference;
      if (reference.role !== 'other' || target.type !== 'pods' || target.namespaces !== undefined) continue;
      if (isEmptySelector(target.selector) || workspace.podsMeant(node, target).length > 0) continue;
      if (mayBeMadeElsewhere(node, target.selector, context)) continue;
      yield { path: reference.path, selector: target.selector };
    }
  },
  describe: ({ path, selector }) => ({
    path,
    part: 'key',
    message: `No Pod of this namespace matches ${formatSelector(selector)}: the peer is nobody.`,
  }),
});
