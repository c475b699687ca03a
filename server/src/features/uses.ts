// Every place where a name is written: in manifests, and in the kustomizations that put them together.
import { typeKey } from '../workspace/graphNode.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { namesInKustomizations } from './kustomization.ts';
import type { Named } from './named.ts';
import { rangeOfOccurrence } from './occurrence.ts';
import { occurrencesOf } from './occurrences.ts';
import { uriOf, type FileRange } from './spot.ts';

/** A use or the declaration of a name, as a range of text. */
export interface Use extends FileRange {
  readonly declaration: boolean;
}

/** The uses and declarations of a name. */
export function usesOf(workspace: Workspace, named: Named): readonly Use[] {
  const all = occurrencesOf(workspace, named);
  const places = all.flatMap((occurrence): Use[] => {
    const place = rangeOfOccurrence(occurrence);
    return place ? [{ ...place, declaration: occurrence.declaration }] : [];
  });
  if (named.what !== 'object') return places;
  const uris = new Set(all.map(({ node }) => uriOf(node)));
  return [...places, ...namesInKustomizations(workspace, { type: typeKey(named), name: named.name }, uris)];
}
