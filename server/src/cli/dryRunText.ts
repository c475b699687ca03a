// The outcome of a dry run as a person reads it in a terminal.
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

/** The events, those of the same reason and kind of object folded into one line. */
function eventRows(events: readonly EventLine[], from: string): string[][] {
  const folded = new Map<string, { first: EventLine; count: number }>();
  for (const event of events) {
    const kind = event.object.slice(0, event.object.indexOf('/'));
    const key =
      kind === 'Pod' && event.reason !== 'FailedScheduling'
        ? `${event.type} ${event.reason} ${kind}`
        : `${event.reason} ${event.object} ${event.message}`;
    const known = folded.get(key);
    if (known) known.count += event.count;
    else folded.set(key, { first: event, count: event.count });
  }
  return [...folded.values()].map(({ first, count }) => [
    first.time.slice(11, 19) || from,
    first.type,
    first.reason,
    first.object,
    count > 1 ? `${first.message} (×${count})` : first.message,
  ]);
}

function stepText(outcome: StepOutcome): string[] {
  const lines = [`$ kubectl ${outcome.command.replace(/^kubectl /, '')}`, ...outcome.stdout, ...outcome.stderr];
  const { timeline } = outcome;
  if (timeline.workloads.length > 0) lines.push('', ...table(timeline.workloads.map(workloadRow)));
  const lanes = timeline.lanes.filter(({ kind }) => kind !== 'Pod');
  if (lanes.length > 0) {
    lines.push('', '  Pods over time:');
    lines.push(...table(lanes.map((lane) => [`  ${lane.name}`, laneText(lane, timeline.from)])));
  }
  const events = eventRows(outcome.events, '');
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
