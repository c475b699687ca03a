// Completion: what can be written at the caret. Puts together what the schema, the workspace and the snippets offer.
import { apiVersionOf, gvkOf, type GroupVersionKind, type KnownKind } from '../../api/gvk.ts';
import { resources } from '../../api/resource.ts';
import type { KubernetesVersion } from '../../diagnostics/kubernetesVersion.ts';
import { isForeignFile } from '../../manifest/sections.ts';
import type { TypeRef } from '../../schema/facts.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { isConfiguration } from '../../diagnostics/configuration.ts';
import { caretContext, type CaretContext } from '../caretContext.ts';
import { manifestAt, nodeAt } from '../spot.ts';
import { completeConfiguration } from './configuration.ts';
import { completeFields, type Describe } from './fields.ts';
import type { CompletionItem } from './item.ts';
import { nameKeys, nameOffers } from './names.ts';
import { emptyCollection, openingAt } from './opening.ts';
import { KIND_SNIPPETS } from './snippets.ts';
import { knownKeys, rowsOf, schemaOffers, valueItems, type Offer } from './values.ts';
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
  if (isForeignFile(uri)) return [];
  const section = source.text.slice(range.start, range.end);
  const rest = source.text.slice(range.start, context.start) + source.text.slice(context.end, range.end);
  const isEmpty = !/^[^\S\n]*[^#\s]/m.test(rest);
  if (isEmpty && context.style === 'block' && context.path.length === 0) return startOfSection(workspace, uri, context);
  if (!manifest.isKubernetes && !mayBecomeManifest(section, workspace)) return [];
  const items = inObject(workspace, uri, offset, section, context, options);
  const quote = /^["']/.exec(context.word)?.[0];
  // Editors compare what is typed with the entry's text: an opening quote is part of what is typed.
  return quote === undefined ? items : items.map((item) => ({ ...item, filter: quote + item.label }));
}

/** Whether a text that is no manifest as it stands is one that is being written; a template is not. */
const mayBecomeManifest = (section: string, workspace: Workspace): boolean =>
  /^\s*"?(apiVersion|kind)"?\s*:/m.test(section) && !section.includes('{{') && isKnown(gvkInText(section), workspace);

const isKnown = ({ group, version, kind }: GroupVersionKind, { definitions }: Workspace): boolean =>
  [...resources, ...rowsOf(definitions)].some(
    (row) =>
      (version === '' || row.apiVersion === apiVersionOf({ group, version })) && (kind === '' || row.kind === kind),
  );

/** Tools keep their own YAML in files and folders whose names begin with a dot. */
const isHidden = (uri: string): boolean => /\/\.[^/]+(?:\/|$)/.test(uri);

/** An empty section: a whole object, or its first line. Nothing in a file whose other sections are not ours. */
function startOfSection(workspace: Workspace, uri: string, context: CaretContext): readonly CompletionItem[] {
  const others = workspace.manifests(uri).filter(({ isKubernetes }) => isKubernetes);
  const text = workspace.file(uri)?.source.text ?? '';
  const foreign =
    others.length === 0 &&
    workspace.manifests(uri).length > 1 &&
    /^[^#\s-]/m.test(text.slice(0, context.start) + text.slice(context.end));
  if (foreign || (others.length === 0 && isHidden(uri))) return [];
  // An object begins at the line's beginning, whatever blanks are there.
  let { start } = context;
  while (/[ \t]/.test(text.charAt(start - 1))) start--;
  return startOf({ ...context, start, column: 0 }, /^[ \t]*\r?\n/.test(text.slice(context.end)));
}

/** What an object begins with. `hasLineBreak`: one stands behind the caret already. */
function startOf(context: CaretContext, hasLineBreak: boolean): readonly CompletionItem[] {
  const range = { start: context.start, end: context.end };
  const pad = '\n' + ' '.repeat(context.column);
  const first = ['apiVersion', 'kind'].map((label): CompletionItem => ({
    label,
    kind: 'field',
    detail: 'text, required',
    insert: `${context.before}${label}: `,
    range,
    again: true,
  }));
  const snippets = KIND_SNIPPETS.map(({ kind, apiVersion, description, body }): CompletionItem => ({
    label: kind,
    kind: 'snippet',
    detail: `${apiVersion}: ${description}`,
    about: { gvk: gvkOf(apiVersion, kind), path: [] },
    insert: context.before + (hasLineBreak ? body.trimEnd() : body).replaceAll(/\n(?=.)/g, pad),
    snippet: true,
    range,
  }));
  return [...snippets, ...first];
}

/** `apiVersion` and `kind` as they are written in the text, which need not parse. */
function gvkInText(section: string): GroupVersionKind {
  const read = (key: string) => new RegExp(`^\\s*"?${key}"?\\s*:\\s*["']?([^\\s"',#}]+)`, 'm').exec(section)?.[1] ?? '';
  return gvkOf(read('apiVersion'), read('kind'));
}

/** What the answer depends on besides the caret. */
interface Surroundings {
  readonly workspace: Workspace;
  readonly node: ReturnType<typeof nodeAt>;
  readonly gvk: KnownKind;
  readonly options: CompletionOptions;
}

function inObject(
  workspace: Workspace,
  uri: string,
  offset: number,
  section: string,
  context: CaretContext,
  options: CompletionOptions,
): readonly CompletionItem[] {
  const item = itemOfList(context, gvkInText(section));
  const node = itemNode(workspace, uri, offset, context) ?? nodeAt(workspace, uri, offset);
  const at = node?.resource.at.length ?? 0;
  const own: CaretContext = at === 0 ? context : { ...context, path: context.path.slice(at) };
  const around = { workspace, node, gvk: node?.gvk ?? workspace.kindOf(gvkInText(section)), options };
  const text = workspace.file(uri)?.source.text ?? '';
  if (item && own.path.length === (at === 0 ? context.path.length : 0)) return [...item, ...keys(around, own)];
  if (own.mode === 'key') return keys(around, own);
  return values(around, own, text);
}

/** Where an item of a `List` begins: whole objects. */
function itemOfList(context: CaretContext, { kind }: GroupVersionKind): readonly CompletionItem[] | undefined {
  const [items, index] = context.path;
  if (!kind.endsWith('List') || items !== 'items' || context.mode !== 'key' || context.style !== 'block')
    return undefined;
  if (context.path.length > 2 || context.siblings.size > 0) return undefined;
  if (index === undefined)
    return startOf({ ...context, before: `${context.before}- `, column: context.column + 2 }, true);
  return context.inItem ? startOf(context, true) : undefined;
}

/** In a `List` the item that the path names. */
function itemNode(workspace: Workspace, uri: string, offset: number, context: CaretContext) {
  const [items, index] = context.path;
  if (items !== 'items' || typeof index !== 'number') return undefined;
  const manifest = manifestAt(workspace, uri, offset);
  return workspace.nodesOf(uri).find(({ resource }) => resource.manifest === manifest && resource.at[1] === index);
}

/** The schema at a path; metadata is the same whatever the kind. */
const typeAt = (gvk: KnownKind, path: CaretContext['path']): TypeRef | undefined =>
  schemaAt(describedBy(gvk, path), path)?.type;

const PLAIN: GroupVersionKind = gvkOf('v1', 'ConfigMap');

const describedBy = (gvk: KnownKind, path: CaretContext['path']): KnownKind =>
  path[0] === 'metadata' && schemaAt(gvk, []) === undefined ? PLAIN : gvk;

/** The fields, keys and items that can be written where a key can. */
function keys(around: Surroundings, context: CaretContext): readonly CompletionItem[] {
  const { workspace, node, options } = around;
  const gvk = describedBy(around.gvk, context.path);
  if (context.path.length === 0 && schemaAt(gvk, []) === undefined) return topFields(context);
  const fields = completeFields(gvk, context, options.describe, options.version);
  const names = [...(node ? nameKeys({ workspace, node, path: context.path }) : []), ...knownKeys(context.path)];
  const isMap = typeAt(gvk, context.path)?.kind === 'map';
  // A list of texts is continued with an item; an item's first word may be a value as well as a key.
  const items = listItems(around, context);
  return [...fields, ...(isMap || names.length > 0 ? keyItems(context, names) : []), ...items];
}

/** What every object has, where the kind is not written yet or not known. */
function topFields(context: CaretContext): readonly CompletionItem[] {
  const offers = ['apiVersion', 'kind', 'metadata'].map((text): Offer => ({ text, kind: 'field' }));
  return keyItems(context, offers).map((item) =>
    item.label === 'metadata' && context.style === 'block' && !context.hasColon
      ? { ...item, insert: `${context.before}metadata:\n${' '.repeat(context.column + 2)}name: `, again: false }
      : item,
  );
}

function offersAt({ workspace, node, gvk, options }: Surroundings, path: CaretContext['path']): readonly Offer[] {
  const names = node ? nameOffers({ workspace, node, path }) : undefined;
  return names && names.length > 0 ? names : schemaOffers(gvk, path, workspace.definitions, options.version);
}

/** What can stand behind a colon: a value, or the beginning of a collection. */
function values(around: Surroundings, context: CaretContext, text: string): readonly CompletionItem[] {
  const type = typeAt(around.gvk, context.path);
  const opening = type && openingAt(text, context, type);
  if (!type || !opening) return valueItems(context, offersAt(around, context.path));
  const inside =
    type.kind === 'list' && type.items.kind !== 'struct' && context.style !== 'block'
      ? valueItems({ ...opening.context, after: '' }, offersAt(around, opening.context.path))
      : keys(around, opening.context);
  return [...inside.map(opening.wrap), emptyCollection(context, type)];
}

function listItems(around: Surroundings, context: CaretContext): CompletionItem[] {
  const type = typeAt(around.gvk, context.path);
  if (context.inItem && type && type.kind !== 'struct') return valueItems(context, offersAt(around, context.path));
  if (type?.kind !== 'list' || type.items.kind === 'struct' || context.style !== 'block') return [];
  return valueItems(context, offersAt(around, [...context.path, 0])).map((item) => ({
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
      insert:
        context.before + (json ? JSON.stringify(text) : scalarText(text, 'plain')) + (context.hasColon ? '' : ': '),
      range: { start: context.start, end: context.end },
      again: !context.hasColon,
    }));
}
