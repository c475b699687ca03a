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

/** The label that every namespace has, with its name. */
export const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/**
 * The namespaces that a `namespaceSelector` can mean. The label with the name pins them down; of every other label
 * nobody knows which namespaces of the cluster carry it.
 */
export function selectedNamespaces(field: Field): 'all' | readonly string[] {
  const name = field
    .get('matchLabels')
    .walk([{ key: NAMESPACE_NAME }])
    .text();
  if (name !== undefined) return [name];
  const listed = field
    .items('matchExpressions')
    .find((item) => item.text('key') === NAMESPACE_NAME && item.text('operator') === 'In');
  return listed === undefined ? 'all' : listed.items('values').flatMap((value) => value.text() ?? []);
}
