// Objects of the workspace by name: what "Go to symbol in workspace" finds.
import { compareText } from '../base/compare.ts';
import type { TextRange } from '../base/textRange.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { titleOf } from './outline.ts';
import { uriOf } from './spot.ts';

/** One object. */
export interface WorkspaceObject {
  readonly title: string;
  readonly namespace: string;
  readonly uri: string;
  readonly range: TextRange;
}

/** More than this nobody reads; typing on narrows the list. */
const MAX_RESULTS = 500;

/** Whether the letters of the query are in the text in this order, as editors match. */
export function matchesQuery(query: string, text: string): boolean {
  const lower = text.toLowerCase();
  let at = 0;
  for (const letter of query.toLowerCase().replaceAll(/\s+/g, '')) {
    at = lower.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** The objects that a query finds, shortest titles first. */
export function findObjects(workspace: Workspace, query: string): readonly WorkspaceObject[] {
  const found: WorkspaceObject[] = [];
  for (const node of workspace.nodes) {
    const { resource } = node;
    const title = titleOf(resource);
    const namespace = resource.namespace ?? '';
    if (!matchesQuery(query, `${title} ${namespace}`)) continue;
    const range = resource.rangeOf(['metadata', 'name'], 'value') ?? resource.nearestRange([]);
    found.push({ title, namespace, uri: uriOf(node), range });
  }
  return found
    .sort((a, b) => a.title.length - b.title.length || compareText(a.title, b.title) || compareText(a.uri, b.uri))
    .slice(0, MAX_RESULTS);
}
