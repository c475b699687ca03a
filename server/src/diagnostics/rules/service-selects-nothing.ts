// A Service whose selector matches no Pod that any manifest makes.
import { formatSelector } from '../../api/labelSelector.ts';
import type { LabelSelector } from '../../api/types.generated.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { defineRule } from '../rule.ts';

interface Found {
  readonly path: FieldPath;
  readonly selector: LabelSelector;
}

export const rule = defineRule<Found>({
  code: 'service-selects-nothing',
  group: 'references',
  severity: 'warning',
  kinds: ['/Service'],
  scope: 'workspace',
  covers: ['KL dangling-service', 'KS service-targets-pod', 'KV MISSING_SERVICE_APP', 'KR service-selector-ref'],
  *find(node, { workspace }) {
    for (const { reference } of workspace.linksFrom(node)) {
      const { target } = reference;
      if (reference.role !== 'selector' || target.type !== 'pods') continue;
      if (workspace.podsMeant(node, target).length > 0) continue;
      yield { path: reference.path, selector: target.selector };
    }
  },
  describe: ({ path, selector }) => ({
    path,
    part: 'key',
    message:
      `No Pod or template in the workspace has the labels ${formatSelector(selector)}: ` +
      'the Service will have no endpoints. Correct the selector or the labels.',
  }),
});
