// What a Service refers to: the Pods that its selector matches, and their ports.
import type { ReferenceRules } from '../referenceRules.ts';
import { readMapSelector } from '../selector.ts';
import { mapSelectorReference } from '../selectorReference.ts';

export const references: ReferenceRules = {
  group: '',
  kind: 'Service',
  *references(root) {
    const spec = root.get('spec');
    if (spec.text('type') === 'ExternalName') return;
    yield* mapSelectorReference(spec.get('selector'));
    const selector = readMapSelector(spec.get('selector'));
    if (selector === undefined) return;
    for (const port of spec.items('ports')) {
      const target = port.get('targetPort').exists ? port.get('targetPort') : port.get('port');
      const name = target.text() ?? target.number();
      if (name === undefined) continue;
      yield {
        path: target.path,
        role: 'port',
        optional: typeof name === 'number',
        target: { type: 'pods', selector, port: name },
      };
    }
  },
};
