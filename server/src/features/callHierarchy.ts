// The call hierarchy over references: Ingress → Service → Deployment → ConfigMap, and back.
import type { TextRange } from '../base/textRange.ts';
import type { GraphNode, Reference, Workspace } from '../workspace/workspace.ts';
import { uriOf } from './spot.ts';

/** Objects that refer to each other, with the places of the references. */
export interface Neighbour {
  readonly node: GraphNode;
  /** In the file of the object that refers. */
  readonly ranges: readonly TextRange[];
}

/** Which reference is part of the hierarchy: what an object needs, not where it lives. */
const counts = (reference: Reference): boolean => reference.role !== 'namespace' && reference.target.type !== 'own';

const placeOf = (node: GraphNode, { path, target }: Reference): TextRange =>
  (target.type === 'labelled' || (target.type === 'pods' && target.port === undefined)
    ? node.resource.rangeOf(path, 'key')
    : undefined) ??
  node.resource.rangeOf(path, 'value') ??
  node.resource.nearestRange(path);

function grouped(pairs: Iterable<readonly [GraphNode, TextRange]>): readonly Neighbour[] {
  const found = new Map<GraphNode, TextRange[]>();
  for (const [node, range] of pairs) {
    const ranges = found.get(node) ?? [];
    if (!ranges.some(({ start }) => start === range.start)) ranges.push(range);
    found.set(node, ranges);
  }
  return [...found].map(([node, ranges]) => ({ node, ranges }));
}

/** What an object refers to. */
export function outgoing(workspace: Workspace, node: GraphNode): readonly Neighbour[] {
  return grouped(
    node.references.filter(counts).flatMap((reference) =>
      workspace
        .resolve(node, reference)
        .filter((place) => place.node !== node)
        .map((place) => [place.node, placeOf(node, reference)] as const),
    ),
  );
}

/** What refers to an object. */
export function incoming(workspace: Workspace, node: GraphNode): readonly Neighbour[] {
  return grouped(
    workspace
      .linksTo(node)
      .filter(({ from, reference }) => from !== node && counts(reference))
      .map(({ from, reference }) => [from, placeOf(from, reference)] as const),
  );
}

/** Which object a later question is about: nodes do not outlive edits, these words do. */
export interface NodeKey {
  readonly uri: string;
  readonly type: string;
  readonly namespace: string;
  readonly name: string;
}

export const keyOf = (node: GraphNode): NodeKey => ({
  uri: uriOf(node),
  type: node.type,
  namespace: node.resource.namespace ?? '',
  name: node.resource.name ?? '',
});

/** The object that a key means now. */
export const nodeOfKey = (workspace: Workspace, key: NodeKey): GraphNode | undefined =>
  workspace
    .nodesOf(key.uri)
    .find(
      ({ type, resource }) =>
        type === key.type && (resource.namespace ?? '') === key.namespace && (resource.name ?? '') === key.name,
    );
