// What the schema's documentation says of a field.
import type { GroupVersionKind } from '../api/gvk.ts';

/** The documentation of the field at a path, as markdown; undefined where there is none. */
export function describeField(_gvk: GroupVersionKind, _path: readonly (string | number)[]): string | undefined {
  return undefined;
}
