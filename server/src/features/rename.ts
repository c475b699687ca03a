// Rename: object names, keys, ports, volumes, containers and label values, everywhere they are used, as one edit.
// Refused with a reason where it cannot be done without changing what is meant or selected (renameRefusal.ts).
import { DEFINITION } from '../api/customResources/definition.ts';
import { isWithin } from '../api/fieldPath.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { TextRange } from '../base/textRange.ts';
import type { FileEdit } from '../diagnostics/finding.ts';
import { describeNode } from '../workspace/graphNode.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { namedHere, referenceAt, type Named } from './named.ts';
import type { Occurrence } from './occurrence.ts';
import { occurrencesOf } from './occurrences.ts';
import { refuse } from './renameRefusal.ts';
import { scalarText, styleOf } from './scalarText.ts';
import { spotAt, type Spot } from './spot.ts';
import { usesOf, type Use } from './uses.ts';

const NOTHING = 'There is no name here that Drydock can rename.';

/** The token that would be renamed and its present name; a reason where nothing can be renamed. */
export function prepareRename(
  workspace: Workspace,
  uri: string,
  offset: number,
): Result<{ readonly range: TextRange; readonly name: string }, string> {
  const named = namedHere(workspace, uri, offset);
  if (!named) return err(NOTHING);
  const name = nameOf(named);
  if (typeof name !== 'string') return err('A port number is not a name: change it where it is declared.');
  if (isDefinition(named)) return err('The name of a definition is made of its plural and its group.');
  const uses = usesOf(workspace, named);
  const here = uses.find((use) => use.uri === uri && use.range.start <= offset && offset <= use.range.end);
  if (!here) return err(NOTHING);
  const spot = spotAt(workspace, uri, offset);
  if (spot && named.what === 'key' && !uses.some(({ declaration }) => declaration) && isGenerated(workspace, spot)) {
    return err('A kustomization generates this key: change it in the generator.');
  }
  const text = textAt(workspace, here);
  const quoted = styleOf(text) !== 'plain' && text.length >= 2;
  return ok({ range: quoted ? { start: here.range.start + 1, end: here.range.end - 1 } : here.range, name });
}

/** A custom resource refers to its definition by its kind, not by the definition's name. */
const isDefinition = (named: Named): boolean =>
  named.what === 'object' && named.group === DEFINITION.group && named.kind === DEFINITION.kind;

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
  const prepared = prepareRename(workspace, uri, offset);
  if (!prepared.ok) return prepared;
  const named = namedHere(workspace, uri, offset);
  if (!named) return err(NOTHING);
  const oldName = prepared.value.name;
  if (oldName === newName) return ok([]);
  const refusal = refuse(workspace, named, newName);
  if (refusal !== undefined) return err(refusal);
  const ambiguous = alsoMeant(workspace, occurrencesOf(workspace, named));
  if (ambiguous !== undefined) return err(ambiguous);
  const uses = usesOf(workspace, named);
  const shared = uses.map((use) => sharedAnchor(workspace, use, uses)).find((anchor) => anchor !== undefined);
  if (shared !== undefined)
    return err(`Other fields repeat this text by the anchor "&${shared}": they would change as well.`);
  const byUri = new Map<string, Map<number, { range: TextRange; newText: string }>>();
  for (const use of uses) {
    const source = textAt(workspace, use);
    // A name that a kustomization builds differs from what is written: only what is written as the old name is renamed.
    if (unquoted(source) !== oldName) continue;
    const edits = byUri.get(use.uri) ?? new Map<number, { range: TextRange; newText: string }>();
    edits.set(use.range.start, { range: use.range, newText: scalarText(newName, styleOf(source)) });
    byUri.set(use.uri, edits);
  }
  if (byUri.size === 0) return err(NOTHING);
  return ok([...byUri].map(([file, edits]) => ({ uri: file, edits: [...edits.values()] })));
}

const textAt = (workspace: Workspace, { uri, range }: Use): string =>
  (workspace.file(uri)?.source.text ?? '').slice(range.start, range.end);

/** The anchor of a text that also stands, as an alias, where something else is meant. */
function sharedAnchor(workspace: Workspace, { uri, range }: Use, uses: readonly Use[]): string | undefined {
  const text = workspace.file(uri)?.source.text ?? '';
  const anchor = /&([^\s,[\]{}]+)[ \t]+$/.exec(text.slice(Math.max(0, range.start - 200), range.start))?.[1];
  if (anchor === undefined) return undefined;
  const own = new Set(uses.filter((use) => use.uri === uri).map((use) => use.range.start));
  const end = text.indexOf('\n---', range.end);
  const rest = text.slice(range.end, end < 0 ? text.length : end);
  const aliases = [...rest.matchAll(/(?<=[\s,[{:])\*([^\s,[\]{}]+)/g)].filter(([, name]) => name === anchor);
  return aliases.some(({ index }) => !own.has(range.end + index)) ? anchor : undefined;
}

/** Whether a kustomization makes the object whose key is used at a place. */
function isGenerated(workspace: Workspace, { node, path }: Spot): boolean {
  const target = referenceAt(workspace, node, path)?.target;
  return target?.type === 'object' && workspace.isGenerated(node, target);
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
