// The place that names are wanted for, and what is asked of it again and again.
import { namespacesOf } from '../named.ts';
import { pathIs } from '../spot.ts';
import type { GraphNode, Workspace } from '../../workspace/workspace.ts';
import type { Offer } from './values.ts';

export type Path = readonly (string | number)[];

/** The place that names are wanted for. */
export interface NamePlace {
  readonly workspace: Workspace;
  readonly node: GraphNode;
  readonly path: Path;
}

/** Whether a path ends with these steps; `'*'` stands for any one step. */
export const ends = (path: Path, ...steps: Path): boolean =>
  path.length >= steps.length && pathIs(path.slice(path.length - steps.length), ...steps);

/** The namespace in which references of the object look. */
export function namespaceOf(node: GraphNode): string {
  const [first] = namespacesOf(node);
  return first === undefined || first === '' ? (node.resource.namespace ?? 'default') : first;
}

/** Each text once, the first one of it. */
export function unique(offers: readonly Offer[]): readonly Offer[] {
  const seen = new Set<string>();
  return offers.filter(({ text }) => !seen.has(text) && seen.add(text));
}
