// Find all references, and the same within one file for highlights.
import type { TextRange } from '../base/textRange.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { namedAt } from './named.ts';
import { rangeOfOccurrence } from './occurrence.ts';
import { occurrencesOf } from './occurrences.ts';
import { spotAt, type FileRange } from './spot.ts';

/** A use or the declaration of what stands at the caret. */
export interface Use extends FileRange {
  readonly declaration: boolean;
}

/** Every occurrence of the name at an offset. */
export function usesAt(workspace: Workspace, uri: string, offset: number): readonly Use[] {
  const spot = spotAt(workspace, uri, offset);
  const named = spot && namedAt(workspace, spot);
  if (!named) return [];
  return occurrencesOf(workspace, named).flatMap((occurrence) => {
    const place = rangeOfOccurrence(occurrence);
    return place ? [{ ...place, declaration: occurrence.declaration }] : [];
  });
}

/** The occurrences in the same file. */
export function highlightsAt(
  workspace: Workspace,
  uri: string,
  offset: number,
): readonly { readonly range: TextRange; readonly declaration: boolean }[] {
  return usesAt(workspace, uri, offset).filter((use) => use.uri === uri);
}
