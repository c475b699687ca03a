// What a ResourceQuota refers to: the classes that it is about.
import { clusterReference } from '../objectReference.ts';
import type { Field } from '../field.ts';
import type { Reference, ReferenceRules } from '../referenceRules.ts';

/** Scopes whose values are names of objects. */
const CLASSES: ReadonlyMap<string, string> = new Map([
  ['PriorityClass', 'scheduling.k8s.io'],
  ['VolumeAttributesClass', 'storage.k8s.io'],
]);

function* scopeReferences(requirement: Field): Iterable<Reference> {
  const kind = requirement.text('scopeName') ?? '';
  const group = CLASSES.get(kind);
  if (group === undefined) return;
  for (const value of requirement.items('values')) yield* clusterReference(value, 'class', group, kind, true);
}

export const references: ReferenceRules = {
  group: '',
  kind: 'ResourceQuota',
  *references(root) {
    for (const requirement of root.items('spec', 'scopeSelector', 'matchExpressions'))
      yield* scopeReferences(requirement);
  },
};
