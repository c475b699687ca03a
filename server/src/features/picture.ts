// The workspace as a picture: objects as nodes, references as edges, missing targets as nodes of their own. A workspace
// that is too large to be read at once is cut down to what lies nearest to one file.
import { compareText } from '../base/compare.ts';
import type { TextRange } from '../base/textRange.ts';
import type { GraphNode, Workspace } from '../workspace/workspace.ts';
import { uriOf } from './spot.ts';
import { matchesQuery } from './workspaceSymbols.ts';

/** More objects than this are a carpet, not a picture. */
export const MAX_OBJECTS = 250;

/** An object of the picture; `node` is undefined for what is referred to and is not there. */
export interface PictureObject {
  readonly id: number;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly node: GraphNode | undefined;
  readonly uri: string | undefined;
  readonly range: TextRange | undefined;
}

/** What one object of the picture says of another, by their ids. */
export interface PictureLink {
  readonly from: number;
  readonly to: number;
  /** `selector`, `envFrom`, …; more than one where it says it in several fields. */
  readonly roles: readonly string[];
  readonly optional: boolean;
}

/** What to draw, and how many objects were left out. */
export interface Picture {
  readonly objects: readonly PictureObject[];
  readonly links: readonly PictureLink[];
  readonly leftOut: number;
}

/** What part of the workspace is wanted. */
export interface PictureOptions {
  /** Where a large workspace is drawn from. */
  readonly uri?: string;
  readonly query?: string;
}

const inOrder = (a: GraphNode, b: GraphNode): number =>
  compareText(uriOf(a), uriOf(b)) || a.resource.nearestRange([]).start - b.resource.nearestRange([]).start;

/** The objects that an object refers to, each once per role. Targets in the object itself are not drawn. */
function* targetsOf(workspace: Workspace, node: GraphNode) {
  for (const { reference } of workspace.linksFrom(node)) {
    if (reference.target.type === 'own') continue;
    const found = new Set(workspace.resolve(node, reference).map((place) => place.node));
    yield { reference, found };
  }
}

/** The neighbours of an object, in both directions. */
function neighboursOf(workspace: Workspace, node: GraphNode): Set<GraphNode> {
  const out = new Set<GraphNode>();
  for (const { found } of targetsOf(workspace, node)) for (const each of found) out.add(each);
  for (const { from } of workspace.linksTo(node)) out.add(from);
  return out;
}

/** Which objects are drawn: all, those that a query means with their neighbours, or the nearest to a file. */
function choose(workspace: Workspace, options: PictureOptions): readonly GraphNode[] {
  const all = [...workspace.nodes].filter((node) => !node.fragment).sort(inOrder);
  const query = options.query?.trim() ?? '';
  const text = ({ resource }: GraphNode): string =>
    `${resource.kind} ${resource.name ?? ''} ${resource.namespace ?? ''}`;
  const hits = query === '' ? [] : all.filter((node) => matchesQuery(query, text(node)));
  if (query === '' && all.length <= MAX_OBJECTS) return all;
  const begin = query === '' ? all.filter((node) => uriOf(node) === options.uri) : hits;
  const chosen = new Set<GraphNode>((begin.length > 0 || query !== '' ? begin : all).slice(0, MAX_OBJECTS));
  let ring = [...chosen];
  const steps = query === '' ? Infinity : 1;
  for (let step = 0; step < steps && ring.length > 0 && chosen.size < MAX_OBJECTS; step++) {
    const next: GraphNode[] = [];
    for (const node of ring) {
      for (const neighbour of neighboursOf(workspace, node)) {
        if (chosen.size >= MAX_OBJECTS || chosen.has(neighbour)) continue;
        chosen.add(neighbour);
        next.push(neighbour);
      }
    }
    ring = next;
  }
  return [...chosen].sort(inOrder);
}

/** The picture. Ids count from 0, in the order of files and text; what is missing comes last. */
export function pictureOf(workspace: Workspace, options: PictureOptions = {}): Picture {
  const chosen = choose(workspace, options);
  const objects: PictureObject[] = chosen.map((node, id) => ({
    id,
    kind: node.resource.kind,
    name: node.resource.name ?? '',
    namespace: node.resource.namespace ?? '',
    node,
    uri: uriOf(node),
    range: node.resource.rangeOf(['metadata', 'name'], 'value') ?? node.resource.nearestRange([]),
  }));
  const ids = new Map(chosen.map((node, id) => [node, id]));
  const missing = new Map<string, number>();
  const links = new Map<string, PictureLink>();
  const link = (from: number, to: number, role: string, optional: boolean): void => {
    const key = `${from} ${to}`;
    const known = links.get(key);
    const roles = [...new Set([...(known?.roles ?? []), role])];
    links.set(key, { from, to, roles, optional: optional && known?.optional !== false });
  };
  for (const [node, from] of ids) {
    for (const { reference, found } of targetsOf(workspace, node)) {
      for (const target of found) {
        const to = ids.get(target);
        if (to !== undefined && to !== from) link(from, to, reference.role, reference.optional);
      }
      const { target } = reference;
      if (found.size > 0 || target.type !== 'object' || target.kind === 'Namespace') continue;
      const key = `${target.kind} ${target.namespace ?? ''} ${target.name}`;
      let to = missing.get(key);
      if (to === undefined) {
        to = objects.length;
        missing.set(key, to);
        const { kind, name, namespace = '' } = target;
        objects.push({ id: to, kind, name, namespace, node: undefined, uri: undefined, range: undefined });
      }
      link(from, to, reference.role, reference.optional);
    }
  }
  const total = [...workspace.nodes].filter((node) => !node.fragment).length;
  return { objects, links: [...links.values()], leftOut: total - chosen.length };
}
