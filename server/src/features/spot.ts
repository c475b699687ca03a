// Where the caret is: in which object, and in which field of it.
import { stepOf, type FieldPath } from '../api/fieldPath.ts';
import { touches, type TextRange } from '../base/textRange.ts';
import type { Manifest, Part } from '../manifest/manifest.ts';
import type { GraphNode, Workspace } from '../workspace/workspace.ts';

/** A place in a file as the graph sees it. */
export interface Spot {
  readonly node: GraphNode;
  readonly path: FieldPath;
  readonly part: Part;
}

/** A range in a file. */
export interface FileRange {
  readonly uri: string;
  readonly range: TextRange;
}

/** The section at an offset: the one whose text it touches, the later one where two meet. */
export function manifestAt(workspace: Workspace, uri: string, offset: number): Manifest | undefined {
  return workspace.manifests(uri).findLast(({ range }) => touches(range, offset));
}

/** The range of the whole object. */
export const rangeOfNode = (node: GraphNode): TextRange =>
  node.resource.rangeOf([], 'entry') ?? node.resource.rangeOf([], 'value') ?? node.resource.manifest.range;

/** The object at an offset: of a `List` the item. */
export function nodeAt(workspace: Workspace, uri: string, offset: number): GraphNode | undefined {
  const manifest = manifestAt(workspace, uri, offset);
  if (!manifest) return undefined;
  const nodes = workspace.nodesOf(uri).filter((node) => node.resource.manifest === manifest);
  if (nodes.length === 1 && nodes[0]?.resource.at.length === 0) return nodes[0];
  return nodes.find((node) => touches(rangeOfNode(node), offset));
}

/** The field at an offset. */
export function spotAt(workspace: Workspace, uri: string, offset: number): Spot | undefined {
  const node = nodeAt(workspace, uri, offset);
  const at = node?.resource.pathAt(offset);
  return node && at && { node, path: at.path, part: at.part };
}

/** The steps of a path as plain names and positions, so that `data.a` and `data[a]` are the same. */
export const stepsOf = (path: FieldPath): readonly (string | number)[] => path.map(stepOf);

/** Whether the path's steps are exactly these; `'*'` stands for any one step. */
export function pathIs(path: FieldPath, ...steps: readonly (string | number)[]): boolean {
  return path.length === steps.length && pathBegins(path, ...steps);
}

/** Whether the path begins with these steps; `'*'` stands for any one step. */
export function pathBegins(path: FieldPath, ...steps: readonly (string | number)[]): boolean {
  return (
    path.length >= steps.length &&
    steps.every((step, index) => step === '*' || step === stepOf(path[index] as string | number))
  );
}

/** The uri of the file that an object stands in. */
export const uriOf = (node: GraphNode): string => node.resource.manifest.source.uri;
