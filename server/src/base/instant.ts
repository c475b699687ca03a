// Points in time as the API writes them. There is no Date in the core: its local zone and its clock are not ours.

/** Days since 1970-01-01 of a date in the proleptic Gregorian calendar (Hinnant's days_from_civil). */
function daysOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719468;
}

/** The date of a number of days since 1970-01-01 (Hinnant's civil_from_days). */
function dateOf(days: number): readonly [year: number, month: number, day: number] {
  const z = days + 719468;
  const era = Math.floor(z / 146097);
  const dayOfEra = z - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1];
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

function secondsText(seconds: number): string {
  const days = Math.floor(seconds / 86400);
  const rest = seconds - days * 86400;
  const [year, month, day] = dateOf(days);
  const time = `${pad(Math.floor(rest / 3600), 2)}:${pad(Math.floor(rest / 60) % 60, 2)}:${pad(rest % 60, 2)}`;
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}T${time}`;
}

/** `2026-01-01T00:00:00Z`: metav1.Time of milliseconds since the epoch, cut to seconds as the API does. */
export const formatTime = (instantMs: number): string => `${secondsText(Math.floor(instantMs / 1000))}Z`;

/** `2026-01-01T00:00:00.000000Z`: metav1.MicroTime, which leases and newer events use. */
export const formatMicroTime = (instantMs: number): string =>
  `${secondsText(Math.floor(instantMs / 1000))}.${pad(Math.floor((instantMs % 1000) * 1000), 6)}Z`;

/** The two digits at a place of a text; NaN if they are none. */
function two(text: string, at: number): number {
  const [tens, ones] = [text.charCodeAt(at) - 48, text.charCodeAt(at + 1) - 48];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

/** The form in which the API itself writes times, read without a regular expression: controllers ask often. */
function parseOwn(text: string): number | undefined {
  if (text.length !== 20 || text.charCodeAt(10) !== 84 || text.charCodeAt(19) !== 90) return undefined;
  const days = daysOf(two(text, 0) * 100 + two(text, 2), two(text, 5), two(text, 8));
  const ms = (days * 86400 + two(text, 11) * 3600 + two(text, 14) * 60 + two(text, 17)) * 1000;
  return Number.isNaN(ms) ? undefined : ms;
}

/** Milliseconds since the epoch of an RFC 3339 text; undefined if it is none. */
export function parseTime(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const own = parseOwn(text);
  if (own !== undefined) return own;
  const match = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const zone = match[8] ?? 'Z';
  const offsetMinutes =
    zone.length === 1 ? 0 : (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4)));
  const seconds = daysOf(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offsetMinutes * 60;
  return seconds * 1000 + Math.floor(Number(match[7] ?? 0) * 1000);
}
