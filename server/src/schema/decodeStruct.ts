// Reading a value as one of the server's types: JSON value → typed object and problems. ajv's compiled validators say
// whether and where a value does not fit; problems.ts words it; this file makes the object. Never throws on any value.
// Source: sigs.k8s.io/json, k8s.io/apimachinery/pkg/runtime/serializer/json, 1.36.
import type { Decoded } from '../api/decoder.ts';
import type { FieldPath } from '../api/fieldPath.ts';
import type { ApiObject } from '../api/kindRules.ts';
import { storedQuantity } from '../api/quantity.ts';
import { typeFact, type FieldFact, type TypeOf, type TypeRef, type Validator } from './facts.ts';
import { problemsOf } from './problems.ts';
import { canonicalTime, isBytes, isInt32, isInt64, isMicroTime, quantityText } from './scalarForms.ts';
import * as validators from './validators.generated.mjs';

const table = validators as unknown as Readonly<Record<string, Validator>>;

type Json = Readonly<Record<string, unknown>>;

/** Whether a value is a mapping. */
export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Sets an own property whatever its name is. */
function define(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  } else target[key] = value;
}

/** A copy of a value whose numbers are JavaScript's, whatever they were written as. */
export function copyJsonValue(value: unknown): unknown {
  if (typeof value === 'bigint') return toNumber(value);
  if (Array.isArray(value)) return value.map(copyJsonValue);
  if (!isObject(value)) return value;
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(value)) define(out, key, copyJsonValue(value[key]));
  return out;
}

/** A copy of a value that is not looked into, nulls in it kept. */
export function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (!isObject(value)) return value;
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(value)) define(out, key, copy(value[key]));
  return out;
}

/** A number as the decoded object holds it: always a JavaScript number. */
const toNumber = (value: unknown): number => Number(value);

/** What Go has in a list or map where JSON has null. */
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
      return {};
    case 'list':
      return [];
    case 'map':
      return {};
    case 'bytes':
      return '';
    case 'time':
    case 'microTime':
    case 'raw':
    case 'any':
      return null;
  }
}

/** Bytes given as a list of numbers, in base64. */
function base64(bytes: readonly number[]): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    out += alphabet.charAt(group >> 18) + alphabet.charAt((group >> 12) & 63);
    out += i + 1 < bytes.length ? alphabet.charAt((group >> 6) & 63) : '=';
    out += i + 2 < bytes.length ? alphabet.charAt(group & 63) : '=';
  }
  return out;
}

/** The value read as the type; undefined where it is null or does not fit. */
function read(value: unknown, type: TypeRef): unknown {
  if (value === null || value === undefined) return undefined;
  switch (type.kind) {
    case 'string':
      return typeof value === 'string' ? value : undefined;
    case 'bool':
      return typeof value === 'boolean' ? value : undefined;
    case 'int32':
      return isInt32(value) ? toNumber(value) : undefined;
    case 'int64':
      return isInt64(value) ? toNumber(value) : undefined;
    case 'double':
      return typeof value === 'number' || typeof value === 'bigint' ? toNumber(value) : undefined;
    case 'intOrString':
      return typeof value === 'string' ? value : isInt32(value) ? toNumber(value) : undefined;
    case 'quantity':
      return readQuantity(value);
    case 'time':
      return typeof value === 'string' ? canonicalTime(value, 0) : undefined;
    case 'microTime':
      return typeof value === 'string' && isMicroTime(value) ? canonicalTime(value, 6) : undefined;
    case 'bytes':
      if (!isBytes(value)) return undefined;
      return typeof value === 'string' ? value.replace(/[\r\n]/g, '') : base64(value as number[]);
    case 'raw':
      return isObject(value) ? copy(value) : undefined;
    case 'any':
      return copy(value);
    case 'list':
      return Array.isArray(value) ? readList(value, type.items) : undefined;
    case 'map':
      return isObject(value) ? readMap(value, type.values) : undefined;
    case 'struct':
      return isObject(value) ? readStruct(value, type.type) : undefined;
  }
}

function readQuantity(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  return storedQuantity(quantityText(value));
}

/** Items that do not fit become zero values, so that positions stay. */
const readList = (value: readonly unknown[], items: TypeRef): unknown[] =>
  value.map((item) => read(item, items) ?? zeroOf(items));

function readMap(value: Json, values: TypeRef): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const item = value[key];
    const got = item === null ? zeroOf(values) : read(item, values);
    if (got !== undefined) define(out, key, got);
  }
  return out;
}

/** An empty list or map: what is stored leaves it out, and all the server's rules look at its length. */
const isEmptyCollection = (value: unknown, type: TypeRef): boolean =>
  (type.kind === 'list' && Array.isArray(value) && value.length === 0) ||
  (type.kind === 'map' && isObject(value) && Object.keys(value).length === 0);

/**
 * Lists that mean something other where they are written empty: those of a scaling rule are defaulted where there is none,
 * and missing where there is an empty one; a slice has either devices or counters, be it none of them.
 * Source: GenerateHPAScaleUpRules, validateScalingRules, validateResourceSliceSpec.
 */
const MEANT_EMPTY: ReadonlySet<string> = new Set([
  'io.k8s.api.autoscaling.v2.HPAScalingRules.policies',
  'io.k8s.api.resource.v1.ResourceSliceSpec.devices',
  'io.k8s.api.resource.v1.ResourceSliceSpec.sharedCounters',
]);

/** Whether Go cannot tell the value from an absent field: the zero of a field that is no pointer. */
const isAbsent = (field: FieldFact, value: unknown): boolean =>
  value === undefined ||
  (!field.pointer &&
    (field.omitEmpty || !field.required) &&
    (value === '' || value === 0 || value === false || isEmptyCollection(value, field.type)) &&
    field.type.kind !== 'intOrString');

function readStruct(value: Json, type: TypeOf): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  const { fields, id } = typeFact(type);
  for (const key of Object.keys(value)) {
    const field = fields.get(key);
    if (field === undefined) continue;
    const got = read(value[key], field.type);
    if (!isAbsent(field, got) || (Array.isArray(got) && MEANT_EMPTY.has(`${id}.${key}`))) out[key] = got;
  }
  return out;
}

/** A value read as a type, and why it does not fit. `struct` and `at` are for the words of the problems. */
export function decodeAs(number: number, value: unknown, struct: string, at: FieldPath = []): Decoded {
  const validate = table[`t${number}`];
  const fits = isObject(value) && (validate === undefined || validate(value));
  const object = isObject(value) ? (readStruct(value, number) as ApiObject) : {};
  return { object, problems: fits ? [] : problemsOf(value, number, struct, validate?.errors ?? [], at) };
}
