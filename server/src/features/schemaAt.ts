// What the schema says of a field, by its path. Where a step is not in the schema there is no answer.
import { stepOf, type FieldPath } from '../api/fieldPath.ts';
import type { GroupVersionKind } from '../api/gvk.ts';
import { typeFact, typeNumberOf, type FieldFact, type TypeFact, type TypeRef } from '../schema/facts.ts';

/** A field and its type. `field` is undefined for list items, map entries and the object itself. */
export interface SchemaPlace {
  readonly type: TypeRef;
  readonly field: FieldFact | undefined;
}

/** The schema of the field at a path of an object of a kind. */
export function schemaAt(gvk: GroupVersionKind, path: FieldPath): SchemaPlace | undefined {
  const number = typeNumberOf(gvk);
  if (number === undefined) return undefined;
  let place: SchemaPlace = { type: { kind: 'struct', type: number }, field: undefined };
  for (const element of path) {
    const next = child(place.type, stepOf(element));
    if (!next) return undefined;
    // The items of a list of enumerated values share the list's field.
    place = { type: next.type, field: next.field ?? (place.type.kind === 'list' ? place.field : undefined) };
  }
  return place;
}

function child(type: TypeRef, step: string | number): SchemaPlace | undefined {
  switch (type.kind) {
    case 'list':
      return typeof step === 'number' ? { type: type.items, field: undefined } : undefined;
    case 'map':
      return { type: type.values, field: undefined };
    case 'struct': {
      const field = typeFact(type.type).fields.get(String(step));
      return field && { type: field.type, field };
    }
    default:
      return undefined;
  }
}

/** The struct that a type is, if it is one. */
export const structOf = (type: TypeRef): TypeFact | undefined =>
  type.kind === 'struct' ? typeFact(type.type) : undefined;
