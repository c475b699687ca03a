// Schedules of CronJobs: whether the controller can read them.
// Source: github.com/robfig/cron/v3 (parser.go, spec.go), Go's time.ParseDuration and strconv.Atoi.
import { isTimeZone } from '../timeZones.ts';

/** The values of one field, with names for some of them. */
interface Bounds {
  readonly low: number;
  readonly high: number;
  readonly names?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Minute, hour, day of month, month, day of week. */
const FIELDS: readonly Bounds[] = [
  { low: 0, high: 59 },
  { low: 0, high: 23 },
  { low: 1, high: 31 },
  { low: 1, high: 12, names: MONTHS },
  { low: 0, high: 6, names: DAYS },
];

const DESCRIPTORS: ReadonlySet<string> = new Set([
  '@yearly',
  '@annually',
  '@monthly',
  '@weekly',
  '@daily',
  '@midnight',
  '@hourly',
]);

/** Why the schedule cannot be read; undefined if it can. Source: ParseStandard. */
export function scheduleFault(schedule: string): string | undefined {
  let text = schedule;
  if (text.startsWith('TZ=') || text.startsWith('CRON_TZ=')) {
    const space = text.indexOf(' ');
    const zone = text.slice(text.indexOf('=') + 1, space);
    if (space < 0) return 'invalid schedule format: runtime error: slice bounds out of range';
    if (zone !== '' && zone !== 'Local' && !isTimeZone(zone)) {
      return `provided bad location ${zone}: unknown time zone ${zone}`;
    }
    text = text.slice(space).trim();
  }
  if (text.startsWith('@')) return descriptorFault(text);
  const fields = text.split(/[\s\u0085]+/).filter((field) => field !== '');
  if (fields.length !== FIELDS.length) {
    return `expected exactly ${FIELDS.length} fields, found ${fields.length}: [${fields.join(' ')}]`;
  }
  for (let index = 0; index < FIELDS.length; index++) {
    const fault = fieldFault(fields[index] ?? '', FIELDS[index] as Bounds);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Source: parseDescriptor. */
function descriptorFault(text: string): string | undefined {
  if (DESCRIPTORS.has(text)) return undefined;
  const every = '@every ';
  if (!text.startsWith(every)) return `unrecognized descriptor: ${text}`;
  const duration = text.slice(every.length);
  const good = /^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.test(duration);
  return good ? undefined : `failed to parse duration ${text}: time: invalid duration ${JSON.stringify(duration)}`;
}

/** A comma-separated list of ranges. Source: getField. */
function fieldFault(field: string, bounds: Bounds): string | undefined {
  for (const range of field.split(',')) {
    const fault = range === '' ? undefined : rangeFault(range, bounds);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** `5`, `5-7`, `5/2`, `*`, `?`, names where the field has them. Source: getRange. */
function rangeFault(text: string, bounds: Bounds): string | undefined {
  const [range = '', stepText, ...moreSteps] = text.split('/');
  const [lowText = '', highText, ...moreHyphens] = range.split('-');
  let low = bounds.low;
  let high = bounds.high;
  if (lowText !== '*' && lowText !== '?') {
    const first = numberOf(lowText, bounds);
    if (typeof first === 'string') return first;
    if (moreHyphens.length > 0) return `too many hyphens: ${text}`;
    const last = highText === undefined ? first : numberOf(highText, bounds);
    if (typeof last === 'string') return last;
    low = first;
    high = last;
  }
  if (moreSteps.length > 0) return `too many slashes: ${text}`;
  let step = 1;
  if (stepText !== undefined) {
    const parsed = numberOf(stepText, { low: 0, high: 0 });
    if (typeof parsed === 'string') return parsed;
    step = parsed;
    // "5/2" goes on to the end of the field.
    if (highText === undefined) high = bounds.high;
  }
  if (low < bounds.low) return `beginning of range (${low}) below minimum (${bounds.low}): ${text}`;
  if (high > bounds.high) return `end of range (${high}) above maximum (${bounds.high}): ${text}`;
  if (low > high) return `beginning of range (${low}) beyond end of range (${high}): ${text}`;
  return step === 0 ? `step of range should be a positive number: ${text}` : undefined;
}

/** The number, or why there is none. Source: parseIntOrName, mustParseInt. */
function numberOf(text: string, { low, names }: Bounds): number | string {
  const named = names?.indexOf(text.toLowerCase()) ?? -1;
  if (named >= 0) return named + low;
  if (!/^[+-]?\d+$/.test(text)) {
    return `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`;
  }
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    return `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: value out of range`;
  }
  return value < 0 ? `negative number (${value}) not allowed: ${text}` : value;
}
