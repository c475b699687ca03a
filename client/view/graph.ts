// The page that draws the objects of the workspace and their references. dagre says where things stand; this file draws
// them as SVG, with text as text. Boxes are buttons: Tab goes through them, Enter opens the YAML.
import './graph.css';
import dagre from '@dagrejs/dagre';
import type { PictureEdge, PictureNode } from '../../server/src/protocol/graph.ts';
import { button, element } from './dom.ts';
import type { FromGraph, ToGraph } from './graphMessages.ts';

declare function acquireVsCodeApi(): { postMessage(message: FromGraph): void };

const SVG = 'http://www.w3.org/2000/svg';
const BOX_HEIGHT = 44;
const LETTER_WIDTH = 7.4;
const ZOOM_STEP = 1.25;
const MIN_ZOOM = 0.2;
const MAX_ZOOM = 3;
/** Typing in the search box asks the server when the keyboard rests. */
const SEARCH_DELAY_MS = 200;

const code = acquireVsCodeApi();
const post = (message: FromGraph): void => code.postMessage(message);
const host = document.querySelector<HTMLElement>('#graph');
let zoom = 1;
let drawn: { readonly svg: SVGSVGElement; readonly width: number; readonly height: number } | undefined;

/** An SVG element with attributes and text or children. */
function shape(
  tag: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly (Node | string)[]
): SVGElement {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

const fitted = (text: string, letters: number): string =>
  text.length > letters ? `${text.slice(0, letters - 1)}…` : text;

const MAX_LETTERS = 32;

const widthOf = ({ name, kind }: PictureNode): number =>
  Math.max(96, Math.min(MAX_LETTERS, Math.max(name.length, kind.length)) * LETTER_WIDTH + 24);

const STATES: Readonly<Record<PictureNode['state'], string>> = {
  good: '',
  warning: ', has warnings',
  error: ', has errors',
  missing: ', is not in the workspace',
};

function boxOf(node: PictureNode, at: BoxPlace, active: boolean): SVGElement {
  const title = `${node.kind} ${node.name}${node.namespace === '' ? '' : ` in ${node.namespace}`}${STATES[node.state]}`;
  const group = shape(
    'g',
    {
      class: `box ${node.state}${active ? ' active' : ''}`,
      transform: `translate(${at.x - at.width / 2}, ${at.y - BOX_HEIGHT / 2})`,
      ...(node.uri === undefined ? {} : { tabindex: 0, role: 'button' }),
      'aria-label': title,
      'data-id': node.id,
    },
    shape('title', {}, title),
    shape('rect', { width: at.width, height: BOX_HEIGHT, rx: 4 }),
    shape('text', { class: 'kind', x: 12, y: 17 }, fitted(node.kind, MAX_LETTERS)),
    shape('text', { class: 'name', x: 12, y: 34 }, fitted(node.name || '(no name)', MAX_LETTERS)),
  );
  const { uri, line = 0 } = node;
  if (uri === undefined) return group;
  const open = (): void => post({ type: 'open', uri, line });
  group.addEventListener('click', open);
  group.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    open();
  });
  return group;
}

/** A curve that bends at the points between the ends. */
function curveThrough(points: ReadonlyArray<{ x: number; y: number }>): string {
  const [begin, ...rest] = points;
  const end = rest.pop();
  if (!begin || !end) return '';
  let path = `M${begin.x},${begin.y}`;
  rest.forEach((bend, index) => {
    const next = rest[index + 1];
    const to = next ? { x: (bend.x + next.x) / 2, y: (bend.y + next.y) / 2 } : end;
    path += ` Q${bend.x},${bend.y} ${to.x},${to.y}`;
  });
  return rest.length === 0 ? `${path} L${end.x},${end.y}` : path;
}

/** A line through the points that dagre gives, with the reference's word in the middle. */
function lineOf(edge: PictureEdge, points: ReadonlyArray<{ x: number; y: number }>, missing: boolean): SVGElement {
  const path = curveThrough(points);
  const middle = points[Math.floor(points.length / 2)] ?? { x: 0, y: 0 };
  const look = missing ? ' missing' : edge.optional ? ' optional' : '';
  return shape(
    'g',
    { class: `edge${look}` },
    shape('path', { d: path, 'marker-end': 'url(#arrow)' }),
    shape('text', { x: middle.x, y: middle.y - 4, 'text-anchor': 'middle' }, edge.label),
  );
}

const arrow = (): SVGElement =>
  shape(
    'defs',
    {},
    shape(
      'marker',
      { id: 'arrow', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto' },
      shape('path', { d: 'M0,0 L8,4 L0,8 z' }),
    ),
  );

/** What dagre says of a box and of a line. */
interface BoxPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}
interface LinePlace {
  readonly points?: ReadonlyArray<{ x: number; y: number }>;
}

function drawPicture({ picture, activeUri }: ToGraph): void {
  const layout = new dagre.graphlib.Graph({ multigraph: true });
  layout.setGraph({ rankdir: 'LR', nodesep: 18, ranksep: 90, marginx: 16, marginy: 16 });
  for (const node of picture.nodes) layout.setNode(String(node.id), { width: widthOf(node), height: BOX_HEIGHT });
  picture.edges.forEach((edge, index) =>
    layout.setEdge(String(edge.from), String(edge.to), { width: edge.label.length * 6, height: 12 }, String(index)),
  );
  dagre.layout(layout);
  const { width = 0, height = 0 } = layout.graph() as { width?: number; height?: number };
  const svg = shape(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, role: 'group', 'aria-label': 'Objects and references' },
    arrow(),
  );
  const states = new Map(picture.nodes.map(({ id, state }) => [id, state]));
  picture.edges.forEach((edge, index) => {
    const { points = [] } = layout.edge(String(edge.from), String(edge.to), String(index)) as LinePlace;
    svg.append(lineOf(edge, points, states.get(edge.to) === 'missing'));
  });
  for (const node of picture.nodes) {
    svg.append(boxOf(node, layout.node(String(node.id)) as BoxPlace, node.uri !== undefined && node.uri === activeUri));
  }
  drawn = { svg: svg as SVGSVGElement, width, height };
  scale();
}

function scale(): void {
  if (!drawn) return;
  drawn.svg.setAttribute('width', String(drawn.width * zoom));
  drawn.svg.setAttribute('height', String(drawn.height * zoom));
}

function setZoom(value: number): void {
  zoom = Math.max(MIN_ZOOM, Math.min(MAX_ZOOM, value));
  scale();
}

const search = element('input', { type: 'search', placeholder: 'Find objects', 'aria-label': 'Find objects' });
const note = element('p', { class: 'note', role: 'status' });
const canvas = element('div', { class: 'canvas' });
let timer: ReturnType<typeof setTimeout> | undefined;
search.addEventListener('input', () => {
  clearTimeout(timer);
  timer = setTimeout(() => post({ type: 'search', query: search.value }), SEARCH_DELAY_MS);
});

function fit(): void {
  if (drawn) setZoom(Math.min(1, canvas.clientWidth / drawn.width, canvas.clientHeight / drawn.height));
}

host?.append(
  element(
    'div',
    { class: 'bar' },
    search,
    button('−', 'secondary', () => setZoom(zoom / ZOOM_STEP)),
    button('+', 'secondary', () => setZoom(zoom * ZOOM_STEP)),
    button('Fit', 'secondary', fit),
  ),
  note,
  canvas,
);

canvas.addEventListener('wheel', (event) => {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  setZoom(event.deltaY < 0 ? zoom * ZOOM_STEP : zoom / ZOOM_STEP);
});

function words({ picture }: ToGraph): string {
  if (picture.nodes.length === 0)
    return search.value === '' ? 'No Kubernetes objects in this workspace.' : 'Nothing found.';
  if (picture.leftOut === 0) return '';
  return `${picture.leftOut} more objects are not drawn: search for what you want to see.`;
}

let first = true;
window.addEventListener('message', ({ data }: MessageEvent<ToGraph>) => {
  if (data.type !== 'picture') return;
  drawPicture(data);
  note.textContent = words(data);
  if (drawn) canvas.replaceChildren(drawn.svg);
  if (first && data.picture.nodes.length > 0) {
    first = false;
    fit();
  }
  if (host) host.dataset['nodes'] = String(data.picture.nodes.length);
});
post({ type: 'ready' });
