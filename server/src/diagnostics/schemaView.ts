// What repairs need to know of the built-in types: which fields a mapping can have, and what form a value has.
import { stepOf, type FieldPath } from '../api/fieldPath.ts';
import type { KnownKind } from '../api/gvk.ts';
import { typeFact, type FieldFact, type TypeRef } from '../schema/facts.ts';
import { rootType } from '../schema/rootType.ts';

/** The form that a field's value has. `quantity` and `intOrString` are texts or numbers. */
export type FieldShape = 'text' | 'number' | 'boolean' | 'object' | 'map' | 'list' | 'quantity' | 'intOrString' | 'any';

const SHAPES: Readonly<Record<TypeRef['kind'], FieldShape>> = {
  string: 'text',
  bytes: 'text',
  time: 'text',
  microTime: 'text',
  bool: 'boolean',
  int32: 'number',
  int64: 'number',
  double: 'number',
  quantity: 'quantity',
  intOrString: 'intOrString',
  raw: 'any',
  any: 'any',
  list: 'list',
  map: 'map',
  struct: 'object',
};

/** The type of the value at `path`; undefined where the type has no such place. */
function typeAt(gvk: KnownKind, path: FieldPath): TypeRef | undefined {
  let type = rootType(gvk);
  for (const element of path) {
    if (type === undefined) return undefined;
    if (type.kind === 'list') type = type.items;
    else if (type.kind === 'map') type = type.values;
    else if (type.kind === 'struct') type = typeFact(type.type).fields.get(String(stepOf(element)))?.type;
    else return undefined;
  }
  return type;
}

/** The fields of the object at `path`; undefined if there are no named fields there (a map, a scalar, unknown). */
export function fieldsAt(gvk: KnownKind, path: FieldPath): ReadonlyMap<string, FieldFact> | undefined {
  const type = typeAt(gvk, path);
  return type?.kind === 'struct' ? typeFact(type.type).fields : undefined;
}

/** The form of the value at `path`, items of lists and entries of maps included. */
export function shapeAt(gvk: KnownKind, path: FieldPath): FieldShape | undefined {
  const type = typeAt(gvk, path);
  return type && SHAPES[type.kind];
}

/** The form of a field. */
export const shapeOfField = (field: FieldFact): FieldShape => SHAPES[field.type.kind];
