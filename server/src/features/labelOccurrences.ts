// Where labels are carried and selected.
import type { FieldPath } from '../api/fieldPath.ts';
import type { Labels } from '../api/labelSelector.ts';
import type { LabelSelector } from '../api/types.generated.ts';
import { objectLabels, typeKey } from '../workspace/graphNode.ts';
import type { GraphNode, Target, Workspace } from '../workspace/workspace.ts';
import { namespacesOf, type Named } from './named.ts';
import { declaration, use, type Occurrence } from './occurrence.ts';

type NamedLabel = Named & { readonly what: 'label' };

/** A selector of the workspace and where it is written. */
export interface WrittenSelector {
  readonly node: GraphNode;
  readonly path: FieldPath;
  readonly selector: LabelSelector;
  readonly namespaces: readonly string[] | 'all';
}

const ownNamespaces = (node: GraphNode): readonly string[] => {
  const own = namespacesOf(node).map((namespace) => (namespace === '' ? 'default' : namespace));
  return own.length > 0 ? own : [node.resource.namespace ?? 'default'];
};

/** Whether two sets of namespaces have one in common. */
export const meet = (a: readonly string[] | 'all', b: readonly string[] | 'all'): boolean =>
  a === 'all' || b === 'all' || a.some((namespace) => b.includes(namespace));

/** Where a target's selector looks; undefined if it is none, or one for objects of other types. */
function looksIn(target: Target, of: string | undefined, node: GraphNode): readonly string[] | 'all' | undefined {
  if (of === undefined) return target.type === 'pods' ? (target.namespaces ?? ownNamespaces(node)) : undefined;
  return target.type === 'labelled' && typeKey(target) === of ? [''] : undefined;
}

/** The selectors that look at a label's key in one of the namespaces. */
export function selectorsOnKey(
  workspace: Workspace,
  { of, namespaces, key }: Pick<NamedLabel, 'of' | 'namespaces' | 'key'>,
): readonly WrittenSelector[] {
  const found: WrittenSelector[] = [];
  for (const node of workspace.nodes) {
    for (const { path, target } of node.references) {
      const where = looksIn(target, of, node);
      if (where === undefined || (target.type !== 'pods' && target.type !== 'labelled')) continue;
      if (target.type === 'pods' && target.port !== undefined) continue;
      const { matchLabels = {}, matchExpressions = [] } = target.selector;
      if (!Object.hasOwn(matchLabels, key) && !matchExpressions.some((item) => item.key === key)) continue;
      if (meet(where, namespaces)) found.push({ node, path, selector: target.selector, namespaces: where });
    }
  }
  return found;
}

/** The places in a selector where a label's value is written. */
export function pairPlaces({ node, path }: WrittenSelector, key: string, value: string): readonly FieldPath[] {
  const selector = node.root.walk(path);
  const direct = [...selector.entries(), ...selector.entries('matchLabels')]
    .filter(([name, field]) => name === key && field.value === value)
    .map(([, field]) => field.path);
  const listed = selector
    .items('matchExpressions')
    .filter((item) => item.get('key').value === key)
    .flatMap((item) => item.items('values'))
    .filter((field) => field.value === value)
    .map((field) => field.path);
  return [...direct, ...listed];
}

/** The labels by which an object is selected: its own, or those of its Pods. */
export const labelsIn = (node: GraphNode, of: string | undefined): Labels =>
  of === undefined ? (node.podSource?.labels ?? {}) : objectLabels(node);

/** Where those labels are written. */
export const labelsPathOf = (node: GraphNode, of: string | undefined): FieldPath =>
  of === undefined ? (node.podSource?.labelsPath ?? []) : ['metadata', 'labels'];

/** The objects that a selector with these namespaces looks at. */
export function candidates(
  workspace: Workspace,
  of: string | undefined,
  namespaces: readonly string[] | 'all',
): ReadonlySet<GraphNode> {
  if (of !== undefined) {
    const slash = of.indexOf('/');
    return workspace.byType(of.slice(0, slash), of.slice(slash + 1));
  }
  const found = new Set<GraphNode>();
  for (const namespace of namespaces === 'all' ? ['*'] : namespaces) {
    for (const node of workspace.podsIn(namespace)) found.add(node);
  }
  return found;
}

/** The objects that carry a label. */
export const carriersOf = (workspace: Workspace, { of, namespaces, key, value }: NamedLabel): readonly GraphNode[] =>
  [...candidates(workspace, of, namespaces)].filter((node) => {
    const labels = labelsIn(node, of);
    return Object.hasOwn(labels, key) && labels[key] === value;
  });

/** Every place that says a label: what carries it, patches of that, and what selects it. */
export function ofLabel(workspace: Workspace, named: NamedLabel): readonly Occurrence[] {
  const { of, key, value } = named;
  const carriers = new Set(carriersOf(workspace, named).flatMap((node) => workspace.family(node)));
  const labelOf = (node: GraphNode): FieldPath => [...labelsPathOf(node, of), { key }];
  return [
    ...[...carriers]
      .filter((node) => node.root.walk(labelOf(node)).value === value)
      .map((node) => declaration(node, labelOf(node))),
    ...selectorsOnKey(workspace, named).flatMap((selector) =>
      pairPlaces(selector, key, value).map((path) => use(selector.node, path)),
    ),
  ];
}
