// Where looking something up in the schema begins: the type of a kind's objects.
import type { KnownKind } from '../api/gvk.ts';
import { customType } from './customTypes.ts';
import { typeNumberOf, type TypeRef } from './facts.ts';

/** The type of a kind's objects; undefined where nothing is known of it. */
export function rootType(gvk: KnownKind): TypeRef | undefined {
  if (gvk.custom !== undefined) return { kind: 'struct', type: customType(gvk.custom) };
  const number = typeNumberOf(gvk);
  return number === undefined ? undefined : { kind: 'struct', type: number };
}
