// References by labels, as the kinds with selectors make them.
import type { Field } from './field.ts';
import type { Reference, ReferenceRole } from './referenceRules.ts';
import { readMapSelector, readSelector } from './selector.ts';

/** A LabelSelector at `field`. An empty one selects everything of the namespace. */
export function* selectorReference(field: Field, role: ReferenceRole, optional = false): Iterable<Reference> {
  const selector = readSelector(field);
  if (selector !== undefined) yield { path: field.path, role, optional, target: { type: 'pods', selector } };
}

/** A selector that is a plain map of labels. An empty one selects nothing. */
export function* mapSelectorReference(field: Field): Iterable<Reference> {
  const selector = readMapSelector(field);
  if (selector !== undefined) {
    yield { path: field.path, role: 'selector', optional: false, target: { type: 'pods', selector } };
  }
}

/** A LabelSelector that selects cluster-scoped objects: namespaces, volumes, roles. It may always select none. */
export function* labelledReference(
  field: Field,
  role: ReferenceRole,
  group: string,
  kind: string,
): Iterable<Reference> {
  const selector = readSelector(field);
  if (selector !== undefined) {
    yield { path: field.path, role, optional: true, target: { type: 'labelled', group, kind, selector } };
  }
}

/** A `namespaceSelector`. */
export const namespaceSelectorReference = (field: Field): Iterable<Reference> =>
  labelledReference(field, 'namespace', '', 'Namespace');
