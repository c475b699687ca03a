// What an unquoted scalar means to kustomize's reader: as to kubectl's, but `yes`, `on` and their like are texts, and
// dates are points in time, which are written out in full.
// Source: go.yaml.in/yaml/v3 v3.0.3 (resolve.go), sigs.k8s.io/kustomize/kyaml v0.21.1 (RNode.MarshalJSON).
import { resolvePlain, type JsonScalar } from '../manifest/scalars.ts';

/** The kind of a scalar, without its `!!`. "" is what code has set without saying: it is read again as it is spelt. */
export type Tag = 'str' | 'int' | 'float' | 'bool' | 'null' | 'timestamp' | '';

const BOOLEANS = new Set(['true', 'True', 'TRUE', 'false', 'False', 'FALSE']);
const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:([Tt ])(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9}))?(Z|[-+]\d\d:\d\d)?)?$/;
const LONG_MONTHS = new Set([1, 3, 5, 7, 8, 10, 12]);

function daysOf(year: number, month: number): number {
  if (month !== 2) return LONG_MONTHS.has(month) ? 31 : 30;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** A date in RFC 3339, or undefined where the text is none. */
function dateOf(text: string): string | undefined {
  const match = DATE.exec(text);
  if (!match) return undefined;
  const [, year = '', month = '', day = '', letter, hour = '0', minute = '0', second = '0', fraction = '', zone] =
    match;
  // A zone belongs to the form with a T, and that form has one.
  if (letter !== undefined && (letter === ' ') !== (zone === undefined)) return undefined;
  const [m, d] = [Number(month), Number(day)];
  if (m < 1 || m > 12 || d < 1 || d > daysOf(Number(year), m)) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const two = (digits: string): string => digits.padStart(2, '0');
  const rest = fraction.replace(/0+$/, '');
  const offset = zone === undefined || zone.slice(1) === '00:00' ? 'Z' : zone;
  const time = `${two(hour)}:${two(minute)}:${two(second)}${rest === '' ? '' : `.${rest}`}`;
  return `${year}-${two(month)}-${two(day)}T${time}${offset}`;
}

/** An unquoted scalar: its kind and its JSON value. */
export function readPlain(text: string): { readonly tag: Tag; readonly value: JsonScalar } {
  const value = resolvePlain(text);
  if (value === null) return { tag: 'null', value };
  if (typeof value === 'boolean') {
    return BOOLEANS.has(text) ? { tag: 'bool', value } : { tag: 'str', value: text };
  }
  if (typeof value === 'bigint' || Number.isInteger(value)) {
    // `1.0` and `1e3` are floats that happen to be whole.
    return { tag: /^[-+]?(?:0[xob]|[\d_]+$)/i.test(text) ? 'int' : 'float', value };
  }
  if (typeof value === 'number') return { tag: 'float', value };
  const date = /^\d{4}-/.test(text) ? dateOf(text) : undefined;
  return date === undefined ? { tag: 'str', value: text } : { tag: 'timestamp', value: date };
}
