// Inlay hints: what references lead to, and what the server fills in.
import type { Judgement } from '../api/judge.ts';
import { formatPath, type FieldPath } from '../api/fieldPath.ts';
import type { TextRange } from '../base/textRange.ts';
import { containerPorts, servicePorts } from '../workspace/resolve.ts';
import type { GraphNode, Reference, Workspace } from '../workspace/workspace.ts';
import { filledIn, type FilledIn } from './defaults.ts';
import { selectionText } from './referenceText.ts';

/** One hint, behind the token that ends at `offset`. */
export interface Hint {
  readonly offset: number;
  readonly text: string;
  readonly tooltip?: string;
}

const short = (text: string): string => {
  const line = text.split(/\r?\n/, 1)[0] ?? '';
  return line.length > 32 || line.length < text.trimEnd().length ? `${line.slice(0, 32)}…` : line;
};

/** The nodes whose text touches a range. */
function nodesIn(workspace: Workspace, uri: string, range: TextRange): readonly GraphNode[] {
  return workspace
    .nodesOf(uri)
    .filter(({ resource: { manifest } }) => manifest.range.end >= range.start && manifest.range.start <= range.end);
}

/** What the references in a range lead to: ports by name, selected templates, values of keys. */
export function referenceHints(workspace: Workspace, uri: string, range: TextRange): readonly Hint[] {
  return nodesIn(workspace, uri, range).flatMap((node) =>
    node.references.flatMap((reference) => {
      const text = hintText(workspace, node, reference);
      if (text === undefined) return [];
      const part =
        reference.role === 'selector' && reference.target.type === 'pods' && reference.target.port === undefined
          ? 'key'
          : 'value';
      const token = node.resource.rangeOf(reference.path, part);
      if (!token || token.end < range.start || token.start > range.end) return [];
      // A selector's hint stands behind the colon.
      return [{ offset: part === 'key' ? token.end + 1 : token.end, text: `→ ${text}` }];
    }),
  );
}

function hintText(workspace: Workspace, node: GraphNode, reference: Reference): string | undefined {
  const { target, role } = reference;
  switch (target.type) {
    case 'pods': {
      if (target.port === undefined) {
        // A workload's own selector selects its own template: everybody knows that.
        if (role !== 'selector' || node.podSource) return undefined;
        const nodes = workspace.podsMeant(node, target);
        return nodes.length === 0 ? undefined : selectionText(nodes).replace(/^selects /, '');
      }
      if (typeof target.port === 'number') return undefined;
      const { port } = target;
      const numbers = workspace
        .podsMeant(node, target)
        .flatMap(({ podSource }) => (podSource ? containerPorts(podSource.pod, port) : []))
        .flatMap((item) => item.number('containerPort') ?? []);
      return numbers.length === 0 ? undefined : [...new Set(numbers)].join(', ');
    }
    case 'labelled':
      return undefined;
    case 'own': {
      if (target.what !== 'port' || typeof target.name !== 'string' || !node.podSource) return undefined;
      const [item] = containerPorts(node.podSource.pod, target.name);
      return item?.number('containerPort')?.toString();
    }
    case 'object': {
      const [found] = workspace.objectsMeant(node, target);
      if (!found) return undefined;
      if (target.key !== undefined && found.type === '/ConfigMap') {
        const value = found.root.get('data', target.key).text();
        return value === undefined ? undefined : short(value);
      }
      if (typeof target.port === 'string') return servicePorts(found, target.port)[0]?.number('port')?.toString();
      return undefined;
    }
  }
}

const MAX_SHOWN = 6;

/** What the server fills in, behind the key of each mapping that lacks it. */
export function defaultHints(
  workspace: Workspace,
  uri: string,
  range: TextRange,
  judged: (node: GraphNode) => Judgement | undefined,
): readonly Hint[] {
  return nodesIn(workspace, uri, range).flatMap((node) => {
    const stored = judged(node)?.object;
    if (!stored) return [];
    const byParent = new Map<string, { readonly parent: FieldPath; readonly fields: FilledIn[] }>();
    for (const field of filledIn(node.resource.value, stored)) {
      const key = formatPath(field.parent);
      const group = byParent.get(key) ?? { parent: field.parent, fields: [] };
      group.fields.push(field);
      byParent.set(key, group);
    }
    return [...byParent.values()].flatMap(({ parent, fields }) => hintFor(node, parent, fields, range));
  });
}

function hintFor(node: GraphNode, parent: FieldPath, fields: readonly FilledIn[], range: TextRange): readonly Hint[] {
  const { resource } = node;
  // Behind `spec:`; of a list item behind its first line.
  const key = resource.rangeOf(parent, 'key');
  if (!key || key.end < range.start || key.start > range.end) return [];
  const text = resource.manifest.source.text;
  const newline = text.indexOf('\n', key.end);
  const lineEnd = newline < 0 ? text.length : newline;
  const offset = lineEnd > 0 && text.charCodeAt(lineEnd - 1) === 13 ? lineEnd - 1 : lineEnd;
  const shown = fields.map(
    ({ name, value }) => `${name}: ${typeof value === 'object' ? compact(value) : String(value as string)}`,
  );
  const rest = shown.length > MAX_SHOWN ? `, … ${shown.length - MAX_SHOWN} more` : '';
  return [
    {
      offset,
      text: shown.slice(0, MAX_SHOWN).join(', ') + rest,
      tooltip: `The API server fills in:\n\n${shown.join('\n\n')}`,
    },
  ];
}

const compact = (value: unknown): string => {
  const text = (JSON.stringify(value) ?? '').replaceAll('"', '').replaceAll(/([:,])/g, '$1 ');
  return text.length > 60 ? '{…}' : text;
};
