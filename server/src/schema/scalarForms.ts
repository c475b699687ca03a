// What Go's decoder takes for a scalar. The compiled validators and the decoder both ask here. `null` is taken
// everywhere: it means absent.
// Source: sigs.k8s.io/json, k8s.io/apimachinery/pkg/apis/meta/v1/time.go, pkg/util/intstr, pkg/api/resource, 1.36.
import { parseQuantity } from '../api/quantity.ts';

const isInteger = (value: unknown, low: bigint, high: bigint): boolean =>
  typeof value === 'number'
    ? Number.isInteger(value) && value >= Number(low) && (value < Number(high) || BigInt(value) <= high)
    : typeof value === 'bigint' && value >= low && value <= high;

/** A text. */
export const isString = (value: unknown): boolean => typeof value === 'string' || value === null;
/** true or false. */
export const isBool = (value: unknown): boolean => typeof value === 'boolean' || value === null;
/** A whole number of 32 bits; `80.0` and `8e1` are whole, since YAML has made them 80 before. */
export const isInt32 = (value: unknown): boolean => value === null || isInteger(value, -(2n ** 31n), 2n ** 31n - 1n);
/** A whole number of 64 bits. */
export const isInt64 = (value: unknown): boolean => value === null || isInteger(value, -(2n ** 63n), 2n ** 63n - 1n);
/** Any number. */
export const isDouble = (value: unknown): boolean =>
  value === null || typeof value === 'number' || typeof value === 'bigint';
/** A quantity as text, or a number. */
export const isQuantity = (value: unknown): boolean =>
  value === null ||
  ((typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') &&
    parseQuantity(quantityText(value)) !== undefined);
/** A text or a whole number of 32 bits. */
export const isIntOrString = (value: unknown): boolean => typeof value === 'string' || isInt32(value);
/** An object that is not looked into. */
export const isRaw = (value: unknown): boolean =>
  value === null || (typeof value === 'object' && !Array.isArray(value));

/** A quantity's text as JSON would hold it; blanks around it are dropped, and an empty text is none. */
export const quantityText = (value: string | number | bigint): string => String(value).trim();

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Base64 with padding; line breaks in it are ignored. Also a list of small numbers, which Go takes for bytes. */
export function isBytes(value: unknown): boolean {
  if (value === null) return true;
  if (typeof value === 'string') return BASE64.test(value.replace(/[\r\n]/g, ''));
  return Array.isArray(value) && value.every((item) => isInteger(item, 0n, 255n));
}

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(Z|([+-])(\d\d):(\d\d))$/;

const daysIn = (year: number, month: number): number =>
  month === 2
    ? (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
      ? 29
      : 28
    : [4, 6, 9, 11].includes(month)
      ? 30
      : 31;

/** Days since 1970-01-01 in the Gregorian calendar. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

function dateOfDays(days: number): readonly [number, number, number] {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthPart = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthPart + 2) / 5) + 1;
  const month = monthPart < 10 ? monthPart + 3 : monthPart - 9;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day];
}

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

/** The time as the server stores it, in UTC, with `fraction` digits of the second; undefined where it is none. */
export function canonicalTime(text: string, fraction: number): string | undefined {
  const match = RFC3339.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const offsetHours = Number(match[10] ?? 0);
  const offsetMinutes = Number(match[11] ?? 0);
  if (offsetHours > 24 || offsetMinutes > 60) return undefined;
  const offset = (match[9] === '-' ? -1 : 1) * (offsetHours * 60 + offsetMinutes);
  const total = daysSinceEpoch(year, month, day) * 1440 + hour * 60 + minute - offset;
  const [y, m, d] = dateOfDays(Math.floor(total / 1440));
  const rest = ((total % 1440) + 1440) % 1440;
  const digits = fraction === 0 ? '' : `.${(match[7] ?? '').slice(0, fraction).padEnd(fraction, '0')}`;
  return `${pad(y, 4)}-${pad(m)}-${pad(d)}T${pad(Math.floor(rest / 60))}:${pad(rest % 60)}:${pad(second)}${digits}Z`;
}

/** A time as RFC 3339 spells it. */
export const isTime = (value: unknown): boolean =>
  value === null || (typeof value === 'string' && canonicalTime(value, 0) !== undefined);

/** A time with a fraction of exactly six digits. */
export const isMicroTime = (value: unknown): boolean =>
  value === null ||
  (typeof value === 'string' && /\.\d{6}(?:Z|[+-])/.test(value) && canonicalTime(value, 6) !== undefined);
