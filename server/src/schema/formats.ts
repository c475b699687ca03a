// The formats that the schema of a custom resource can ask for. Others are ignored, as the server does.
// Source: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/validation/formats.go,
// k8s.io/kube-openapi/pkg/validation/strfmt, 1.36.
import { parseIpSloppy } from '../api/validation/ip.ts';
import { byteLength } from '../api/validation/strings.ts';
import { goPattern } from '../api/goPattern.ts';
import { canonicalTime } from './scalarForms.ts';

const LETTER = String.raw`a-zA-Z0-9\p{S}\p{L}`;
const HOSTNAME = `^([${LETTER}]((-?[${LETTER}]{0,62})?)|([${LETTER}](([a-zA-Z0-9-\\p{S}\\p{L}]{0,61}[${LETTER}])?)(\\.)){1,}([a-zA-Z\\p{L}]){2,63})$`;
const hostname = goPattern(HOSTNAME);

const isHostname = (text: string): boolean =>
  hostname?.test(text) === true && byteLength(text) <= 255 && text.split('.').every((label) => byteLength(label) <= 63);

/** Source: time.Parse of a full date. */
const isDate = (text: string): boolean => canonicalTime(`${text}T00:00:00Z`, 0) !== undefined && text.length === 10;

/** Source: IsDateTime: case does not matter, and any character can stand before the fraction. */
function isDateTime(text: string): boolean {
  const [date = '', time = ''] = text.toLowerCase().split('t');
  if (text.length < 4 || !isDate(date)) return false;
  const match = /^(\d\d):(\d\d):(\d\d)(?:.\d+)?(?:z|[+-]\d\d:\d\d)$/u.exec(time);
  return match !== null && Number(match[1]) <= 23 && Number(match[2]) <= 59 && Number(match[3]) <= 59;
}

const UNITS = ['ns', 'us', 'µs', 'ms', 's', 'm', 'h', 'hr', 'd', 'w', 'wk'];
const LONG_UNITS = ['nano', 'micro', 'milli', 'sec', 'min', 'hour', 'day', 'week', 'µs'];

/** Source: ParseDuration: Go's own form, or any number with a unit somewhere in the text. */
function isDuration(text: string): boolean {
  if (/^[+-]?0$/.test(text)) return true;
  for (const [, , unit = ''] of text.matchAll(/(\d+)\s*([A-Za-zµμ]+)/g)) {
    const lower = unit.toLowerCase().replace('μ', 'µ');
    if (UNITS.includes(lower) || LONG_UNITS.some((long) => lower.startsWith(long))) return true;
  }
  return false;
}

/** Source: net/url.ParseRequestURI: an absolute path or something with a scheme. Of the host only the port is looked at. */
function isUri(text: string): boolean {
  if (text === '' || /[\u0000-\u001f\u007f]/.test(text) || text.startsWith(':')) return false;
  if (text === '*') return true;
  const [, scheme, rest = ''] = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(.*)$/su.exec(text) ?? [];
  if (!rest.startsWith('/')) return scheme !== undefined;
  const [path = ''] = rest.split('?');
  if (/%(?![0-9A-Fa-f]{2})/.test(path)) return false;
  if (scheme === undefined || !path.startsWith('//')) return true;
  const [, authority = ''] = path.split('/').slice(1);
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  if (host.startsWith('[')) return /\](?::\d*)?$/.test(host);
  return !/[ "<>]/.test(host) && /^[^:]*(?::\d*)?$/.test(host);
}

const ATOM = /[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u{80}-\u{10ffff}-]+/u.source;
const DOT_ATOM = `${ATOM}(?:\\.${ATOM})*`;
const ADDRESS = new RegExp(`^(?:${DOT_ATOM}|"(?:[^"\\\\]|\\\\.)*")@(?:${DOT_ATOM}|\\[[^\\]]*\\])$`, 'u');

/** Source: net/mail.ParseAddress. Comments and what stands before an address in angle brackets are not looked into. */
function isEmail(text: string): boolean {
  const bracketed = /<([^<>]*)>\s*$/.exec(text);
  return (text.includes('(') && text.includes('@')) || ADDRESS.test((bracketed?.[1] ?? text).trim());
}

/** Source: net.ParseMAC: 6, 8 or 20 bytes. */
function isMac(text: string): boolean {
  const bytes = /^[0-9a-f]{2}([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2})*$/i.test(text)
    ? text.split(/[:-]/).length
    : /^[0-9a-f]{4}(?:\.[0-9a-f]{4})+$/i.test(text)
      ? text.split('.').length * 2
      : /^[0-9a-f]+$/i.test(text)
        ? text.length / 2
        : 0;
  return bytes === 6 || bytes === 8 || bytes === 20;
}

const digits = (text: string): number[] => [...text].map(Number);

function isIsbn10(text: string): boolean {
  const plain = text.replace(/[\s-]+/g, '');
  if (!/^(?:\d{9}X|\d{10})$/.test(plain)) return false;
  const sum = digits(plain.slice(0, 9)).reduce((total, digit, index) => total + (index + 1) * digit, 0);
  return (sum + 10 * (plain.endsWith('X') ? 10 : Number(plain[9]))) % 11 === 0;
}

function isIsbn13(text: string): boolean {
  const plain = text.replace(/[\s-]+/g, '');
  if (!/^\d{13}$/.test(plain)) return false;
  const sum = digits(plain.slice(0, 12)).reduce((total, digit, index) => total + (index % 2 === 0 ? 1 : 3) * digit, 0);
  return Number(plain[12]) === (10 - (sum % 10)) % 10;
}

const CARD =
  /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:2131|1800|35\d{3})\d{11})$/;

function isCreditCard(text: string): boolean {
  const plain = text.replace(/\D+/g, '');
  if (!CARD.test(plain)) return false;
  const sum = digits(plain)
    .reverse()
    .reduce((total, digit, index) => {
      const weighed = index % 2 === 1 ? digit * 2 : digit;
      return total + (weighed > 9 ? weighed - 9 : weighed);
    }, 0);
  return sum % 10 === 0;
}

const uuid = (third: string, fourth: string): RegExp =>
  new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${third}-?${fourth}-?[0-9a-f]{12}$`, 'i');
const matches =
  (pattern: RegExp) =>
  (text: string): boolean =>
    pattern.test(text);

const COLOUR_PART = String.raw`\s*(?:0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*`;
const NAME = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const shortName = goPattern(`^${NAME}$`);
const longName = goPattern(`^${NAME}(?:\\.${NAME})*$`);

/** Reads an address with a prefix length as Go does, leading zeros in octets being decimal. */
function isCidr(text: string): boolean {
  const [address = '', length, ...more] = text.split('/');
  const ip = more.length > 0 || length === undefined ? undefined : parseIpSloppy(address);
  const max = address.includes(':') ? 128 : 32;
  return ip !== undefined && /^\d{1,3}$/.test(length ?? '') && Number(length) <= max;
}

/** Formats of texts, by their names without dashes. */
export const TEXT_FORMATS: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ['bsonobjectid', matches(/^[0-9a-f]{24}$/i)],
  ['uri', isUri],
  ['email', isEmail],
  ['hostname', isHostname],
  ['ipv4', (text) => text.includes('.') && parseIpSloppy(text) !== undefined],
  ['ipv6', (text) => text.includes(':') && parseIpSloppy(text)?.leadingZeros === false],
  ['cidr', isCidr],
  ['mac', isMac],
  ['uuid', matches(uuid('[0-9a-f]{4}', '[0-9a-f]{4}'))],
  ['uuid3', matches(uuid('3[0-9a-f]{3}', '[0-9a-f]{4}'))],
  ['uuid4', matches(uuid('4[0-9a-f]{3}', '[89ab][0-9a-f]{3}'))],
  ['uuid5', matches(uuid('5[0-9a-f]{3}', '[89ab][0-9a-f]{3}'))],
  ['isbn', (text) => isIsbn10(text) || isIsbn13(text)],
  ['isbn10', isIsbn10],
  ['isbn13', isIsbn13],
  ['creditcard', isCreditCard],
  ['ssn', (text) => text.length === 11 && /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text)],
  ['hexcolor', matches(/^#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/)],
  ['rgbcolor', matches(new RegExp(String.raw`^rgb\(${COLOUR_PART},${COLOUR_PART},${COLOUR_PART}\)$`))],
  ['byte', matches(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/)],
  ['password', () => true],
  ['date', isDate],
  ['duration', isDuration],
  ['datetime', isDateTime],
  ['k8sshortname', (text) => text.length <= 63 && shortName?.test(text) === true],
  ['k8slongname', (text) => text.length <= 253 && longName?.test(text) === true],
]);

const INT32_MAX = 2 ** 31;
const MAX_FLOAT = 3.4028234663852886e38;

/** Formats of numbers. */
export const NUMBER_FORMATS: ReadonlyMap<string, (value: number) => boolean> = new Map<
  string,
  (value: number) => boolean
>([
  ['int32', (value) => Number.isInteger(value) && value >= -INT32_MAX && value < INT32_MAX],
  ['int64', (value) => Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63],
  ['float', (value) => Math.abs(value) <= MAX_FLOAT],
  ['double', () => true],
]);
