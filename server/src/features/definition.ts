// Go to definition: from a use of a name to where it is declared, from a declaration of a label to what selects it.
import type { TextRange } from '../base/textRange.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { namedHere, referenceAt } from './named.ts';
import { nodeAt, rangeOfNode, spotAt, uriOf, type FileRange } from './spot.ts';
import { usesOf, type Use } from './uses.ts';

/** A place to go to. */
export interface Definition extends FileRange {
  /** What is shown around it. */
  readonly whole: TextRange;
}

/** The places with the objects around them. What a patch says is no definition where there is an object that it patches. */
function withoutPatches(workspace: Workspace, uses: readonly Use[]): readonly Definition[] {
  const placed = uses.map((use) => ({ use, node: nodeAt(workspace, use.uri, use.range.start) }));
  const own = placed.filter(({ node }) => node?.fragment !== true);
  return (own.length > 0 ? own : placed).map(({ use, node }) => ({
    uri: use.uri,
    range: use.range,
    whole: node ? rangeOfNode(node) : use.range,
  }));
}

/** The definitions of what stands at an offset, and the token that was asked about. */
export function definitionsAt(
  workspace: Workspace,
  uri: string,
  offset: number,
): { readonly origin: TextRange | undefined; readonly targets: readonly Definition[] } | undefined {
  const spot = spotAt(workspace, uri, offset);
  const origin = spot?.node.resource.rangeOf(spot.path, spot.part);
  const named = namedHere(workspace, uri, offset);
  if (named) {
    const all = usesOf(workspace, named);
    const here = ({ uri: file, range }: Use) => file === uri && range.start <= offset && offset <= range.end;
    const declared = all.filter(({ declaration }) => declaration);
    // On a label of a template the way leads to the selectors, as from a selector it leads to the templates.
    const isDeclaration = declared.some(here);
    const targets = isDeclaration && named.what === 'label' ? all.filter((use) => !use.declaration) : declared;
    return { origin, targets: withoutPatches(workspace, targets) };
  }
  const reference = spot && referenceAt(workspace, spot.node, spot.path);
  if (!reference) return undefined;
  const targets = workspace.resolve(spot.node, reference).flatMap(({ node, path }) => {
    const range = node.resource.rangeOf(path, 'key') ?? node.resource.rangeOf(path, 'value');
    return range ? [{ uri: uriOf(node), range, whole: rangeOfNode(node) }] : [];
  });
  return { origin: spot.node.resource.rangeOf(reference.path, 'key') ?? origin, targets };
}
