// What a step did, as lines in the order of time: the form in which the pages of test/cluster/book tell it.
import type { StepOutcome } from '../../server/src/dryrun/step.ts';

interface Line {
  readonly at: number;
  readonly text: string;
}

/** Names that a cluster made up: what chance gave is a star, so that a page says only what is always so. */
const settledName = (text: string): string =>
  text
    .replace(/\b([a-z][a-z0-9-]*?-(?:[bcdf-hj-np-tv-z2456789]{6,10}-)?)[bcdf-hj-np-tv-z2456789]{5}\b/g, '$1*')
    .replace(/\b10\.\d+\.\d+\.\d+\b/g, '10.*');

const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`.padStart(6);

/** Which events of Pods a page leaves out: every container says them. */
const USUAL = new Set(['Pulling', 'Pulled', 'Created', 'Started']);

/** The events, the same of several Pods at the same second on one line. */
function eventLines({ events, startedAt }: StepOutcome): Line[] {
  const from = Math.floor(startedAt / 1000) * 1000;
  const folded = new Map<string, { at: number; count: number }>();
  for (const event of events) {
    const isPod = event.object.startsWith('Pod/');
    if (isPod && USUAL.has(event.reason) && event.type === 'Normal') continue;
    const message = isPod && event.reason === 'Scheduled' ? '' : `: ${event.message}`;
    const text = settledName(`${event.object}  ${event.reason}${message}`);
    const at = Date.parse(event.time) - from;
    const known = folded.get(`${at} ${text}`);
    if (known) known.count += event.count;
    else folded.set(`${at} ${text}`, { at, count: event.count });
  }
  return [...folded].map(([key, { at, count }]) => {
    const text = key.slice(key.indexOf(' ') + 1);
    return { at, text: count > 1 ? `${text} (×${count})` : text };
  });
}

/** How many Pods each owner had from which second on. */
function podLines({ timeline, startedAt }: StepOutcome): Line[] {
  const from = Math.floor(startedAt / 1000) * 1000;
  return timeline.lanes.flatMap((lane) => {
    const lines = new Map<number, string>();
    for (const { at, counts } of lane.samples.slice(1)) {
      const parts = [`${counts.active} Pods`, `${counts.ready} ready`];
      for (const count of ['terminating', 'succeeded', 'failed'] as const) {
        if (counts[count] > 0) parts.push(`${counts[count]} ${count}`);
      }
      lines.set(Math.round((at - from) / 1000), settledName(`${lane.kind}/${lane.name}  `) + parts.join(', '));
    }
    return [...lines].map(([second, text]) => ({ at: second * 1000, text }));
  });
}

/** The lines of a step: what kubectl printed, what happened when, and how it ended. */
export function timelineText(outcome: StepOutcome): string {
  const happened = [...eventLines(outcome), ...podLines(outcome)];
  const sorted = happened.map((line, index) => ({ ...line, index })).sort((a, b) => a.at - b.at || a.index - b.index);
  const lines = [...outcome.stdout, ...outcome.stderr].map(settledName);
  lines.push(...sorted.map(({ at, text }) => `${seconds(at)}  ${text}`));
  if (outcome.settled) lines.push('settled');
  for (const { kind, name, reason, message, count } of outcome.unsettled) {
    const others = count > 1 ? ` and ${count - 1} more` : '';
    const what = name === '' ? '' : `${kind}/${name}${others}: `;
    lines.push(settledName(`not settled: ${what}${reason}: ${message}`));
  }
  return lines.join('\n');
}
