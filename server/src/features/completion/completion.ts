// Completion: what can be written at the caret. Puts together what the schema, the workspace and the snippets offer.
import { gvkOf, type GroupVersionKind } from '../../api/gvk.ts';
import type { KubernetesVersion } from '../../diagnostics/kubernetesVersion.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { isConfiguration } from '../../diagnostics/configuration.ts';
import { caretContext, type CaretContext } from '../caretContext.ts';
import { manifestAt, nodeAt } from '../spot.ts';
import { completeConfiguration } from './configuration.ts';
import { completeFields, type Describe } from './fields.ts';
import type { CompletionItem } from './item.ts';
import { nameKeys, nameOffers } from './names.ts';
import { KIND_SNIPPETS } from './snippets.ts';
import { knownKeys, schemaOffers, valueItems, type Offer } from './values.ts';
import { schemaAt } from '../schemaAt.ts';
import { scalarText } from '../scalarText.ts';

/** What completion needs from outside. */
export interface CompletionOptions {
  readonly describe: Describe;
  /** The version that the file is written for; fields of later ones are not offered. */
  readonly version?: KubernetesVersion;
}

/** The entries for the caret at an offset of a file, best first. */
export function completionsAt(
  workspace: Workspace,
  uri: string,
  offset: number,
  options: CompletionOptions,
): readonly CompletionItem[] {
  const manifest = manifestAt(workspace, uri, offset);
  if (!manifest) return [];
  const { source, range } = manifest;
  const context = caretContext(source.text, range.start, range.end, offset, source.languageId === 'json');
  if (!context) return [];
  if (isConfiguration(uri)) return completeConfiguration(context);
  const section = source.text.slice(range.start, range.end);
  const rest = source.text.slice(range.start, context.start) + source.text.slice(context.end, range.end);
  const isEmpty = !/^[^#\s]/m.test(rest);
  if (isEmpty && context.style === 'block' && context.path.length === 0) return startOf(context);
  if (!manifest.isKubernetes && !/^\s*"?(apiVersion|kind)"?\s*:/m.test(section)) return [];
  const items = inObject(workspace, uri, offset, section, context, options);
  const quote = /^["']/.exec(context.word)?.[0];
  // Editors compare what is typed with the entry's text: an opening quote is part of what is typed.
  return quote === undefined ? items : items.map((item) => ({ ...item, filter: quote + item.label }));
}

/** An empty section: a whole object, or its first line. */
function startOf(context: CaretContext): readonly CompletionItem[] {
  const range = { start: context.start, end: context.end };
  const first = ['apiVersion', 'kind'].map((label): CompletionItem => ({
    label,
    kind: 'field',
    detail: 'string, required',
    insert: `${label}: `,
    range,
    again: true,
  }));
  return [
    ...KIND_SNIPPETS.map(({ kind, apiVersion, description, body }): CompletionItem => ({
      label: kind,
      kind: 'snippet',
      detail: `${apiVersion}: ${description}`,
      insert: body,
      snippet: true,
      range,
    })),
    ...first,
  ];
}

/** `apiVersion` and `kind` as they are written in the text, which need not parse. */
function gvkInText(section: string): GroupVersionKind {
  const read = (key: string) => new RegExp(`^\\s*"?${key}"?\\s*:\\s*["']?([^\\s"',#}]+)`, 'm').exec(section)?.[1] ?? '';
  return gvkOf(read('apiVersion'), read('kind'));
}

function inObject(
  workspace: Workspace,
  uri: string,
  offset: number,
  section: string,
  context: CaretContext,
  options: CompletionOptions,
): readonly CompletionItem[] {
  const node = nodeAt(workspace, uri, offset) ?? itemNode(workspace, uri, offset, context);
  const at = node?.resource.at.length ?? 0;
  const own: CaretContext = at === 0 ? context : { ...context, path: context.path.slice(at) };
  const gvk = node?.resource.gvk ?? gvkInText(section);
  if (own.mode === 'value') return values(workspace, node, gvk, own);
  const fields = completeFields(gvk, own, options.describe, options.version);
  const keys = [...(node ? nameKeys({ workspace, node, path: own.path }) : []), ...knownKeys(own.path)];
  const isMap = schemaAt(gvk, own.path)?.type.kind === 'map';
  // A list of texts is continued with an item; an item's first word may be a value as well as a key.
  const items = listItems(workspace, node, gvk, own);
  return [...fields, ...(isMap || keys.length > 0 ? keyItems(own, keys) : []), ...items];
}

/** In a `List` the item that the path names, where the caret touches no item. */
function itemNode(workspace: Workspace, uri: string, offset: number, context: CaretContext) {
  const [items, index] = context.path;
  if (items !== 'items' || typeof index !== 'number') return undefined;
  const manifest = manifestAt(workspace, uri, offset);
  return workspace.nodesOf(uri).find(({ resource }) => resource.manifest === manifest && resource.at[1] === index);
}

type Node = ReturnType<typeof nodeAt>;

function offersAt(
  workspace: Workspace,
  node: Node,
  gvk: GroupVersionKind,
  path: CaretContext['path'],
): readonly Offer[] {
  const names = node ? nameOffers({ workspace, node, path }) : undefined;
  return names && names.length > 0 ? names : schemaOffers(gvk, path);
}

const values = (workspace: Workspace, node: Node, gvk: GroupVersionKind, context: CaretContext): CompletionItem[] =>
  valueItems(context, offersAt(workspace, node, gvk, context.path));

function listItems(workspace: Workspace, node: Node, gvk: GroupVersionKind, context: CaretContext): CompletionItem[] {
  const type = schemaAt(gvk, context.path)?.type;
  if (context.inItem && type && type.kind !== 'struct') {
    return valueItems(context, offersAt(workspace, node, gvk, context.path));
  }
  if (type?.kind !== 'list' || type.items.kind === 'struct' || context.style !== 'block') return [];
  return valueItems(context, offersAt(workspace, node, gvk, [...context.path, 0])).map((item) => ({
    ...item,
    insert: `- ${item.insert}`,
  }));
}

/** Keys of a map, each with its colon. */
function keyItems(context: CaretContext, offers: readonly Offer[]): CompletionItem[] {
  const json = context.style === 'json';
  return offers
    .filter(({ text }) => !context.siblings.has(text))
    .map(({ text, detail = '', documentation, kind = 'key' }) => ({
      label: text,
      kind,
      detail,
      ...(documentation === undefined ? {} : { documentation }),
      insert: json ? `"${text}": ` : `${scalarText(text, 'plain')}: `,
      range: { start: context.start, end: context.end },
      again: true,
    }));
}
