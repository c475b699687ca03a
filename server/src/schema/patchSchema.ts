// How the fields of every type merge, from the schema facts.
import type { PatchField, PatchSchema } from '../api/patchSchema.ts';
import { typeFact, typeNumberOf, type FieldFact, type TypeRef } from './facts.ts';

/** The id of a type: the server's own structs by number, maps by what is in them. */
function idOf(type: TypeRef): string | undefined {
  if (type.kind === 'struct') return typeof type.type === 'number' ? String(type.type) : undefined;
  if (type.kind === 'map') return `{}${idOf(type.values) ?? ''}`;
  if (type.kind === 'list') return idOf(type.items);
  return undefined;
}

function describe(fact: FieldFact): PatchField {
  const struct = fact.type.kind === 'struct' ? typeFact(fact.type.type) : undefined;
  return {
    type: idOf(fact.type),
    strategies: fact.patchStrategy === undefined ? [] : fact.patchStrategy.split(','),
    mergeKey: fact.mergeKey,
    listType: fact.listType as PatchField['listType'],
    listMapKeys: fact.listMapKeys ?? [],
    atomicMap: fact.mapType === 'atomic' || struct?.mapType === 'atomic',
  };
}

const known = new Map<FieldFact, PatchField>();

/** The patch schema of all kinds that the API server serves. */
export const patchSchema: PatchSchema = {
  typeOf(gvk) {
    const number = typeNumberOf(gvk);
    return number === undefined ? undefined : String(number);
  },
  field(type, name) {
    if (type.startsWith('{}')) {
      const values = type.slice(2);
      return {
        type: values === '' ? undefined : values,
        strategies: [],
        mergeKey: undefined,
        listType: undefined,
        listMapKeys: [],
        atomicMap: false,
      };
    }
    const fact = typeFact(Number(type)).fields.get(name);
    if (!fact) return undefined;
    let field = known.get(fact);
    if (!field) known.set(fact, (field = describe(fact)));
    return field;
  },
};
