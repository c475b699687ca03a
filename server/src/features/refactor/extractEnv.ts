// Literals of a container's `env` → a ConfigMap with a key for each.
import type { TextEdit } from '../../base/textRange.ts';
import { flowText, yamlEntry } from '../../workspace/yamlText.ts';
import type { Field } from '../../workspace/field.ts';
import type { GraphNode } from '../../workspace/workspace.ts';
import {
  editsOf,
  freeName,
  hasRoomBehind,
  metadataBeside,
  newSection,
  type Refactoring,
  type RefactorPlace,
} from './refactoring.ts';
import { containerAt } from './containerAt.ts';

interface Literal {
  readonly name: string;
  readonly value: string;
  readonly field: Field;
}

/** The entries of `env` with a text of their own. What refers to other variables, `$(NAME)`, must stay. */
function literalsOf(container: Field): readonly Literal[] {
  const seen = new Set<string>();
  return container.items('env').flatMap((entry) => {
    const name = entry.text('name');
    const field = entry.get('value');
    const { value } = field;
    if (name === undefined || typeof value !== 'string' || value.includes('$(') || seen.has(name)) return [];
    seen.add(name);
    return [{ name, value, field }];
  });
}

/** Offered within a container that has such literals. */
export function extractEnv(place: RefactorPlace): Refactoring[] {
  const container = containerAt(place);
  const { node, workspace } = place;
  if (!container || literalsOf(container).length === 0 || !hasRoomBehind(node)) return [];
  const edits = () => {
    const literals = literalsOf(container);
    const name = freeName(workspace, node, 'ConfigMap', `${node.resource.name ?? 'app'}-env`);
    const object = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadataBeside(node, name),
      data: Object.fromEntries(literals.map((literal) => [literal.name, literal.value])),
    };
    return editsOf(node, [...literals.map((literal) => referTo(node, literal, name)), newSection(node, object)]);
  };
  return [{ id: 'extract-env', title: 'Extract values of env into a ConfigMap', kind: 'refactor.extract', edits }];
}

/** `value: x` → `valueFrom` with a reference. */
function referTo(node: GraphNode, { name, field }: Literal, configMap: string): TextEdit | undefined {
  const { resource } = node;
  const entry = resource.rangeOf(field.path, 'entry');
  const item = resource.rangeOf(field.path.slice(0, -1), 'value');
  if (!entry || !item) return undefined;
  const { text } = resource.manifest.source;
  const source = { configMapKeyRef: { name: configMap, key: name } };
  if (text.charAt(item.start) === '{') return { range: entry, newText: `valueFrom: ${flowText(source, false)}` };
  const column = entry.start - (text.lastIndexOf('\n', entry.start - 1) + 1);
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  return { range: entry, newText: yamlEntry('valueFrom', source).join(lineBreak + ' '.repeat(column)) };
}
