// Labels and annotations that the configuration asks for.
import { addField } from '../../workspace/edit.ts';
import { fixOf } from '../repairs/repair.ts';
import type { RequiredKeys } from '../requiredKeys.ts';
import { defineRule } from '../rule.ts';

interface Found {
  readonly map: 'labels' | 'annotations';
  readonly key: string;
  readonly value: string | undefined;
  readonly allowed: readonly string[];
}

const NONE: RequiredKeys = new Map();

export const rule = defineRule<Found>({
  code: 'required-metadata',
  group: 'practice',
  level: 'asked',
  severity: 'warning',
  kinds: 'all',
  scope: 'resource',
  covers: [
    'KL required-label-owner',
    'KL required-annotation-email',
    'MO MTD-custom-labels',
    'MO MTD-custom-annotations',
    'Popeye 113',
  ],
  *find(node, { required, workspace }) {
    // A kustomization may add labels to all its objects.
    const given = workspace.placementOf(node).labels;
    for (const map of ['labels', 'annotations'] as const) {
      const written = { ...(map === 'labels' ? given : {}), ...node.root.textMap('metadata', map) };
      for (const [key, allowed] of required[map] ?? NONE) {
        const value = Object.hasOwn(written, key) ? written[key] : undefined;
        const good = value !== undefined && (allowed.length === 0 ? value !== '' : allowed.includes(value));
        if (!good) yield { map, key, value, allowed };
      }
    }
  },
  describe: ({ map, key, value, allowed }, node) => {
    const what = map === 'labels' ? 'label' : 'annotation';
    const values = allowed.length === 0 ? '' : ` It may be ${allowed.join(', ')}.`;
    return value === undefined
      ? {
          path: node.root.get('metadata', map).exists ? ['metadata', map] : ['metadata'],
          part: 'key',
          message: `The ${what} "${key}" is missing, which the configuration asks for. Add it.${values}`,
        }
      : {
          path: ['metadata', map, { key }],
          message: `The ${what} "${key}" cannot be "${value}" by the configuration.${values}`,
        };
  },
  fixes: ({ map, key, value, allowed }, { resource, root }) => {
    if (value !== undefined || !root.get('metadata').exists) return [];
    const [only = ''] = allowed.length === 1 ? allowed : [];
    const edit = root.get('metadata', map).exists
      ? addField(resource, ['metadata', map], key, only)
      : addField(resource, ['metadata'], map, { [key]: only });
    return fixOf(resource, `Add ${key}`, edit);
  },
});
