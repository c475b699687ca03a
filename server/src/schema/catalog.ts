// Look-ups in the schema for completion, hover and fixes: which fields a place has, what a field is. Paths may be partly
// wrong; then there is no answer. Documentation is docs.ts, versions are versions.ts.
import { stepOf, type FieldPath } from '../api/fieldPath.ts';
import type { KnownKind } from '../api/gvk.ts';
import { shortName, typeFact, type FieldFact, type TypeFact, type TypeRef } from './facts.ts';
import { rootType } from './rootType.ts';

/** What can stand for a value, for whoever writes one. */
export type Shape = 'text' | 'number' | 'boolean' | 'list' | 'map' | 'struct' | 'any';

/** One field, as a person wants to know it. */
export interface FieldInfo {
  readonly name: string;
  /** The struct that the field belongs to: the id of its type, the key of its documentation. */
  readonly owner: string;
  readonly shape: Shape;
  /** Of a list: the shape of its items. */
  readonly items: Shape | undefined;
  /** Whether the value, or the items of the list, have fields of their own. */
  readonly hasFields: boolean;
  /** `integer (int32)`, `list of Container`, `map of text`, `quantity`, … */
  readonly typeText: string;
  readonly required: boolean;
  /** The accepted values, where the set is closed. */
  readonly values: readonly string[] | undefined;
  readonly default: unknown;
  readonly format: 'int32' | 'int64' | 'double' | 'quantity' | 'intOrString' | 'time' | 'bytes' | undefined;
  readonly listType: string | undefined;
  readonly listMapKeys: readonly string[] | undefined;
  readonly mergeKey: string | undefined;
  readonly patchStrategy: string | undefined;
  /** What the schema itself says, where the documentation does not stand in a file of its own. */
  readonly description: string | undefined;
}

const SHAPES: Readonly<Record<TypeRef['kind'], Shape>> = {
  string: 'text',
  bool: 'boolean',
  int32: 'number',
  int64: 'number',
  double: 'number',
  quantity: 'text',
  intOrString: 'text',
  time: 'text',
  microTime: 'text',
  bytes: 'text',
  raw: 'map',
  any: 'any',
  list: 'list',
  map: 'map',
  struct: 'struct',
};

/** The type in words. */
export function typeText(type: TypeRef): string {
  switch (type.kind) {
    case 'string':
      return 'text';
    case 'bool':
      return 'true or false';
    case 'int32':
    case 'int64':
      return `integer (${type.kind})`;
    case 'double':
      return 'number';
    case 'intOrString':
      return 'integer or text';
    case 'time':
    case 'microTime':
      return 'time (RFC 3339)';
    case 'bytes':
      return 'base64';
    case 'raw':
      return 'object';
    case 'any':
      return 'anything';
    case 'list':
      return `list of ${typeText(type.items)}`;
    case 'map':
      return `map of ${typeText(type.values)}`;
    case 'struct':
      return typeof type.type === 'number' ? shortName(typeFact(type.type).id) : 'object';
    case 'quantity':
      return 'quantity';
  }
}

function formatOf(type: TypeRef): FieldInfo['format'] {
  switch (type.kind) {
    case 'int32':
    case 'int64':
    case 'double':
    case 'quantity':
    case 'intOrString':
    case 'time':
    case 'bytes':
      return type.kind;
    case 'microTime':
      return 'time';
    default:
      return undefined;
  }
}

/** The type of list items, of a list of lists, …; other types themselves. */
const innermost = (type: TypeRef): TypeRef => (type.kind === 'list' ? innermost(type.items) : type);

const infoOf = (owner: string, field: FieldFact): FieldInfo => ({
  name: field.name,
  owner,
  shape: SHAPES[field.type.kind],
  items: field.type.kind === 'list' ? SHAPES[field.type.items.kind] : undefined,
  hasFields: innermost(field.type).kind === 'struct',
  typeText: typeText(field.type),
  required: field.required,
  values: field.values,
  default: field.default,
  format: formatOf(field.type),
  listType: field.listType,
  listMapKeys: field.listMapKeys,
  mergeKey: field.mergeKey,
  patchStrategy: field.patchStrategy,
  description: field.description,
});

interface Found {
  readonly type: TypeRef;
  /** The last field that was stepped into, and its struct. */
  readonly field: FieldFact | undefined;
  readonly owner: string;
}

function find(gvk: KnownKind, path: FieldPath): Found | undefined {
  const root = rootType(gvk);
  if (root === undefined) return undefined;
  let found: Found = { type: root, field: undefined, owner: '' };
  for (const element of path) {
    const { type } = found;
    if (type.kind === 'list') found = { ...found, type: type.items };
    else if (type.kind === 'map') found = { ...found, type: type.values };
    else if (type.kind === 'struct') {
      const fact = typeFact(type.type);
      const field = fact.fields.get(String(stepOf(element)));
      if (field === undefined) return undefined;
      found = { type: field.type, field, owner: fact.id };
    } else return undefined;
  }
  return found;
}

/**
 * The fields that the value at `path` can have, in the order of the Go type (metadata before spec before status);
 * undefined where it is no struct. The path of a list means its items.
 */
export function fieldsOf(gvk: KnownKind, path: FieldPath): readonly FieldInfo[] | undefined {
  const found = find(gvk, path);
  const type = found && innermost(found.type);
  if (type?.kind !== 'struct') return undefined;
  const fact = typeFact(type.type);
  return [...fact.fields.values()].map((field) => infoOf(fact.id, field));
}

/** The field at `path`; for a list item or a map's value the list or map. Undefined where the schema has no such place. */
export function fieldAt(gvk: KnownKind, path: FieldPath): FieldInfo | undefined {
  const found = find(gvk, path);
  return found?.field && infoOf(found.owner, found.field);
}

/** The struct at `path` (of a list: of its items); its id is the key of its documentation. */
export function structAt(gvk: KnownKind, path: FieldPath): TypeFact | undefined {
  const found = find(gvk, path);
  const type = found && innermost(found.type);
  return type?.kind === 'struct' ? typeFact(type.type) : undefined;
}

/**
 * Where else a field of this name could stand: paths of structs, not more than two levels from `path`, that have it.
 * For repairs such as moving `containers` from `metadata` to `spec`.
 */
export function placesOf(gvk: KnownKind, name: string, path: FieldPath): readonly FieldPath[] {
  const parent = path.slice(0, -1);
  const candidates: FieldPath[] = [];
  for (let depth = parent.length; depth >= Math.max(0, parent.length - 2); depth--) {
    const base = parent.slice(0, depth);
    candidates.push(base);
    for (const field of fieldsOf(gvk, base) ?? []) {
      // Nobody writes a status by hand.
      if (field.shape !== 'struct' || (base.length === 0 && field.name === 'status')) continue;
      candidates.push([...base, field.name]);
      if (field.name === 'template') candidates.push([...base, field.name, 'spec'], [...base, field.name, 'metadata']);
    }
  }
  const has = (place: FieldPath): boolean => fieldsOf(gvk, place)?.some((field) => field.name === name) === true;
  const seen = new Set<string>();
  return candidates
    .filter((place) => {
      const key = JSON.stringify(place);
      if (seen.has(key) || key === JSON.stringify(parent)) return false;
      seen.add(key);
      return has(place);
    })
    .map((place) => [...place, name]);
}
