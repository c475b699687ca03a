// Hover: what a field is, what it defaults to, and what a reference leads to.
import { touches, type TextRange } from '../base/textRange.ts';
import { isConfiguration } from '../diagnostics/configuration.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { leadOf } from '../diagnostics/pages.ts';
import { suppressedAt } from '../diagnostics/suppression.ts';
import type { Docs } from '../schema/docs.ts';
import type { GraphNode, Workspace } from '../workspace/workspace.ts';
import { caretContext } from './caretContext.ts';
import { describeSetting } from './completion/configuration.ts';
import { defaultAt } from './defaults.ts';
import { fieldMarkdown, kindMarkdown } from './fieldDocs.ts';
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
export function hoverAt(
  workspace: Workspace,
  uri: string,
  offset: number,
  docs: Docs,
  findings: readonly Finding[] = [],
): HoverText | undefined {
  const here = isConfiguration(uri)
    ? settingAt(workspace, uri, offset)
    : (suppressionAt(workspace, uri, offset) ?? hoverOfField(workspace, uri, offset, docs));
  const pages = [...new Set(findings.filter(({ range }) => touches(range, offset)).map(({ code }) => code))]
    .map(pageText)
    .filter((text) => text !== undefined);
  if (pages.length === 0) return here;
  const markdown = [...(here ? [here.markdown] : []), ...pages].join('\n\n---\n\n');
  return { range: here?.range, markdown };
}

/** A page's beginning; its title is too large for a hover. */
const pageText = (code: string): string | undefined => leadOf(code)?.replace(/^# (.*)$/m, '**$1**');

/** What a suppression silences. */
function suppressionAt(workspace: Workspace, uri: string, offset: number): HoverText | undefined {
  const found = suppressedAt(workspace.manifests(uri), offset);
  const markdown = found && pageText(found.code);
  return markdown === undefined ? undefined : { range: found?.range, markdown };
}

/** In a `.drydock.yaml`: what a setting means, what a rule says. */
function settingAt(workspace: Workspace, uri: string, offset: number): HoverText | undefined {
  const text = workspace.file(uri)?.source.text ?? '';
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1);
  const start = offset - (/[\w-]*$/.exec(text.slice(Math.max(0, offset - 100), offset))?.[0].length ?? 0);
  const key = /^[\w-]+/.exec(text.slice(start))?.[0] ?? '';
  const context = caretContext(text, 0, text.length, start + 1, false);
  if (key === '' || context?.mode !== 'key' || line.trimStart().startsWith('#')) return undefined;
  const meaning = describeSetting(context.path, key);
  return meaning === undefined ? undefined : { range: { start, end: start + key.length }, markdown: meaning };
}

/** The field and what it refers to. */
function hoverOfField(workspace: Workspace, uri: string, offset: number, docs: Docs): HoverText | undefined {
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
  const { gvk } = node;
  // `kind: Deployment` is the place to ask what a Deployment is.
  if (pathIs(path, 'kind')) return kindMarkdown(docs, gvk);
  return fieldMarkdown(docs, gvk, path, scalarOnly(defaultAt(node, path)));
}

const scalarOnly = (value: unknown): unknown => (typeof value === 'object' ? undefined : value);

function referencePart(workspace: Workspace, spot: Spot): string | undefined {
  const { node, path, part } = spot;
  if (pathIs(path, 'metadata', 'name')) {
    const text = usersText(workspace, node);
    return text && capital(text);
  }
  const reference = referenceAt(workspace, node, path);
  if (reference) {
    // Of a reference by name the value is the reference; its key is a field like any other.
    const isName =
      reference.target.type === 'object' ||
      reference.target.type === 'own' ||
      (reference.target.type === 'pods' && reference.target.port !== undefined);
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
