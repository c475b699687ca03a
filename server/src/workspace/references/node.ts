// What a Node refers to: the ConfigMap that old kubelets took their configuration from.
import { namespacedReference } from '../objectReference.ts';
import type { ReferenceRules } from '../referenceRules.ts';

export const references: ReferenceRules = {
  group: '',
  kind: 'Node',
  *references(root) {
    const config = root.get('spec', 'configSource', 'configMap');
    yield* namespacedReference(config, 'other', '', 'ConfigMap', { optional: true });
    const [name, key] = [config.text('name'), config.text('kubeletConfigKey')];
    if (name === undefined || key === undefined) return;
    const target = {
      type: 'object',
      group: '',
      kind: 'ConfigMap',
      name,
      namespace: config.text('namespace'),
      key,
    } as const;
    yield { path: config.get('kubeletConfigKey').path, role: 'other', optional: true, target };
  },
};
