// Find all references, and the same within one file for highlights.
import type { TextRange } from '../base/textRange.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { namedHere } from './named.ts';
import { usesOf, type Use } from './uses.ts';

/** Every occurrence of the name at an offset. */
export function usesAt(workspace: Workspace, uri: string, offset: number): readonly Use[] {
  const named = namedHere(workspace, uri, offset);
  return named ? usesOf(workspace, named) : [];
}

/** The occurrences in the same file. */
export function highlightsAt(
  workspace: Workspace,
  uri: string,
  offset: number,
): readonly { readonly range: TextRange; readonly declaration: boolean }[] {
  return usesAt(workspace, uri, offset).filter((use) => use.uri === uri);
}
