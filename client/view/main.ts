// The page that shows a dry run. It holds nothing of its own: each report replaces what is there.
import './style.css';
import type { DryRunReport } from '../../server/src/protocol/dryRun.ts';
import { button, duration, element } from './dom.ts';
import type { FromView, ToView } from './messages.ts';
import { eventsSection, objectsSection, rolloutSections, unsettledSection } from './sections.ts';

declare function acquireVsCodeApi(): { postMessage(message: FromView): void };

const host = document.querySelector<HTMLElement>('#dry-run');
const code = acquireVsCodeApi();
const post = (message: FromView): void => code.postMessage(message);
let redraws: Array<() => void> = [];

/** One sentence: how it ended. */
function verdict(report: DryRunReport): string {
  const rejected = report.results.filter(({ operation }) => operation === 'rejected').length;
  const refused =
    rejected === 0 ? '' : `The API server refuses ${rejected === 1 ? 'one object' : `${rejected} objects`}. `;
  const time = duration(report.virtualSeconds);
  if (report.settled && report.unsettled.length === 0)
    return `${refused}Everything came to rest after ${time} of cluster time.`;
  if (report.settled) return `${refused}It came to rest after ${time} of cluster time, but not everything works.`;
  return `${refused}It did not come to rest within ${time} of cluster time${report.limit === '' ? '' : ` (${report.limit})`}.`;
}

function header({ report, decision }: ToView): HTMLElement {
  const command = (name: 'keep' | 'discard' | 'showDiff' | 'writeBack') => () =>
    post({ type: 'command', command: name });
  const buttons: HTMLElement[] = [];
  if (report.changes.length === 0)
    buttons.push(element('span', { class: 'decision', role: 'status' }, 'Nothing changes'));
  else if (decision === 'open') {
    buttons.push(button('Keep Result', 'primary', command('keep')), button('Discard', 'secondary', command('discard')));
  } else {
    const words =
      decision === 'kept' ? '✓ Kept: this is the cluster’s state now' : 'Discarded: the cluster is as it was';
    buttons.push(element('span', { class: 'decision', role: 'status' }, words));
  }
  if (report.changes.length > 0) buttons.push(button('Show Diff', 'secondary', command('showDiff')));
  if (report.writeBack !== '') buttons.push(button(`Write ${report.writeBack}`, 'secondary', command('writeBack')));
  const works =
    report.settled &&
    report.unsettled.length === 0 &&
    report.results.every(({ operation }) => operation !== 'rejected');
  return element(
    'header',
    {},
    element('h1', {}, 'Dry run: ', element('code', {}, report.title)),
    element('p', { class: `verdict ${works ? 'good' : 'bad'}` }, `${works ? '✓' : '✗'} ${verdict(report)}`),
    report.message === '' ? undefined : element('p', { class: 'said' }, report.message),
    element('div', { class: 'bar' }, ...buttons),
  );
}

function draw(message: ToView): void {
  const { report } = message;
  const rollouts = rolloutSections(report.rollouts);
  const parts = [
    header(message),
    unsettledSection(report),
    objectsSection(report, post),
    ...rollouts.sections,
    eventsSection(report.events),
  ];
  host?.replaceChildren(...parts.filter((part) => part !== undefined));
  redraws = rollouts.draw();
  if (host) host.dataset['report'] = String(report.id);
  if (host) host.dataset['decision'] = message.decision;
}

let last: ToView | undefined;
window.addEventListener('message', ({ data }: MessageEvent<ToView>) => {
  if (data.type !== 'report') return;
  // Only the decision is new: what has been scrolled and unfolded stays.
  if (last?.report.id === data.report.id && host?.firstElementChild) host.firstElementChild.replaceWith(header(data));
  else draw(data);
  if (host) host.dataset['decision'] = data.decision;
  last = data;
});

// Charts are pictures: another theme or another width means drawing them anew, once a frame at most.
let scheduled = false;
const redraw = (): void => {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(() => {
    scheduled = false;
    for (const each of redraws) each();
  });
};
new MutationObserver(redraw).observe(document.body, { attributes: true, attributeFilter: ['class'] });
window.addEventListener('resize', redraw);
post({ type: 'ready' });
