// The documentation of types and fields. A file of its own, read on first use: most checks never need it. Who reads the
// file is the caller's business (dist/docs.json beside the bundles; docs.generated.json in the source tree).
import type { FieldPath } from '../api/fieldPath.ts';
import type { KnownKind } from '../api/gvk.ts';
import { fieldAt, structAt } from './catalog.ts';

/** Kubernetes' own texts; paragraphs are separated by blank lines. */
export interface Docs {
  /** The text of a type by its id. */
  ofType(id: string): string | undefined;
  /** The text of a field by the id of its type and its name. */
  ofField(owner: string, name: string): string | undefined;
  /** The text of the field at a path; of the kind itself for the empty path. */
  at(gvk: KnownKind, path: FieldPath): string | undefined;
}

interface Packed {
  readonly types: Readonly<Record<string, readonly [number, Readonly<Record<string, number>>]>>;
  readonly texts: readonly string[];
}

const NONE: Packed = { types: {}, texts: [] };

function parse(load: () => string): Packed {
  try {
    return JSON.parse(load()) as Packed;
  } catch {
    // Without the file there is simply no documentation.
    return NONE;
  }
}

/** Documentation from the text that `load` gives; it is called once, on first use. */
export function createDocs(load: () => string): Docs {
  let packed: Packed | undefined;
  const get = (): Packed => (packed ??= parse(load));
  const textOf = (number: number | undefined): string | undefined =>
    number === undefined || number < 0 ? undefined : get().texts[number];
  const typeOf = (id: string) => (Object.hasOwn(get().types, id) ? get().types[id] : undefined);
  const docs: Docs = {
    ofType: (id) => textOf(typeOf(id)?.[0]),
    ofField(owner, name) {
      const fields = typeOf(owner)?.[1];
      return fields && Object.hasOwn(fields, name) ? textOf(fields[name]) : undefined;
    },
    at(gvk, path) {
      if (path.length === 0) {
        const struct = structAt(gvk, []);
        return struct && (struct.description ?? docs.ofType(struct.id));
      }
      const field = fieldAt(gvk, path);
      return field && (field.description ?? docs.ofField(field.owner, field.name));
    },
  };
  return docs;
}

/** Whether a text says that what it describes should not be used any more; not that one of its values should not. */
export const isDeprecated = (text: string): boolean =>
  /(?:^|\s)Deprecated[:.]\s/.test(text) || /\bthis field is deprecated\b/i.test(text);
