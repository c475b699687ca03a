// The rollout of one workload on a time axis: Pods per ReplicaSet as filled steps, ready and available Pods as lines,
// the wanted number as a dotted one. Lines differ in dash and width as well as in colour.
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Rollout } from '../../server/src/protocol/dryRun.ts';
import { duration, element } from './dom.ts';

const HEIGHT = 240;
const MIN_WIDTH = 280;
/** Distances of the time axis, in seconds: round ones, so that no label has to be rounded. */
const TIME_STEPS = [0.1, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 86_400];

/** A colour of the theme. */
function colour(name: string, otherwise: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--vscode-${name}`).trim() || otherwise;
}

const SET_COLOURS = ['charts-blue', 'charts-orange', 'charts-purple', 'charts-yellow', 'charts-red'];

/** The same colour, see-through: canvas knows `#rrggbb` of themes, and takes others as they are. */
const faded = (value: string): string => (/^#[0-9a-f]{6}$/i.test(value) ? `${value}40` : value);

/** What the legend says of a ReplicaSet: `revision 2 (nginx:1.27)`. */
function labelOf({ name, revision, images }: Rollout['series'][number]): string {
  const what = revision === null ? name : `revision ${revision}`;
  return images === '' ? `Pods of ${what}` : `Pods of ${what} (${images})`;
}

interface Line {
  readonly label: string;
  readonly values: readonly number[];
  readonly stroke: string;
  readonly width: number;
  readonly dash?: number[];
  readonly fill?: string;
}

function linesOf(rollout: Rollout): Line[] {
  const sets = rollout.series.map((series, index) => {
    const stroke = colour(SET_COLOURS[index % SET_COLOURS.length] ?? 'charts-blue', '#3794ff');
    return { label: labelOf(series), values: series.pods, stroke, width: 2, fill: faded(stroke) };
  });
  const green = colour('charts-green', '#89d185');
  const text = colour('foreground', '#888888');
  return [
    ...sets,
    { label: 'wanted', values: rollout.desired, stroke: text, width: 1, dash: [2, 4] },
    { label: 'ready', values: rollout.ready, stroke: green, width: 3 },
    { label: 'available', values: rollout.available, stroke: green, width: 2, dash: [8, 5] },
  ];
}

function optionsOf(lines: readonly Line[], width: number): uPlot.Options {
  const text = colour('foreground', '#888888');
  const grid = colour('editorIndentGuide-background1', colour('panel-border', '#8884'));
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  const axis: uPlot.Axis = {
    stroke: text,
    font: `12px ${colour('font-family', 'sans-serif')}`,
    grid: { stroke: grid, width: 1 },
    ticks: { stroke: grid, width: 1 },
  };
  return {
    width,
    height: HEIGHT,
    cursor: { drag: { x: false, y: false } },
    // The page has a legend of its own, which can be read without a mouse.
    legend: { show: false },
    scales: { x: { time: false }, y: { range: (_plot, _min, max) => [0, Math.max(1, Math.ceil(max * 1.1))] } },
    axes: [
      { ...axis, values: (_plot, splits) => splits.map((seconds) => duration(seconds)), space: 70, incrs: TIME_STEPS },
      { ...axis, size: 40, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000, 10_000, 50_000] },
    ],
    series: [
      {},
      ...lines.map(({ label, stroke, width: lineWidth, dash, fill }): uPlot.Series => ({
        label,
        stroke,
        width: lineWidth,
        points: { show: false },
        ...(dash ? { dash } : {}),
        ...(fill ? { fill } : {}),
        ...(stepped ? { paths: stepped } : {}),
      })),
    ],
  };
}

/** The stroke of a line, as the legend's sample. */
function sample({ stroke, width, dash, fill }: Line): HTMLCanvasElement {
  const canvas = element('canvas', { width: '36', height: '14', 'aria-hidden': 'true' });
  const pen = canvas.getContext('2d');
  if (!pen) return canvas;
  if (fill !== undefined) {
    pen.fillStyle = fill;
    pen.fillRect(0, 3, 36, 11);
  }
  pen.strokeStyle = stroke;
  pen.lineWidth = width;
  pen.setLineDash(dash ?? []);
  pen.beginPath();
  pen.moveTo(0, fill === undefined ? 7 : 3);
  pen.lineTo(36, fill === undefined ? 7 : 3);
  pen.stroke();
  return canvas;
}

/** Names every line, with its value under the mouse or (without one) at the end. */
function legendOf(lines: readonly Line[]): {
  readonly list: HTMLElement;
  readonly show: (index: number | null) => void;
} {
  const values = lines.map(() => element('b'));
  const list = element(
    'ul',
    { class: 'legend' },
    ...lines.map((line, n) => element('li', {}, sample(line), ` ${line.label} `, values[n])),
  );
  const show = (index: number | null): void =>
    lines.forEach((line, n) => {
      const cell = values[n];
      if (cell) cell.textContent = String(line.values[index ?? line.values.length - 1] ?? '');
    });
  show(null);
  return { list, show };
}

/** What a screen reader says instead of the picture. */
function summaryOf(rollout: Rollout): string {
  const last = rollout.times.length - 1;
  const end = duration(rollout.times[last] ?? 0);
  const sets = rollout.series.map((series) => `${series.pods[last] ?? 0} ${labelOf(series)}`).join(', ');
  const lowest = Math.min(...rollout.available);
  return `After ${end}: ${sets}; ${rollout.ready[last] ?? 0} of ${rollout.desired[last] ?? 0} ready. Never fewer than ${lowest} available.`;
}

/** Draws one rollout into `host`, as wide as it is. Gives what redraws it (another theme, another width). */
export function drawRollout(host: HTMLElement, rollout: Rollout): () => void {
  let plot: uPlot | undefined;
  const draw = (): void => {
    plot?.destroy();
    const lines = linesOf(rollout);
    const legend = legendOf(lines);
    const canvas = element('div', { class: 'plot', role: 'img', 'aria-label': summaryOf(rollout) });
    host.replaceChildren(canvas, legend.list);
    const options = optionsOf(lines, Math.max(MIN_WIDTH, host.clientWidth));
    const data = [rollout.times, ...lines.map(({ values }) => values)].map((values) => [...values]);
    const hooks: uPlot.Hooks.Arrays = { setCursor: [({ cursor }) => legend.show(cursor.idx ?? null)] };
    plot = new uPlot({ ...options, hooks }, data as uPlot.AlignedData, canvas);
  };
  draw();
  return draw;
}
