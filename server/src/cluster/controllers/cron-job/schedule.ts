// When a CronJob is due. Source: pkg/controller/cronjob/utils.go, and the parser that upstream uses
// (github.com/robfig/cron/v3): five fields, `@daily` and the like, `@every 90m`.
import { Cron } from 'croner';
import { formatTime, parseTime } from '../../../base/instant.ts';
import type { Instant } from '../../controller.ts';

/** Gives the first time after another; undefined if there is none. */
export type Schedule = (after: Instant) => Instant | undefined;

const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

const UNIT_MS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 0, µs: 0, ns: 0 };

/** `1h30m` in milliseconds, whole seconds of it, at least one. */
function everyMs(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(h|m|s|ms|us|µs|ns))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, value, , unit] of text.matchAll(/(\d+(\.\d+)?)(ms|us|µs|ns|h|m|s)/g)) {
    total += Number(value) * (UNIT_MS[unit ?? ''] ?? 0);
  }
  return Math.max(Math.floor(total / 1000) * 1000, 1000);
}

/** The schedule, or why it is none. */
export function parseSchedule(text: string, timeZone: string): Schedule | string {
  const spec = text.replace(/^(CRON_)?TZ=\S+\s+/, '').trim();
  if (spec.startsWith('@every ')) {
    const every = everyMs(spec.slice('@every '.length).trim());
    return every === undefined ? 'invalid duration' : (after) => Math.floor(after / 1000) * 1000 + every;
  }
  const fields = (Object.hasOwn(DESCRIPTORS, spec) ? (DESCRIPTORS[spec] ?? '') : spec).split(/\s+/);
  if (fields.length !== 5) return `expected exactly 5 fields, found ${fields.length}: ${text}`;
  const pattern = fields.map((field) => field.replaceAll('?', '*')).join(' ');
  // A day field that begins with a star does not widen the other one, `*/2` no more than `*`.
  const domAndDow = fields[2]?.startsWith('*') === true || fields[4]?.startsWith('*') === true;
  try {
    const cron = new Cron(pattern, { timezone: timeZone, mode: '5-part', domAndDow, paused: true });
    return (after) => cron.nextRun(formatTime(after))?.getTime();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A point in time as RFC 3339 in a time zone: `2026-01-01T01:00:00+01:00`, `…Z` in UTC. */
export function formatIn(timeZone: string, instant: Instant): string {
  if (timeZone === '' || timeZone === 'UTC') return formatTime(instant);
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(instant);
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? '';
  const date = `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
  const local = `${date}T${part('hour')}:${part('minute')}:${part('second')}`;
  const offset = Math.round(((parseTime(`${local}Z`) ?? instant) - Math.floor(instant / 1000) * 1000) / 60_000);
  if (offset === 0) return `${local}Z`;
  const two = (value: number): string => String(value).padStart(2, '0');
  const size = Math.abs(offset);
  return `${local}${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
