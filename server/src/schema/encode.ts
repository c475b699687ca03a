// A typed object → the JSON that the server would write for it: fields in Go's order, what is empty left out or written
// as Go writes it (`resources: {}`, `rules: null`).
// Source: encoding/json with the tags of the Go types (omitempty, omitzero), 1.36.
import type { GroupVersionKind } from '../api/gvk.ts';
import type { ApiObject } from '../api/kindRules.ts';
import { typeFact, typeNumberOf, type FieldFact, type TypeOf, type TypeRef } from './facts.ts';

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const OMIT = Symbol('omit');

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  value === 0 ||
  value === false ||
  (Array.isArray(value) && value.length === 0);

/** What a struct field that is no pointer has where nothing was written. */
function zeroOf(type: TypeRef): unknown {
  switch (type.kind) {
    case 'string':
      return '';
    case 'bool':
      return false;
    case 'int32':
    case 'int64':
    case 'double':
    case 'intOrString':
      return 0;
    case 'quantity':
      return '0';
    case 'struct':
      return encodeStruct({}, type.type);
    case 'list':
    case 'map':
    case 'bytes':
    case 'time':
    case 'microTime':
    case 'raw':
    case 'any':
      return null;
  }
}

/** Go's `omitempty` does nothing for structs; these are structs in Go. */
const STRUCTS: ReadonlySet<TypeRef['kind']> = new Set([
  'struct',
  'quantity',
  'intOrString',
  'time',
  'microTime',
  'raw',
]);

function encodeField(value: unknown, field: FieldFact): unknown {
  const { type } = field;
  if (field.pointer) {
    if (value === undefined || value === null) return field.omitEmpty || field.omitZero ? OMIT : null;
    return encode(value, type);
  }
  if (STRUCTS.has(type.kind)) {
    if (value === undefined || value === null) return field.omitZero ? OMIT : zeroOf(type);
    const encoded = encode(value, type);
    const isZero = isObject(encoded) && type.kind === 'struct' && Object.keys(encoded).length === 0;
    return field.omitZero && isZero ? OMIT : encoded;
  }
  const none = isEmpty(value) || (type.kind === 'map' && isObject(value) && Object.keys(value).length === 0);
  if (none && (field.omitEmpty || field.omitZero)) return OMIT;
  // What is stored is protobuf, which cannot tell an empty list or map from none.
  if (value === undefined || value === null || (none && (type.kind === 'list' || type.kind === 'map'))) {
    return zeroOf(type);
  }
  return encode(value, type);
}

function encode(value: unknown, type: TypeRef): unknown {
  switch (type.kind) {
    case 'list':
      return Array.isArray(value) ? value.map((item) => encode(item, type.items)) : value;
    case 'map': {
      if (!isObject(value)) return value;
      const out: Record<string, unknown> = {};
      for (const key of Object.keys(value).sort()) {
        const item = encode(value[key], type.values);
        Object.defineProperty(out, key, { value: item, writable: true, enumerable: true, configurable: true });
      }
      return out;
    }
    case 'struct':
      return isObject(value) ? encodeStruct(value, type.type) : value;
    default:
      return value;
  }
}

/** A struct as the server writes it. */
export function encodeStruct(value: Json, type: TypeOf): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, field] of typeFact(type).fields) {
    const encoded = encodeField(Object.hasOwn(value, name) ? value[name] : undefined, field);
    if (encoded !== OMIT) out[name] = encoded;
  }
  return out;
}

/** The object as `kubectl get -o json` would show it. Objects of kinds without a schema are given back as they are. */
export function encodeObject(gvk: GroupVersionKind, object: ApiObject): ApiObject {
  const number = typeNumberOf(gvk);
  return number === undefined ? object : encodeStruct(object as Json, number);
}
