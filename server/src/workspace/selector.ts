// Selectors as they are written: a LabelSelector, or the plain map of Services and ReplicationControllers.
import type { LabelSelector, LabelSelectorRequirement } from '../api/types.generated.ts';
import type { Field } from './field.ts';

/** The LabelSelector at `field`; undefined if none is written. Entries of wrong types are left out. */
export function readSelector(field: Field): LabelSelector | undefined {
  if (typeof field.value !== 'object' || field.value === null || Array.isArray(field.value)) return undefined;
  const matchExpressions: LabelSelectorRequirement[] = field.items('matchExpressions').map((item) => ({
    key: item.text('key') ?? '',
    operator: item.text('operator') ?? '',
    values: item.items('values').flatMap((value) => (typeof value.value === 'string' ? value.value : [])),
  }));
  return { matchLabels: { ...field.textMap('matchLabels') }, matchExpressions };
}

/** The map selector at `field`; undefined if none is written or it is empty, which selects nothing. */
export function readMapSelector(field: Field): LabelSelector | undefined {
  const matchLabels = field.textMap();
  if (matchLabels === undefined || Object.keys(matchLabels).length === 0) return undefined;
  return { matchLabels: { ...matchLabels } };
}
