// One place where a named thing is declared or used.
import type { FieldPath } from '../api/fieldPath.ts';
import type { GraphNode } from '../workspace/workspace.ts';
import { uriOf, type FileRange } from './spot.ts';

/** One place. `part` says whether the name is the field's key or its value. */
export interface Occurrence {
  readonly node: GraphNode;
  readonly path: FieldPath;
  readonly part: 'key' | 'value';
  readonly declaration: boolean;
}

/** A use. */
export const use = (node: GraphNode, path: FieldPath): Occurrence => ({
  node,
  path,
  part: 'value',
  declaration: false,
});

/** A declaration. */
export const declaration = (node: GraphNode, path: FieldPath, part: 'key' | 'value' = 'value'): Occurrence => ({
  node,
  path,
  part,
  declaration: true,
});

/** The text of an occurrence. */
export function rangeOfOccurrence({ node, path, part }: Occurrence): FileRange | undefined {
  const range = node.resource.rangeOf(path, part);
  return range && { uri: uriOf(node), range };
}
