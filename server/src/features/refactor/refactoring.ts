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

/** An object as a new section behind the one that a node stands in; undefined in JSON files and inside of a `List`. */
export function newSection(node: GraphNode, object: Readonly<Record<string, unknown>>): TextEdit | undefined {
  const { manifest, at } = node.resource;
  const { source, range } = manifest;
  if (source.languageId !== 'yaml' || at.length > 0) return undefined;
  const lineBreak = source.text.includes('\r\n') ? '\r\n' : '\n';
  const section = source.text.slice(range.start, range.end);
  const end = range.start + section.trimEnd().length;
  const text = ['', '---', ...yamlLines(object)].join(lineBreak);
  return { range: { start: end, end }, newText: text };
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
