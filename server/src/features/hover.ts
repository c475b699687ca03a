// Hover: what a field is, what it defaults to, and what a reference leads to.
import type { TextRange } from '../base/textRange.ts';
import type { Docs } from '../schema/docs.ts';
import type { GraphNode, Workspace } from '../workspace/workspace.ts';
import { defaultAt } from './defaults.ts';
import { fieldMarkdown } from './fieldDocs.ts';
import { namedAt, referenceAt } from './named.ts';
import { occurrencesOf } from './occurrences.ts';
import { behaviourText, referenceText, usersText } from './referenceText.ts';
import { pathIs, spotAt, type Spot } from './spot.ts';

/** What is shown, as markdown, and the token that it is about. */
export interface HoverText {
  readonly range: TextRange | undefined;
  readonly markdown: string;
}

/** The hover at an offset; undefined where there is nothing to say. */
export function hoverAt(workspace: Workspace, uri: string, offset: number, docs: Docs): HoverText | undefined {
  const spot = spotAt(workspace, uri, offset);
  if (!spot) return undefined;
  const { node, path, part } = spot;
  const range = node.resource.rangeOf(path, part);
  // On white space inside of a collection the caret touches nothing in particular.
  const value = node.root.walk(path).value;
  if (part === 'value' && typeof value === 'object' && value !== null) return undefined;
  const parts = [referencePart(workspace, spot), behaviourText(path) ?? fieldPart(node, spot, docs)].filter(
    (text) => text !== undefined,
  );
  return parts.length === 0 ? undefined : { range, markdown: parts.join('\n\n---\n\n') };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function fieldPart(node: GraphNode, { path }: Spot, docs: Docs): string | undefined {
  const { gvk } = node.resource;
  // `kind: Deployment` is the place to ask what a Deployment is.
  if (pathIs(path, 'kind')) return docs.at(gvk, []) ?? undefined;
  return fieldMarkdown(docs, gvk, path, scalarOnly(defaultAt(node, path)));
}

const scalarOnly = (value: unknown): unknown => (typeof value === 'object' ? undefined : value);

function referencePart(workspace: Workspace, spot: Spot): string | undefined {
  const { node, path, part } = spot;
  if (pathIs(path, 'metadata', 'name')) {
    const text = usersText(workspace, node);
    return text && capital(text);
  }
  const reference = referenceAt(node, path);
  if (reference) {
    // Of a reference by name the value is the reference; its key is a field like any other.
    const isName =
      reference.target.type === 'object' || reference.target.type === 'own' || reference.target.port !== undefined;
    if (!isName || part === 'value') return capital(referenceText(workspace, node, reference));
  }
  const named = namedAt(workspace, spot);
  if (named?.what === 'label') {
    const users = occurrencesOf(workspace, named).filter(({ declaration }) => !declaration);
    const names = new Set(users.map(({ node: user }) => `${user.resource.kind} ${user.resource.name ?? ''}`));
    return names.size === 0 ? undefined : `Selected by ${[...names].sort().slice(0, 12).join(', ')}`;
  }
  if (named?.what === 'key') {
    const users = occurrencesOf(workspace, named).filter(({ declaration }) => !declaration);
    const names = new Set(users.map(({ node: user }) => `${user.resource.kind} ${user.resource.name ?? ''}`));
    return names.size === 0 ? undefined : `Used by ${[...names].sort().slice(0, 12).join(', ')}`;
  }
  return undefined;
}
