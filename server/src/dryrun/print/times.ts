// Times and spans as kubectl prints them.
// Source: HumanDuration in staging/src/k8s.io/apimachinery/pkg/util/duration/duration.go, 1.36; RFC1123Z of Go's time.
import { formatTime, parseTime } from '../../base/instant.ts';
import type { Instant } from '../../cluster/controller.ts';

/** `45s`, `2m5s`, `3h`, `2d4h`: two or three significant figures. */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  const and = (whole: string, rest: number, unit: string): string => (rest === 0 ? whole : `${whole}${rest}${unit}`);
  if (minutes < 10) return and(`${minutes}m`, seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return and(`${hours}h`, minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (days < 8) return and(`${days}d`, hours % 24, 'h');
  if (days < 730) return `${days}d`;
  const years = Math.floor(days / 365);
  return days < 2920 ? and(`${years}y`, days % 365, 'd') : `${years}y`;
}

/** How long ago a time of the API was. */
export function ageOf(time: string | undefined | null, now: Instant): string {
  const at = parseTime(time ?? undefined);
  return at === undefined ? '<unknown>' : humanDuration(now - at);
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Thu, 01 Jan 2026 00:00:00 +0000`; the zero time of Go where there is none. */
export function longTime(time: string | undefined): string {
  const at = parseTime(time);
  if (at === undefined) return 'Mon, 01 Jan 0001 00:00:00 +0000';
  const text = formatTime(at);
  const day = DAYS[(((Math.floor(at / 86_400_000) + 4) % 7) + 7) % 7] ?? '';
  const month = MONTHS[Number(text.slice(5, 7)) - 1] ?? '';
  return `${day}, ${text.slice(8, 10)} ${month} ${text.slice(0, 4)} ${text.slice(11, 19)} +0000`;
}
