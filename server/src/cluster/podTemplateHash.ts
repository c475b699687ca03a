// pod-template-hash: the suffix of the ReplicaSet's name that a real 1.36 control plane chooses. It is FNV-1a over the
// text in which Go dumps the template's structs, nil fields included, so it depends on the fields that 1.36 knows.
// Source: pkg/controller/controller_utils.go (ComputeHash), staging/src/k8s.io/apimachinery/pkg/util/rand/rand.go.
import { compareText } from '../base/compare.ts';
import { utf8Bytes } from '../base/utf8.ts';
import { parseQuantity } from '../api/quantity.ts';
import type { PodTemplateSpec } from '../api/types.generated.ts';
import type { DeepReadonly } from './controller.ts';
import { structs } from './podTemplateStructs.generated.ts';

const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** 32-bit FNV-1a that can be fed in parts. */
class Fnv1a {
  sum = 0x811c9dc5;

  byte(value: number): void {
    this.sum = Math.imul(this.sum ^ value, 0x01000193) >>> 0;
  }

  /** Feeds the UTF-8 bytes of a text. */
  text(text: string): void {
    for (const value of utf8Bytes(text)) this.byte(value);
  }

  uint32(value: number): void {
    for (let shift = 0; shift < 32; shift += 8) this.byte((value >>> shift) & 0xff);
  }
}

/** Upstream's encoding that avoids vowels: each character of the text by its code. Source: SafeEncodeString. */
export const safeEncode = (text: string): string =>
  Array.from(text, (character) => ALPHABET.charAt((character.codePointAt(0) ?? 0) % ALPHABET.length)).join('');

/**
 * The hash of a defaulted template. A collision count that is present counts, 0 included, as eight bytes of which
 * upstream fills four.
 */
export function podTemplateHash(template: DeepReadonly<PodTemplateSpec>, collisionCount?: number): string {
  const hash = new Fnv1a();
  hash.text(dumpTemplate(template));
  if (collisionCount !== undefined) {
    hash.uint32(collisionCount);
    hash.uint32(0);
  }
  return safeEncode(String(hash.sum));
}

/** The text that is hashed: `%#v` of the go-spew library. */
export const dumpTemplate = (template: DeepReadonly<PodTemplateSpec>): string =>
  `(v1.PodTemplateSpec)${bare('v1.PodTemplateSpec', template)}`;

/**
 * JSON with a space after colons and commas. FieldsV1 keeps the very bytes of the request, which no manifest tells;
 * the client whose template with managed fields is on record wrote them so.
 */
function spacedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spacedJson).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}: ${spacedJson(item)}`)
    .join(', ')}}`;
}

/** A field's value with its type in front, as inside a struct. */
const typed = (type: string, value: unknown): string => `(${type})${bare(type, value)}`;

/** A value without its type: what follows a type, and items of lists and maps. */
function bare(type: string, value: unknown): string {
  if (type.startsWith('*')) return value === undefined || value === null ? '<nil>' : bare(type.slice(1), value);
  if (type.startsWith('[]')) {
    // Protocol buffers, in which the controller gets its objects, know no difference between empty and absent.
    if (!Array.isArray(value) || value.length === 0) return '<nil>';
    return `[${value.map((item) => bare(type.slice(2), item)).join(' ')}]`;
  }
  if (type === 'map[string]string') return dumpMap('string', value);
  if (type === 'v1.ResourceList') return dumpMap('resource.Quantity', value);
  if (type === 'resource.Quantity') return dumpQuantity(value);
  if (type === 'intstr.IntOrString') return dumpIntOrString(value);
  if (type === 'time.Time') return '{wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}';
  if (type === 'v1.FieldsV1') return `{Raw:([]uint8)[${utf8Bytes(spacedJson(value)).join(' ')}]}`;
  const fields = Object.hasOwn(structs, type) ? structs[type] : undefined;
  if (fields !== undefined) return dumpStruct(fields, value);
  if (/^(u?int\d*|bool)$/.test(type))
    return String((value as number | boolean | null | undefined) ?? (type === 'bool' ? false : 0));
  return String((value as string | undefined | null) ?? '');
}

function dumpStruct(fields: readonly (readonly [string, string, string])[], value: unknown): string {
  const own = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  // An inlined struct takes its fields from the same object.
  const parts = fields.map(
    ([go, json, type]) => `${go}:${typed(type, json === '' ? own : Object.hasOwn(own, json) ? own[json] : undefined)}`,
  );
  return `{${parts.join(' ')}}`;
}

function dumpMap(itemType: string, value: unknown): string {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (entries.length === 0) return '<nil>';
  const sorted = entries.sort((a, b) => compareText(a[0], b[0]));
  return `map[${sorted.map(([key, item]) => `${key}:${bare(itemType, item)}`).join(' ')}]`;
}

function dumpIntOrString(value: unknown): string {
  const isText = typeof value === 'string';
  const number = typeof value === 'number' ? value : 0;
  return `{Type:(intstr.Type)${isText ? 1 : 0} IntVal:(int32)${number} StrVal:(string)${isText ? value : ''}}`;
}

const BINARY: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const MAX_INT64 = 2n ** 63n - 1n;

/**
 * A quantity as it is after parsing: small ones as a scaled int64, which keeps the text where that is canonical,
 * others as an arbitrary decimal with nine places. Source: ParseQuantity.
 */
function dumpQuantity(value: unknown): string {
  const text = String((value as string | number | undefined) ?? '0');
  const print = (number: bigint, scale: number, decimal: string, kept: string, format: string): string =>
    `{i:(resource.int64Amount){value:(int64)${number} scale:(resource.Scale)${scale}} ` +
    `d:(resource.infDecAmount){Dec:(*inf.Dec)${decimal}} s:(string)${kept} Format:(resource.Format)${format}}`;
  if (text === '0') return print(0n, 0, '<nil>', '0', 'DecimalSI');
  const [, sign = '', whole = '', fraction = '', suffix = ''] =
    /^([+-]?)0*(\d*)(?:\.(\d*))?([eE][+-]?\d+|[A-Za-z]*)$/.exec(text) ?? [];
  const num = whole === '' ? '0' : whole;
  const power = BINARY[suffix];
  const isExponent = /^[eE][+-]?\d/.test(suffix);
  const format = power !== undefined ? 'BinarySI' : isExponent ? 'DecimalExponent' : 'DecimalSI';
  const exponent = isExponent ? Number(suffix.slice(1)) : (DECIMAL[suffix] ?? 0);
  const room =
    power === undefined
      ? 18 - num.length - fraction.length
      : fraction === ''
        ? 15 - num.length - Math.trunc((power * 3) / 10) - 1
        : -1;
  const scale = (power === undefined ? exponent : 0) - fraction.length;
  const digits = BigInt(num + fraction);
  const mantissa = digits << BigInt(power ?? 0);
  if (room >= 0 && scale >= -9 && mantissa <= MAX_INT64) {
    const shifted = num + fraction;
    const canonical =
      power !== undefined
        ? power % 10 === 0 && (digits & 7n) !== 0n
        : scale % 3 === 0 && !shifted.endsWith('000') && !shifted.startsWith('0');
    return print(sign === '-' ? -mantissa : mantissa, scale, '<nil>', canonical ? text : '', format);
  }
  return print(0n, 0, dumpDecimal(parseQuantity(text)?.nano ?? 0n, format), '', format);
}

/** `inf.Dec` of a number of nano-units: 64-bit words, the least significant first. */
function dumpDecimal(nano: bigint, format: string): string {
  const negative = nano < 0n;
  let rest = negative ? -nano : nano;
  let scale = 9;
  if (format === 'BinarySI' && rest >= MAX_INT64 * 1_000_000_000n) {
    rest = MAX_INT64;
    scale = 0;
  }
  const words: string[] = [];
  for (; rest > 0n; rest >>= 64n) words.push(String(rest & (2n ** 64n - 1n)));
  const abs = words.length === 0 ? '<nil>' : `[${words.join(' ')}]`;
  return `{unscaled:(big.Int){neg:(bool)${negative} abs:(big.nat)${abs}} scale:(inf.Scale)${scale}}`;
}
