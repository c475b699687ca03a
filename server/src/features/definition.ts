// Go to definition: from a use of a name to where it is declared, from a declaration of a label to what selects it.
import type { TextRange } from '../base/textRange.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { referenceAt, namedAt } from './named.ts';
import { rangeOfOccurrence } from './occurrence.ts';
import { occurrencesOf } from './occurrences.ts';
import { rangeOfNode, spotAt, uriOf, type FileRange } from './spot.ts';

/** A place to go to. */
export interface Definition extends FileRange {
  /** What is shown around it. */
  readonly whole: TextRange;
}

/** The definitions of what stands at an offset, and the token that was asked about. */
export function definitionsAt(
  workspace: Workspace,
  uri: string,
  offset: number,
): { readonly origin: TextRange | undefined; readonly targets: readonly Definition[] } | undefined {
  const spot = spotAt(workspace, uri, offset);
  if (!spot) return undefined;
  const origin = spot.node.resource.rangeOf(spot.path, spot.part);
  const named = namedAt(workspace, spot);
  if (named) {
    const all = occurrencesOf(workspace, named);
    const declared = all.filter((occurrence) => occurrence.declaration);
    const here = (range: FileRange) => range.uri === uri && range.range.start <= offset && offset <= range.range.end;
    const places = (list: typeof all) =>
      list.flatMap((occurrence) => {
        const range = rangeOfOccurrence(occurrence);
        return range ? [{ ...range, whole: rangeOfNode(occurrence.node) }] : [];
      });
    const targets = places(declared);
    // On a label of a template the way leads to the selectors, as from a selector it leads to the templates.
    const isDeclaration = targets.some(here);
    return {
      origin,
      targets: isDeclaration && named.what === 'label' ? places(all.filter((o) => !o.declaration)) : targets,
    };
  }
  const reference = referenceAt(workspace, spot.node, spot.path);
  if (!reference) return undefined;
  const targets = workspace.resolve(spot.node, reference).flatMap(({ node, path }) => {
    const range = node.resource.rangeOf(path, 'key') ?? node.resource.rangeOf(path, 'value');
    return range ? [{ uri: uriOf(node), range, whole: rangeOfNode(node) }] : [];
  });
  return { origin: spot.node.resource.rangeOf(reference.path, 'key') ?? origin, targets };
}
