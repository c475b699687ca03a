// Rename: object names, keys, ports, volumes, containers and label values, everywhere they are used, as one edit.
// Refused with a reason where it cannot be done without changing what is meant or selected (renameRefusal.ts).
import { isWithin } from '../api/fieldPath.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { TextRange } from '../base/textRange.ts';
import type { FileEdit } from '../diagnostics/finding.ts';
import { describeNode } from '../workspace/graphNode.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { namedAt, type Named } from './named.ts';
import { rangeOfOccurrence, type Occurrence } from './occurrence.ts';
import { occurrencesOf } from './occurrences.ts';
import { refuse } from './renameRefusal.ts';
import { scalarText, styleOf } from './scalarText.ts';
import { spotAt } from './spot.ts';

/** The token that would be renamed and its present name; a reason where nothing can be renamed. */
export function prepareRename(
  workspace: Workspace,
  uri: string,
  offset: number,
): Result<{ readonly range: TextRange; readonly name: string }, string> {
  const spot = spotAt(workspace, uri, offset);
  const named = spot && namedAt(workspace, spot);
  if (!spot || !named) return err('There is no name here that Drydock can rename.');
  const name = nameOf(named);
  if (typeof name !== 'string') return err('A port number is not a name: change it where it is declared.');
  const here = occurrencesOf(workspace, named)
    .map((occurrence) => rangeOfOccurrence(occurrence))
    .find((place) => place?.uri === uri && place.range.start <= offset && offset <= place.range.end);
  if (!here) return err('There is no name here that Drydock can rename.');
  const source = spot.node.resource.manifest.source.text;
  const text = source.slice(here.range.start, here.range.end);
  const quoted = styleOf(text) !== 'plain' && text.length >= 2;
  return ok({ range: quoted ? { start: here.range.start + 1, end: here.range.end - 1 } : here.range, name });
}

function nameOf(named: Named): string | number {
  switch (named.what) {
    case 'object':
    case 'volume':
    case 'container':
    case 'resourceClaim':
      return named.name;
    case 'key':
      return named.key;
    case 'servicePort':
    case 'containerPort':
      return named.port;
    case 'label':
      return named.value;
  }
}

/** The edits that rename what stands at an offset. */
export function rename(
  workspace: Workspace,
  uri: string,
  offset: number,
  newName: string,
): Result<readonly FileEdit[], string> {
  const spot = spotAt(workspace, uri, offset);
  const named = spot && namedAt(workspace, spot);
  if (!named) return err('There is no name here that Drydock can rename.');
  const oldName = nameOf(named);
  if (typeof oldName !== 'string') return err('A port number is not a name: change it where it is declared.');
  if (oldName === newName) return ok([]);
  const refusal = refuse(workspace, named, newName);
  if (refusal !== undefined) return err(refusal);
  const byUri = new Map<string, Map<number, { range: TextRange; newText: string }>>();
  const occurrences = occurrencesOf(workspace, named);
  const ambiguous = alsoMeant(workspace, occurrences);
  if (ambiguous !== undefined) return err(ambiguous);
  for (const occurrence of occurrences) {
    const place = rangeOfOccurrence(occurrence);
    if (!place) continue;
    const source = occurrence.node.resource.manifest.source.text.slice(place.range.start, place.range.end);
    // A name that a kustomization builds differs from what is written: only what is written as the old name is renamed.
    if (unquoted(source) !== oldName) continue;
    const edits = byUri.get(place.uri) ?? new Map<number, { range: TextRange; newText: string }>();
    edits.set(place.range.start, { range: place.range, newText: scalarText(newName, styleOf(source)) });
    byUri.set(place.uri, edits);
  }
  if (byUri.size === 0) return err('There is no name here that Drydock can rename.');
  return ok([...byUri].map(([file, edits]) => ({ uri: file, edits: [...edits.values()] })));
}

/** A field that means something else as well, as `resourceNames` of a rule for two kinds: it cannot follow one of them. */
function alsoMeant(workspace: Workspace, occurrences: readonly Occurrence[]): string | undefined {
  const declaring = new Set(occurrences.filter((item) => item.declaration).map(({ node }) => node));
  for (const { node, path, declaration } of occurrences) {
    if (declaration) continue;
    const here = node.references.filter((item) => isWithin(item.path, path) && item.path.length === path.length);
    for (const other of here.flatMap((item) => workspace.resolve(node, item))) {
      if (declaring.has(other.node)) continue;
      return `${describeNode(node)} means ${describeNode(other.node)} by the same field.`;
    }
  }
  return undefined;
}

function unquoted(source: string): string {
  switch (styleOf(source)) {
    case 'plain':
      return source;
    case 'single':
      return source.slice(1, -1).replaceAll("''", "'");
    case 'double':
      try {
        return String(JSON.parse(source));
      } catch {
        return source.slice(1, -1);
      }
  }
}
