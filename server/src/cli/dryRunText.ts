// The outcome of a dry run as a person reads it in a terminal.
import { parseTime } from '../base/instant.ts';
import type { StepOutcome, EventLine } from '../dryrun/step.ts';
import type { Lane, WorkloadLane } from '../dryrun/timeline.ts';

const seconds = (ms: number): string => `${Number((ms / 1000).toFixed(1))} s`;

/** A table with columns as wide as they need to be. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, cell.length)));
  return rows.map((row) => `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd());
}

/** How a ReplicaSet's Pods came and went: `0 s: 0 → 1 s: 2 (2 ready)`. */
function laneText({ samples }: Lane, from: number): string {
  return samples
    .slice(0, 12)
    .map(
      ({ at, counts }) =>
        `${seconds(at - from)}: ${counts.active}${counts.active > 0 ? ` (${counts.ready} ready)` : ''}`,
    )
    .join(' → ');
}

function workloadRow({ gvk, name, samples }: WorkloadLane): string[] {
  const last = samples.at(-1);
  return [
    `${gvk.kind.toLowerCase()}/${name}`,
    `${last?.ready ?? 0}/${last?.desired ?? 0} ready`,
    `${last?.available ?? 0} available`,
  ];
}

/** More lines of events than this nobody reads; `--format json` has them all. */
const MOST_EVENTS = 40;

/** What makes two events one line: for Pods the reason (and what is wrong), for others reason and object. */
function foldingKey({ type, reason, object, message }: EventLine): string {
  if (!object.startsWith('Pod/'))
    return `${reason} ${object} ${/^(Created|Deleted) pod: /.test(message) ? '' : message}`;
  const own = object.slice('Pod/'.length);
  return type === 'Normal' ? reason : `${reason} ${message.replaceAll(own, '')}`;
}

/** The events in the order of time, similar ones folded into one line. */
function eventRows(events: readonly EventLine[], startedAt: number): string[][] {
  const folded = new Map<string, { first: EventLine; count: number }>();
  for (const event of events) {
    const key = foldingKey(event);
    const known = folded.get(key);
    if (known) known.count += event.count;
    else folded.set(key, { first: event, count: event.count });
  }
  const rows = [...folded.values()].map(({ first, count }) => [
    seconds(Math.max(0, (parseTime(first.time) ?? startedAt) - startedAt)),
    first.type,
    first.reason,
    first.object,
    count > 1 ? `${first.message} (×${count})` : first.message,
  ]);
  const more = rows.length - MOST_EVENTS;
  return more > 0 ? [...rows.slice(0, MOST_EVENTS), ['', '', '', '', `… ${more} more kinds of events`]] : rows;
}

function stepText(outcome: StepOutcome): string[] {
  const lines = [`$ kubectl ${outcome.command.replace(/^kubectl /, '')}`, ...outcome.stdout, ...outcome.stderr];
  if (outcome.looked) return lines;
  const { timeline } = outcome;
  if (timeline.workloads.length > 0) lines.push('', ...table(timeline.workloads.map(workloadRow)));
  const lanes = timeline.lanes.filter(({ kind }) => kind !== 'Pod');
  if (lanes.length > 0) {
    lines.push('', '  Pods over time:');
    lines.push(...table(lanes.map((lane) => [`  ${lane.name}`, laneText(lane, timeline.from)])));
  }
  const events = eventRows(outcome.events, outcome.startedAt);
  if (events.length > 0) lines.push('', '  Events:', ...table(events).map((line) => `  ${line}`));
  lines.push('');
  if (outcome.unsettled.length === 0) lines.push(`  Settled after ${seconds(outcome.virtualMs)}.`);
  else {
    lines.push(`  Not settled (${seconds(outcome.virtualMs)}):`);
    for (const { kind, name, reason, message, count } of outcome.unsettled) {
      const what = kind === '' ? name : `${kind.toLowerCase()}/${name}`;
      const others = count > 1 ? ` and ${count - 1} more` : '';
      lines.push(`    ${what === '' ? '' : `${what}${others}: `}${reason}: ${message}`);
    }
  }
  return lines;
}

/** All steps, one after the other. */
export const printOutcomes = (outcomes: readonly StepOutcome[]): string =>
  `${outcomes.map((outcome) => stepText(outcome).join('\n')).join('\n\n')}\n`;
