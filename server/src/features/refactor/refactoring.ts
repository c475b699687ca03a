// What a refactoring is: a change that a person asks for, offered where the caret is. The edit is made only on demand.
import type { FileEdit } from '../../diagnostics/finding.ts';
import type { TextEdit } from '../../base/textRange.ts';
import { yamlLines } from '../../workspace/yamlText.ts';
import type { GraphNode, Workspace } from '../../workspace/workspace.ts';
import { uriOf, type Spot } from '../spot.ts';

/** One offer. */
export interface Refactoring {
  /** Stable, so that a later request can ask for the edit. */
  readonly id: string;
  readonly title: string;
  readonly kind: 'refactor.extract' | 'refactor.rewrite' | 'refactor.inline' | 'refactor';
  /** Undefined where the text has no room for the change. */
  readonly edits: () => readonly FileEdit[] | undefined;
}

/** Where refactorings are asked for. */
export interface RefactorPlace extends Spot {
  readonly workspace: Workspace;
}

/** Edits of the file that an object stands in; undefined if one of them could not be made. */
export function editsOf(node: GraphNode, edits: readonly (TextEdit | undefined)[]): readonly FileEdit[] | undefined {
  const made = edits.filter((edit) => edit !== undefined);
  return made.length === edits.length && made.length > 0 ? [{ uri: uriOf(node), edits: made }] : undefined;
}

/** The column of the dash of a `List` item in block style; undefined for other objects and styles. */
function dashColumn({ resource }: GraphNode): number | undefined {
  const item = resource.rangeOf([], 'value');
  if (!item) return undefined;
  const { text } = resource.manifest.source;
  const before = text.slice(text.lastIndexOf('\n', item.start - 1) + 1, item.start);
  return /^[ \t]*-[ \t]+$/.test(before) ? before.indexOf('-') : undefined;
}

/** Whether there is room for a new object behind one: not in a JSON file, nor in a `List` in flow style. */
export const hasRoomBehind = (node: GraphNode): boolean =>
  node.resource.manifest.source.languageId === 'yaml' &&
  (node.resource.at.length === 0 || dashColumn(node) !== undefined);

/** An object as a new section behind the one that a node stands in, or as the next item of its `List`. */
export function newSection(node: GraphNode, object: Readonly<Record<string, unknown>>): TextEdit | undefined {
  if (!hasRoomBehind(node)) return undefined;
  const { manifest, at } = node.resource;
  const { source, range } = manifest;
  const lineBreak = source.text.includes('\r\n') ? '\r\n' : '\n';
  const whole = at.length === 0 ? range : (node.resource.rangeOf([], 'value') ?? range);
  const end = whole.start + source.text.slice(whole.start, whole.end).trimEnd().length;
  const column = dashColumn(node);
  const lines = yamlLines(object);
  const text =
    at.length === 0 || column === undefined
      ? ['', '---', ...lines]
      : ['', ...lines.map((line, index) => `${' '.repeat(column)}${index === 0 ? '- ' : '  '}${line}`)];
  return { range: { start: end, end }, newText: text.join(lineBreak) };
}

/** `metadata` of a new object beside another: in the same namespace, if that is said. */
export const metadataBeside = (node: GraphNode, name: string): Readonly<Record<string, unknown>> => ({
  name,
  ...(node.resource.namespace === undefined ? {} : { namespace: node.resource.namespace }),
});

/** A name that no object of the kind has in the namespace: `web`, `web-2`, … */
export function freeName(workspace: Workspace, node: GraphNode, kind: string, wanted: string): string {
  const namespace = node.resource.namespace ?? 'default';
  const taken = (name: string) => workspace.named('', kind, namespace, name).size > 0;
  let name = wanted;
  for (let n = 2; taken(name); n++) name = `${wanted}-${n}`;
  return name;
}
