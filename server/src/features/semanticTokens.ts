// Semantic tokens: names that others can refer to, and the references.
import type { FieldPath } from '../api/fieldPath.ts';
import type { GraphNode, Workspace } from '../workspace/workspace.ts';
import { containersOf } from '../workspace/resolve.ts';

/** What a token is; standard names, so that every theme colours them. */
export const TOKEN_TYPES = ['class', 'property', 'variable', 'enumMember', 'type'] as const;
export const TOKEN_MODIFIERS = ['declaration'] as const;

/** One token on one line. `start` is absolute. */
export interface Token {
  readonly start: number;
  readonly length: number;
  readonly type: (typeof TOKEN_TYPES)[number];
  readonly declaration: boolean;
}

/** The tokens of a section relative to its start: as long as its text is the same, so are they. */
const known = new WeakMap<object, readonly Token[]>();

/** The tokens of a file in the order of the text. */
export function tokensOf(workspace: Workspace, uri: string): readonly Token[] {
  const nodes = new Map<object, GraphNode[]>();
  for (const node of workspace.nodesOf(uri)) {
    const { manifest } = node.resource;
    const own = nodes.get(manifest);
    if (own) own.push(node);
    else nodes.set(manifest, [node]);
  }
  return workspace.manifests(uri).flatMap((manifest) => {
    const own = nodes.get(manifest);
    if (!own) return [];
    let tokens = known.get(manifest.identity);
    if (!tokens) {
      tokens = tokensOfNodes(own).map((token) => ({ ...token, start: token.start - manifest.range.start }));
      known.set(manifest.identity, tokens);
    }
    return tokens.map((token) => ({ ...token, start: token.start + manifest.range.start }));
  });
}

function tokensOfNodes(nodes: readonly GraphNode[]): readonly Token[] {
  const found = new Map<number, Token>();
  for (const node of nodes) {
    const { resource } = node;
    const add = (path: FieldPath, part: 'key' | 'value', type: Token['type'], declaration: boolean) => {
      const range = resource.rangeOf(path, part);
      if (!range || range.start === range.end || found.has(range.start)) return;
      if (resource.manifest.source.text.slice(range.start, range.end).includes('\n')) return;
      found.set(range.start, { start: range.start, length: range.end - range.start, type, declaration });
    };
    addDeclarations(node, add);
    addReferences(node, add);
  }
  return [...found.values()].sort((a, b) => a.start - b.start);
}

type Add = (path: FieldPath, part: 'key' | 'value', type: Token['type'], declaration: boolean) => void;

function addDeclarations(node: GraphNode, add: Add): void {
  add(['kind'], 'value', 'type', false);
  add(['metadata', 'name'], 'value', 'class', true);
  if (node.type === '/ConfigMap' || node.type === '/Secret') {
    for (const field of ['data', 'binaryData', 'stringData']) {
      for (const [, entry] of node.root.entries(field)) add(entry.path, 'key', 'property', true);
    }
  }
  if (node.type === '/Service')
    for (const port of node.root.items('spec', 'ports')) add(port.get('name').path, 'value', 'variable', true);
  const { podSource } = node;
  if (!podSource) return;
  for (const [, entry] of node.root.walk(podSource.labelsPath).entries()) add(entry.path, 'value', 'enumMember', true);
  for (const container of containersOf(podSource.pod)) {
    add(container.get('name').path, 'value', 'variable', true);
    for (const port of container.items('ports')) add(port.get('name').path, 'value', 'variable', true);
  }
  for (const volume of podSource.pod.items('spec', 'volumes')) add(volume.get('name').path, 'value', 'variable', true);
}

function addReferences(node: GraphNode, add: Add): void {
  for (const { path, target } of node.references) {
    if (target.type === 'object') add(path, 'value', target.key === undefined ? 'class' : 'property', false);
    else if (target.type === 'own' || (target.type === 'pods' && target.port !== undefined))
      add(path, 'value', 'variable', false);
    else {
      const selector = node.root.walk(path);
      for (const [, entry] of [...selector.entries(), ...selector.entries('matchLabels')]) {
        if (typeof entry.value === 'string') add(entry.path, 'value', 'enumMember', false);
      }
    }
  }
}
