// The parts of the page: what never settled, the objects, the rollouts, the events.
import type { ObjectName } from '../../server/src/protocol/cluster.ts';
import type { DryRunReport, EventRow, ObjectResult, Outcome, Rollout } from '../../server/src/protocol/dryRun.ts';
import { drawRollout } from './chart.ts';
import { button, duration, element, table } from './dom.ts';
import type { FromView } from './messages.ts';

/** Says something to the extension. */
export type Post = (message: FromView) => void;

/** Longer tables are cut; the whole list is one click away. */
const ROWS = 200;

const nameOf = ({ kind, namespace, name }: ObjectName): string =>
  [kind, namespace === '' || namespace === 'default' ? name : `${namespace}/${name}`].filter(Boolean).join(' ');

const sameObject = (a: ObjectName, b: ObjectName): boolean =>
  a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;

const section = (title: string, ...children: ReadonlyArray<Node | string | undefined>): HTMLElement =>
  element('section', {}, element('h2', {}, title), ...children);

/** Words beside a sign, so that colour is never the only difference. */
const badge = (kind: string, words: string): HTMLElement => element('span', { class: `badge ${kind}` }, words);

/** What never settled and why, in the words of the component that knows. */
export function unsettledSection(report: DryRunReport): HTMLElement | undefined {
  if (report.unsettled.length === 0) return undefined;
  const items = report.unsettled.map(({ object, reason, message, count }) => {
    const others = count > 1 ? ` and ${count - 1} more` : '';
    return element(
      'li',
      {},
      element('strong', {}, [`${nameOf(object)}${others}`, reason].filter(Boolean).join(': ')),
      message === '' ? undefined : element('p', {}, message),
    );
  });
  return element(
    'section',
    { class: 'unsettled' },
    element('h2', {}, 'What never settled'),
    element('ul', {}, ...items),
  );
}

const BADGES: Readonly<Record<ObjectResult['operation'], string>> = {
  created: 'good',
  configured: 'changed',
  unchanged: 'quiet',
  deleted: 'bad',
  rejected: 'bad',
  done: 'changed',
};

const HEALTH: Readonly<Record<Outcome['health'], string>> = {
  good: '✓',
  busy: '…',
  bad: '✗',
  gone: '–',
  none: '',
};

/** Every object of the step: what became of it and how it stands at the end. */
export function objectsSection(report: DryRunReport, post: Post): HTMLElement | undefined {
  if (report.results.length === 0) return undefined;
  const rows = report.results.map((result) => {
    const { object, operation, uri, line } = result;
    const outcome = report.outcomes.find((candidate) => sameObject(candidate.object, object));
    const changed = report.changes.some((change) => sameObject(change.object, object));
    const name =
      uri === null || line === null
        ? nameOf(object)
        : button(nameOf(object), 'link', () => post({ type: 'open', uri, line }));
    const says =
      operation === 'rejected' ? result.message : result.warnings.map((text) => `Warning: ${text}`).join('\n');
    const state = outcome ? `${HEALTH[outcome.health]} ${outcome.state}` : '';
    return [
      name,
      badge(BADGES[operation], operation),
      element('span', { class: outcome ? outcome.health : '' }, [state, says].filter(Boolean).join('\n')),
      changed ? button('Diff', 'link', () => post({ type: 'command', command: 'showDiff', object })) : '',
    ];
  });
  return section('Objects', table('Objects of the dry run', ['Object', 'Result', 'In the end', ''], rows));
}

/** A chart per workload; gives what draws them once they are on the page. */
export function rolloutSections(rollouts: readonly Rollout[]): {
  sections: HTMLElement[];
  draw: () => Array<() => void>;
} {
  const hosts = rollouts.map((rollout) => ({ rollout, host: element('div', { class: 'chart' }) }));
  const sections = hosts.map(({ rollout, host }) =>
    section(`Pods of ${nameOf(rollout.workload)}`, host, numbers(rollout)),
  );
  return { sections, draw: () => hosts.map(({ rollout, host }) => drawRollout(host, rollout)) };
}

/** The chart as a table, for keyboards, screen readers and copying. Only times at which something changes. */
function numbers(rollout: Rollout): HTMLElement {
  const headings = ['Time', 'Wanted', 'Ready', 'Available', ...rollout.series.map(({ name }) => name)];
  const details = element('details', {}, element('summary', {}, 'As a table'));
  details.addEventListener('toggle', () => {
    if (!details.open || details.childElementCount > 1) return;
    const rows = rollout.times.slice(0, ROWS).map((time, n) => {
      const values = [rollout.desired, rollout.ready, rollout.available, ...rollout.series.map(({ pods }) => pods)];
      return [duration(time), ...values.map((list) => String(list[n] ?? ''))];
    });
    details.append(table(`Pods of ${nameOf(rollout.workload)} over time`, headings, rows));
    if (rollout.times.length > ROWS)
      details.append(element('p', { class: 'quiet' }, `The first ${ROWS} of ${rollout.times.length} moments.`));
  });
  return details;
}

const eventCells = (event: EventRow): ReadonlyArray<Node | string> => [
  duration(event.time),
  badge(event.type === 'Warning' ? 'bad' : 'quiet', event.type),
  event.reason,
  event.object,
  event.count > 1 ? `${event.message} (${event.count} times)` : event.message,
];

/** The events, as kubectl lists them, with a filter. */
export function eventsSection(events: readonly EventRow[]): HTMLElement | undefined {
  if (events.length === 0) return undefined;
  const host = element('div', { class: 'events' });
  const filter = element('input', { type: 'search', placeholder: 'Filter events', 'aria-label': 'Filter events' });
  const warnings = element('input', { type: 'checkbox', id: 'warnings' });
  const count = element('span', { class: 'quiet', 'aria-live': 'polite' });
  let all = false;
  const draw = (): void => {
    const words = filter.value.toLowerCase();
    const fitting = events.filter(
      ({ type, reason, object, message }) =>
        (!warnings.checked || type === 'Warning') && `${reason} ${object} ${message}`.toLowerCase().includes(words),
    );
    const rows = all ? fitting : fitting.slice(0, ROWS);
    count.textContent = fitting.length === events.length ? `${events.length}` : `${fitting.length} of ${events.length}`;
    host.replaceChildren(table('Events', ['Time', 'Type', 'Reason', 'Object', 'Message'], rows.map(eventCells)));
    if (rows.length < fitting.length) {
      const more = button(`Show all ${fitting.length} events`, 'link', () => {
        all = true;
        draw();
      });
      host.append(more);
    }
  };
  filter.addEventListener('input', draw);
  warnings.addEventListener('change', draw);
  draw();
  const bar = element('div', { class: 'bar' }, filter, element('label', {}, warnings, ' Warnings only'), count);
  return section('Events', bar, host);
}
