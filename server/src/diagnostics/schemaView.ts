// What repairs need to know of the types: which fields a mapping can have. Given from outside, so that checking does
// not depend on how the knowledge is stored.
import type { FieldPath } from '../api/fieldPath.ts';
import type { GroupVersionKind } from '../api/gvk.ts';

/** The form that a field's value has. */
export type FieldShape = 'text' | 'number' | 'boolean' | 'object' | 'map' | 'list' | 'any';

/** One field of a type. */
export interface FieldFacts {
  readonly name: string;
  readonly shape: FieldShape;
  /** `Quantity`, `IntOrString`, `Time`: texts and numbers of a special form. */
  readonly format?: string | undefined;
  readonly values?: readonly string[] | undefined;
}

/** Knowledge of the built-in types. */
export interface SchemaView {
  /** The fields of the object at `path`; undefined if there are no named fields there (a map, a scalar, unknown). */
  fieldsAt(gvk: GroupVersionKind, path: FieldPath): ReadonlyMap<string, FieldFacts> | undefined;
  /** What the type says of the value at `path`, items of lists and entries of maps included. */
  factsAt(gvk: GroupVersionKind, path: FieldPath): FieldFacts | undefined;
}
