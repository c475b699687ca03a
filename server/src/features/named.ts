// What a name in a manifest stands for: an object, a key, a port, a volume, a container, a label. Definition,
// references, rename and highlights all begin here, so that they agree.
import { isWithin, type FieldPath } from '../api/fieldPath.ts';
import type { Field } from '../workspace/field.ts';
import type { ObjectTarget, OwnTarget, PodsTarget } from '../workspace/referenceRules.ts';
import type { GraphNode, Reference, Workspace } from '../workspace/workspace.ts';
import { pathBegins, pathIs, stepsOf, type Spot } from './spot.ts';

/** One thing that has a name. `namespaces` are those in which the name holds. */
export type Named =
  | {
      readonly what: 'object';
      readonly group: string;
      readonly kind: string;
      readonly namespaces: readonly string[];
      readonly name: string;
    }
  | {
      readonly what: 'key';
      readonly kind: string;
      readonly namespaces: readonly string[];
      readonly name: string;
      readonly key: string;
    }
  | { readonly what: 'servicePort'; readonly services: readonly GraphNode[]; readonly port: string | number }
  | { readonly what: 'containerPort'; readonly nodes: readonly GraphNode[]; readonly port: string | number }
  | { readonly what: 'volume' | 'container'; readonly node: GraphNode; readonly name: string }
  | {
      readonly what: 'label';
      readonly namespaces: readonly string[] | 'all';
      readonly key: string;
      readonly value: string;
    };

/** The namespaces in which an object's references by bare name look. */
export const namespacesOf = (node: GraphNode): readonly string[] => [
  ...new Set(node.identities.map(({ namespace }) => namespace)),
];

const lookupNamespaces = (from: GraphNode, target: ObjectTarget): readonly string[] => {
  if (target.namespace !== undefined) return [target.namespace];
  const own = namespacesOf(from).map((namespace) => (namespace === '' ? 'default' : namespace));
  return own.length > 0 ? own : [from.resource.namespace ?? 'default'];
};

/** The reference that is written at a path: the innermost one that the path lies in. */
export function referenceAt(node: GraphNode, path: FieldPath): Reference | undefined {
  let best: Reference | undefined;
  for (const reference of node.references) {
    if (isWithin(path, reference.path) && reference.path.length > (best?.path.length ?? -1)) best = reference;
  }
  return best;
}

function namedByObjectTarget(workspace: Workspace, from: GraphNode, target: ObjectTarget): Named {
  const { group, kind, name } = target;
  if (target.port !== undefined) {
    return { what: 'servicePort', services: workspace.objectsMeant(from, target), port: target.port };
  }
  const namespaces = lookupNamespaces(from, target);
  if (target.key !== undefined) return { what: 'key', kind, namespaces, name, key: target.key };
  return { what: 'object', group, kind, namespaces, name };
}

/** The label under the caret inside of a selector: an entry of its map or a value of its expressions. */
function labelInSelector(spot: Spot, reference: Reference, target: PodsTarget): Named | undefined {
  const rest = stepsOf(spot.path).slice(reference.path.length);
  const namespaces =
    target.namespaces ?? lookupNamespaces(spot.node, { type: 'object', group: '', kind: '', name: '' });
  const selector = spot.node.root.walk(reference.path);
  const inMap = rest.length === 2 && rest[0] === 'matchLabels' ? rest[1] : rest.length === 1 ? rest[0] : undefined;
  if (typeof inMap === 'string') {
    const value = spot.node.root.walk(spot.path).text();
    return value === undefined ? undefined : { what: 'label', namespaces, key: inMap, value };
  }
  const [list, index, values] = rest;
  if (list !== 'matchExpressions' || typeof index !== 'number' || values !== 'values' || rest.length !== 4) {
    return undefined;
  }
  const key = selector.items('matchExpressions')[index]?.text('key');
  const value = spot.node.root.walk(spot.path).text();
  return key === undefined || value === undefined ? undefined : { what: 'label', namespaces, key, value };
}

function namedByOwnTarget(node: GraphNode, target: OwnTarget): Named | undefined {
  if (target.what === 'port') return { what: 'containerPort', nodes: [node], port: target.name };
  const what = target.what === 'container' ? 'container' : 'volume';
  return { what, node, name: String(target.name) };
}

function namedByReference(workspace: Workspace, spot: Spot): Named | undefined {
  const reference = referenceAt(spot.node, spot.path);
  if (!reference) return undefined;
  const { target } = reference;
  switch (target.type) {
    case 'object':
      return namedByObjectTarget(workspace, spot.node, target);
    case 'pods':
      if (target.port === undefined) return labelInSelector(spot, reference, target);
      return {
        what: 'containerPort',
        nodes: workspace.resolve(spot.node, reference).map(({ node }) => node),
        port: target.port,
      };
    case 'own':
      return namedByOwnTarget(spot.node, target);
  }
}

const CONTAINER_LISTS = ['initContainers', 'containers', 'ephemeralContainers'] as const;

/** All containers that a Pod source has. */
export const containersOf = (pod: Field): readonly Field[] =>
  CONTAINER_LISTS.flatMap((list) => pod.items('spec', list));

/** Declarations inside of a Pod or a template: labels, containers, ports, volumes. */
function declaredInPod({ node, path }: Spot): Named | undefined {
  const source = node.podSource;
  if (!source || !isWithin(path, source.pod.path)) return undefined;
  const value = node.root.walk(path).value;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  if (path.length === source.labelsPath.length + 1 && isWithin(path, source.labelsPath)) {
    const key = stepsOf(path).at(-1);
    if (typeof key !== 'string' || typeof value !== 'string') return undefined;
    const namespaces = namespacesOf(node);
    return { what: 'label', namespaces: namespaces.length > 0 ? namespaces : ['default'], key, value };
  }
  const rest = path.slice(source.pod.path.length);
  if (pathIs(rest, 'spec', 'volumes', '*', 'name')) return { what: 'volume', node, name: String(value) };
  if (!CONTAINER_LISTS.some((list) => pathBegins(rest, 'spec', list, '*'))) return undefined;
  const inContainer = rest.slice(3);
  if (pathIs(inContainer, 'name')) return { what: 'container', node, name: String(value) };
  const isPort = pathIs(inContainer, 'ports', '*', 'name') || pathIs(inContainer, 'ports', '*', 'containerPort');
  return isPort ? { what: 'containerPort', nodes: [node], port: value } : undefined;
}

const KEYED_KINDS: ReadonlySet<string> = new Set(['/ConfigMap', '/Secret']);
const KEYED_FIELDS: ReadonlySet<string | number> = new Set(['data', 'binaryData', 'stringData']);

function declared(spot: Spot): Named | undefined {
  const { node, path } = spot;
  const { gvk } = node.resource;
  if (pathIs(path, 'metadata', 'name') && node.resource.name !== undefined) {
    const namespaces = namespacesOf(node);
    return { what: 'object', group: gvk.group, kind: gvk.kind, namespaces, name: node.resource.name };
  }
  const steps = stepsOf(path);
  if (KEYED_KINDS.has(node.type) && steps.length === 2 && KEYED_FIELDS.has(steps[0] ?? '') && spot.part === 'key') {
    const name = node.resource.name ?? '';
    return { what: 'key', kind: gvk.kind, namespaces: namespacesOf(node), name, key: String(steps[1]) };
  }
  if (
    node.type === '/Service' &&
    (pathIs(path, 'spec', 'ports', '*', 'name') || pathIs(path, 'spec', 'ports', '*', 'port'))
  ) {
    const port = node.root.walk(path).value;
    if (typeof port === 'string' || typeof port === 'number') return { what: 'servicePort', services: [node], port };
  }
  if (pathIs(path, 'spec', 'volumeClaimTemplates', '*', 'metadata', 'name')) {
    const name = node.root.walk(path).text();
    if (name !== undefined) return { what: 'volume', node, name };
  }
  return declaredInPod(spot);
}

/** What the name at a place stands for; undefined where nothing is named. */
export const namedAt = (workspace: Workspace, spot: Spot): Named | undefined =>
  declared(spot) ?? namedByReference(workspace, spot);
