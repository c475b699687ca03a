// What the schema says of a field, by its path. Where a step is not in the schema there is no answer.
import { stepOf, type FieldPath } from '../api/fieldPath.ts';
import type { KnownKind } from '../api/gvk.ts';
import { typeFact, type FieldFact, type TypeFact, type TypeRef } from '../schema/facts.ts';
import { rootType } from '../schema/rootType.ts';

/** A field and its type. `field` is undefined for list items, map entries and the object itself. */
export interface SchemaPlace {
  readonly type: TypeRef;
  readonly field: FieldFact | undefined;
}

/** The schema of the field at a path of an object of a kind. */
export function schemaAt(gvk: KnownKind, path: FieldPath): SchemaPlace | undefined {
  const root = rootType(gvk);
  if (root === undefined) return undefined;
  let place: SchemaPlace = { type: root, field: undefined };
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
