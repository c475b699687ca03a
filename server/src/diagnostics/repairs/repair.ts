// What all repairs share: the context they are given, and turning edits into fixes.
import type { KnownKind } from '../../api/gvk.ts';
import type { ApiObject } from '../../api/kindRules.ts';
import type { TextEdit } from '../../base/textRange.ts';
import type { Resource } from '../../manifest/manifest.ts';
import type { GraphNode, Workspace } from '../../workspace/workspace.ts';
import type { Fix } from '../finding.ts';

/** What a repair may look at. */
export interface RepairContext {
  readonly node: GraphNode;
  /** As what the object is judged, which is what was meant if its own kind is misspelt. */
  readonly gvk: KnownKind;
  readonly workspace: Workspace;
  /** What the object replaces, where that is known. */
  readonly existing?: ApiObject | undefined;
}

/** A fix in the file of the resource; none if one of its edits cannot be made. */
export function fixOf(
  resource: Resource,
  title: string,
  edits: TextEdit | readonly (TextEdit | undefined)[] | undefined,
  preferred = false,
): readonly Fix[] {
  const list = edits === undefined ? [] : 'range' in edits ? [edits] : edits;
  if (list.length === 0 || list.some((edit) => edit === undefined)) return [];
  const made = { uri: resource.manifest.source.uri, edits: list.filter((edit) => edit !== undefined) };
  return [{ title, edits: [made], ...(preferred ? { preferred } : {}) }];
}
