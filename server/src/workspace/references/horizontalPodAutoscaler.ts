// What a HorizontalPodAutoscaler refers to.
import { parseApiVersion } from '../../api/gvk.ts';
import { objectReference } from '../podReferences.ts';
import type { ReferenceRules } from '../referenceRules.ts';

export const references: ReferenceRules = {
  group: 'autoscaling',
  kind: 'HorizontalPodAutoscaler',
  *references(root) {
    const target = root.get('spec', 'scaleTargetRef');
    const kind = target.text('kind');
    if (kind === undefined) return;
    const { group } = parseApiVersion(target.text('apiVersion') ?? '');
    yield* objectReference(target.get('name'), 'scaleTarget', group, kind);
    for (const metric of root.items('spec', 'metrics')) {
      const described = metric.get('object', 'describedObject');
      const describedKind = described.text('kind');
      if (describedKind === undefined) continue;
      const describedGroup = parseApiVersion(described.text('apiVersion') ?? '').group;
      yield* objectReference(described.get('name'), 'other', describedGroup, describedKind, { optional: true });
    }
  },
};
