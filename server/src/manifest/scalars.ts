// What an unquoted YAML scalar means to kubectl and the API server: YAML 1.1 booleans, leading-zero octals, `1e3`, but
// no base 60. Not the scanner: the text is given.
// Source: sigs.k8s.io/yaml v1.6.0 (goyaml.v2/resolve.go).

/** A JSON scalar; integers beyond 2^53 are bigint. Infinity and NaN have no JSON form: the caller refuses them. */
export type JsonScalar = null | boolean | number | bigint | string;

const WORDS: ReadonlyMap<string, JsonScalar> = new Map<string, JsonScalar>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((w): [string, boolean] => [w, true]),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((w): [string, boolean] => [
    w,
    false,
  ]),
  ...['', '~', 'null', 'Null', 'NULL'].map((w): [string, null] => [w, null]),
  ...['.nan', '.NaN', '.NAN'].map((w): [string, number] => [w, Number.NaN]),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((w): [string, number] => [w, Infinity]),
  ...['-.inf', '-.Inf', '-.INF'].map((w): [string, number] => [w, -Infinity]),
]);

const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const DOT_FLOAT = /^\.[0-9]+([eE][-+]?[0-9]+)?$/;
const INTEGER = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[oO]([0-7]+)|0[bB]([01]+)|0([0-7]+)|(0|[1-9][0-9]*))$/;
const TIMESTAMP = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt ](\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?(Z|[-+]\d\d:\d\d)?)?$/;

/** The integer as a number where that is exact, else as a bigint. */
const compact = (value: bigint): number | bigint =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;

/** strconv.ParseInt or ParseUint with base 0; undefined where both refuse. */
function integerOf(text: string): number | bigint | undefined {
  const match = INTEGER.exec(text);
  if (!match) return undefined;
  const [, sign, hex, octal, binary, old, decimal] = match;
  const magnitude =
    hex !== undefined
      ? BigInt(`0x${hex}`)
      : (octal ?? old) !== undefined
        ? BigInt(`0o${octal ?? old ?? '0'}`)
        : binary !== undefined
          ? BigInt(`0b${binary}`)
          : BigInt(decimal ?? '0');
  const value = sign === '-' ? -magnitude : magnitude;
  if (value < -(2n ** 63n)) return undefined;
  // ParseUint reads up to 2^64-1, but takes no sign.
  if (value >= (sign === '' ? 2n ** 64n : 2n ** 63n)) return undefined;
  return compact(value);
}

/** Dates stay text. A text that only looks like one (month 13) goes on to the numbers, where it is text as well. */
function isTimestamp(text: string): boolean {
  const match = TIMESTAMP.exec(text);
  if (!match) return false;
  const month = Number(match[2]);
  const day = Number(match[3]);
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/** The value of a plain scalar. */
export function resolvePlain(text: string): JsonScalar {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  const first = text.charCodeAt(0);
  // `.` begins a float only; a sign or a digit an integer, float or date; everything else is text.
  if (first === 46) return DOT_FLOAT.test(text) ? Number(text) : text;
  if (!((first >= 48 && first <= 57) || first === 43 || first === 45)) return text;
  if (text.length > 400 || isTimestamp(text)) return text;
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  const integer = integerOf(plain);
  if (integer !== undefined) return integer;
  if (FLOAT.test(plain)) {
    const value = Number(plain);
    if (Number.isFinite(value)) return value;
  }
  return text;
}

/** What a scalar with an explicit tag means, or an error in go-yaml's words. `tag` is the long form. */
export function resolveTagged(tag: string, text: string): { readonly value: JsonScalar; readonly error?: string } {
  const short = tag.startsWith('tag:yaml.org,2002:') ? tag.slice('tag:yaml.org,2002:'.length) : '';
  if (!['bool', 'int', 'float', 'null', 'timestamp'].includes(short)) return { value: text };
  const value = resolvePlain(text);
  const kind =
    value === null
      ? 'null'
      : typeof value === 'boolean'
        ? 'bool'
        : typeof value === 'bigint' || Number.isInteger(value)
          ? 'int'
          : typeof value === 'number'
            ? 'float'
            : 'str';
  if (short === kind || short === 'timestamp' || (short === 'float' && kind === 'int')) return { value };
  return { value, error: `cannot decode !!${kind} \`${text}\` as a !!${short}` };
}

/** A number used as a key, as go-yaml spells it: floats with the digits of a 32-bit float. */
export function keyOfNumber(value: number | bigint): string {
  if (typeof value === 'bigint' || Number.isInteger(value)) return String(value);
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  const wanted = Math.fround(value);
  let digits = '';
  for (let precision = 0; precision <= 8; precision++) {
    digits = wanted.toExponential(precision);
    if (Math.fround(Number(digits)) === wanted) break;
  }
  const [mantissa = '', exponent = '0'] = digits.split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 21) return String(Number(digits));
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
