// How lists and maps of a type merge. The knowledge stands in the schema; this is the door through which patches of
// api/ and the cluster reach it without importing schema/.
import type { GroupVersionKind } from './gvk.ts';

/** How one field merges. Source: the OpenAPI extensions x-kubernetes-patch-*, x-kubernetes-list-*, -map-type. */
export interface PatchField {
  /** The type of the value (of the items, for a list), to go on below; undefined for scalars. */
  readonly type: string | undefined;
  /** `merge`, `replace`, `retainKeys` in the order given; empty: replace lists, merge maps. */
  readonly strategies: readonly string[];
  /** The field by which items of a merged list are the same one; undefined for lists of scalars. */
  readonly mergeKey: string | undefined;
  /** For server-side apply: `atomic`, `set` or `map`. */
  readonly listType: 'atomic' | 'set' | 'map' | undefined;
  readonly listMapKeys: readonly string[];
  /** For server-side apply: a mapping that is owned as a whole. */
  readonly atomicMap: boolean;
}

/** The schema of patches. Types are named by opaque ids. */
export interface PatchSchema {
  /** The id of a kind's type; undefined if there is no schema for it. */
  typeOf(gvk: GroupVersionKind): string | undefined;
  /** A field of a type; undefined if the type has no such field (of a free-form map: every key has the same). */
  field(type: string, name: string): PatchField | undefined;
}
