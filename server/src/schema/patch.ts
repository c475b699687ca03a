// How lists and maps of a type merge, from the schema facts: what apply's three-way merge and server-side apply ask for.
import type { PatchField, PatchSchema } from '../api/patchSchema.ts';
import { typeFact, typeNumberOf, type FieldFact, type TypeRef } from './facts.ts';

/** The opaque id of a type that has fields: a struct by its number, a free-form map by its values. */
const idOf = (type: TypeRef): string | undefined => {
  switch (type.kind) {
    case 'struct':
      return typeof type.type === 'number' ? `#${type.type}` : undefined;
    case 'map':
      return `{}${idOf(type.values) ?? ''}`;
    case 'list':
      return idOf(type.items);
    default:
      return undefined;
  }
};

const listTypeOf = (field: FieldFact): PatchField['listType'] =>
  field.listType === 'atomic' || field.listType === 'set' || field.listType === 'map' ? field.listType : undefined;

const isAtomic = (field: FieldFact): boolean =>
  field.mapType === 'atomic' || (field.type.kind === 'struct' && typeFact(field.type.type).mapType === 'atomic');

const plain = (type: string | undefined): PatchField => ({
  type,
  strategies: [],
  mergeKey: undefined,
  listType: undefined,
  listMapKeys: [],
  atomicMap: false,
});

/** The patch facts of all built-in types. */
export const patchSchema: PatchSchema = {
  typeOf(gvk) {
    const number = typeNumberOf(gvk);
    return number === undefined ? undefined : `#${number}`;
  },
  field(type, name) {
    if (type.startsWith('{}')) return plain(type === '{}' ? undefined : type.slice(2));
    const field = typeFact(Number(type.slice(1))).fields.get(name);
    if (field === undefined) return undefined;
    return {
      type: idOf(field.type),
      strategies: field.patchStrategy?.split(',') ?? [],
      mergeKey: field.mergeKey,
      listType: listTypeOf(field),
      listMapKeys: field.listMapKeys ?? [],
      atomicMap: isAtomic(field),
    };
  },
};
