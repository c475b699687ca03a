// What a HorizontalPodAutoscaler refers to.
import { parseApiVersion } from '../../api/gvk.ts';
import { kindReference } from '../objectReference.ts';
import type { ReferenceRules } from '../referenceRules.ts';

export const references: ReferenceRules = {
  group: 'autoscaling',
  kind: 'HorizontalPodAutoscaler',
  *references(root) {
    const target = root.get('spec', 'scaleTargetRef');
    const [name, kind] = [target.text('name'), target.text('kind')];
    if (kind === undefined) return;
    yield* kindReference(target, 'scaleTarget');
    const { group } = parseApiVersion(target.text('apiVersion') ?? '');
    for (const metric of root.items('spec', 'metrics')) {
      yield* kindReference(metric.get('object', 'describedObject'), 'other', true);
      const field = metric.get('containerResource', 'container');
      const container = field.text();
      if (name === undefined || container === undefined) continue;
      yield {
        path: field.path,
        role: 'container',
        optional: true,
        target: { type: 'object', group, kind, name, container },
      };
    }
  },
};
