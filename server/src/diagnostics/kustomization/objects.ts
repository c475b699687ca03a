// The objects that a kustomization puts together before it changes them, under the names that its patches may use.
import { isComponent, type Kustomization } from '../../workspace/kustomization.ts';
import type { GraphNode, Workspace } from '../../workspace/workspace.ts';

/** One object of the set. Patches may call it by any name and namespace that it has had so far. */
export interface Piece {
  readonly kind: string;
  readonly apiVersion: string;
  /** The part of the kustomization that brings it. */
  readonly part: number | undefined;
  /** The name and namespace that it has now. */
  readonly now: { readonly name: string; readonly namespace: string };
  readonly names: ReadonlySet<string>;
  /** "" stands for none. */
  readonly namespaces: ReadonlySet<string>;
  /** Undefined for what a kustomization generates. */
  readonly node: GraphNode | undefined;
}

/** The set, and whether it is the whole of it. */
export interface Pieces {
  readonly pieces: readonly Piece[];
  readonly complete: boolean;
}

const normal = (namespace: string | undefined): string =>
  namespace === undefined || namespace === 'default' ? '' : namespace;

const plain = (node: GraphNode, part: number): Piece => ({
  kind: node.resource.kind,
  apiVersion: node.resource.apiVersion,
  part,
  now: { name: node.resource.name ?? '', namespace: normal(node.resource.namespace) },
  names: new Set([node.resource.name ?? '']),
  namespaces: new Set([normal(node.resource.namespace)]),
  node,
});

/** What a kustomization makes of a piece's names. */
export function renamed(piece: Piece, { prefix, suffix, namespace }: Kustomization): Piece {
  return {
    ...piece,
    now: {
      name: prefix + piece.now.name + suffix,
      namespace: namespace === undefined ? piece.now.namespace : normal(namespace),
    },
    names: new Set([...piece.names, ...[...piece.names].map((name) => prefix + name + suffix)]),
    namespaces: namespace === undefined ? piece.namespaces : new Set([...piece.namespaces, normal(namespace)]),
  };
}

/** What a kustomization has when its patches begin. */
export function piecesOf(
  workspace: Workspace,
  kustomization: Kustomization,
  inside: readonly Kustomization[] = [],
): Pieces {
  // A component changes whatever the kustomization that includes it has.
  let complete = !kustomization.incomplete && !isComponent(kustomization);
  const pieces: Piece[] = [];
  if (inside.includes(kustomization)) return { pieces, complete: false };
  for (const [index, part] of kustomization.parts.entries()) {
    const below = workspace.kustomizationIn(part.uri);
    if (below !== undefined) {
      const before = pieces.length;
      const found = piecesOf(workspace, below, [...inside, kustomization]);
      complete &&= found.complete || isComponent(below);
      pieces.push(...found.pieces.map((piece) => ({ ...renamed(piece, below), part: index })));
      // A component changes what is there already, too.
      if (isComponent(below))
        pieces.splice(0, before, ...pieces.slice(0, before).map((piece) => renamed(piece, below)));
      continue;
    }
    const file = workspace.file(part.uri);
    complete &&= file !== undefined && file.manifests.every((manifest) => manifest.problems.length === 0);
    pieces.push(...workspace.nodesOf(part.uri).map((node) => plain(node, index)));
  }
  for (const { kind, name, behavior, field } of kustomization.generated) {
    if (behavior !== 'create') continue;
    const namespace = normal(kustomization.root.walk(field.slice(0, -1)).text('namespace'));
    pieces.push({
      kind,
      apiVersion: 'v1',
      part: undefined,
      now: { name, namespace },
      names: new Set([name]),
      namespaces: new Set([namespace]),
      node: undefined,
    });
  }
  return { pieces, complete };
}

/** Whether a piece is what a name and a namespace mean. */
export const isCalled = (piece: Piece, name: string, namespace: string | undefined): boolean =>
  piece.names.has(name) && piece.namespaces.has(normal(namespace));
