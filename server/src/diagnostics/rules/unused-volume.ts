// PersistentVolumes that no claim asks for.
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'unused-volume',
  group: 'practice',
  level: 'strict',
  severity: 'hint',
  kinds: ['/PersistentVolume'],
  scope: 'workspace',
  covers: ['KV UNUSED_PV'],
  *find(node, { workspace }) {
    const storageClass = node.root.text('spec', 'storageClassName') ?? '';
    const named = workspace.linksTo(node).length > 0 || node.root.get('spec', 'claimRef').exists;
    const wanted = [...workspace.byType('', 'PersistentVolumeClaim')].some(
      (claim) => (claim.root.text('spec', 'storageClassName') ?? '') === storageClass,
    );
    if (named || wanted) return;
    yield {
      path: ['metadata', 'name'],
      tags: ['unnecessary'],
      message: 'No claim of the workspace can get this volume.',
    };
  },
});
