// What a name in a manifest stands for: an object, a key, a port, a volume, a container, a label. Definition,
// references, rename and highlights all begin here, so that they agree.
import { isWithin, type FieldPath } from '../api/fieldPath.ts';
import type { LabelledTarget, ObjectTarget, OwnTarget, PodsTarget } from '../workspace/referenceRules.ts';
import { objectLabels, typeKey } from '../workspace/graphNode.ts';
import { NAMESPACE_NAME } from '../workspace/selector.ts';
import type { GraphNode, Reference, Workspace } from '../workspace/workspace.ts';
import { namedInKustomization } from './kustomization.ts';
import { pathBegins, pathIs, spotAt, stepsOf, type Spot } from './spot.ts';

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
  | { readonly what: 'volume' | 'container' | 'resourceClaim'; readonly node: GraphNode; readonly name: string }
  | {
      readonly what: 'label';
      /** The type of the objects that carry it (`/Namespace`); undefined: Pods and their templates. */
      readonly of: string | undefined;
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

/**
 * The reference that is written at a path: the innermost one that the path lies in. Where one field says several (the
 * port of a rule with many peers), the first that leads somewhere.
 */
export function referenceAt(workspace: Workspace, node: GraphNode, path: FieldPath): Reference | undefined {
  const around = node.references.filter((reference) => isWithin(path, reference.path));
  const depth = Math.max(...around.map((reference) => reference.path.length));
  const here = around.filter((reference) => reference.path.length === depth);
  return here.length > 1 ? (here.find((item) => workspace.resolve(node, item).length > 0) ?? here[0]) : here[0];
}

function namedByObjectTarget(workspace: Workspace, from: GraphNode, target: ObjectTarget): Named | undefined {
  const { group, kind, name } = target;
  if (target.port !== undefined) {
    return { what: 'servicePort', services: workspace.objectsMeant(from, target), port: target.port };
  }
  if (target.container !== undefined) {
    const [node] = workspace.objectsMeant(from, target);
    return node && { what: 'container', node, name: target.container };
  }
  const namespaces = lookupNamespaces(from, target);
  if (target.key !== undefined) return { what: 'key', kind, namespaces, name, key: target.key };
  return { what: 'object', group, kind, namespaces, name };
}

/** The label under the caret inside of a selector: an entry of its map or a value of its expressions. */
function labelInSelector(spot: Spot, reference: Reference, target: PodsTarget | LabelledTarget): Named | undefined {
  const rest = stepsOf(spot.path).slice(reference.path.length);
  const of = target.type === 'labelled' ? typeKey(target) : undefined;
  const namespaces =
    target.type === 'labelled'
      ? ['']
      : (target.namespaces ?? lookupNamespaces(spot.node, { type: 'object', group: '', kind: '', name: '' }));
  const selector = spot.node.root.walk(reference.path);
  const inMap = rest.length === 2 && rest[0] === 'matchLabels' ? rest[1] : rest.length === 1 ? rest[0] : undefined;
  if (typeof inMap === 'string') {
    const value = spot.node.root.walk(spot.path).text();
    return value === undefined ? undefined : labelOrName(of, namespaces, inMap, value);
  }
  const [list, index, values] = rest;
  if (list !== 'matchExpressions' || typeof index !== 'number' || values !== 'values' || rest.length !== 4) {
    return undefined;
  }
  const key = selector.items('matchExpressions')[index]?.text('key');
  const value = spot.node.root.walk(spot.path).text();
  return key === undefined || value === undefined ? undefined : labelOrName(of, namespaces, key, value);
}

/** A label, but where it is the server's own and says the name of a namespace. */
const labelOrName = (
  of: string | undefined,
  namespaces: 'all' | readonly string[],
  key: string,
  value: string,
): Named =>
  of === '/Namespace' && key === NAMESPACE_NAME
    ? { what: 'object', group: '', kind: 'Namespace', namespaces: [''], name: value }
    : { what: 'label', of, namespaces, key, value };

function namedByOwnTarget(node: GraphNode, target: OwnTarget): Named | undefined {
  if (target.what === 'port') return { what: 'containerPort', nodes: [node], port: target.name };
  const what = target.what === 'claimTemplate' ? 'volume' : target.what;
  return { what, node, name: String(target.name) };
}

function namedByReference(workspace: Workspace, spot: Spot): Named | undefined {
  const reference = referenceAt(workspace, spot.node, spot.path);
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
    case 'labelled':
      return labelInSelector(spot, reference, target);
    case 'own':
      return namedByOwnTarget(spot.node, target);
  }
}

const CONTAINER_LISTS = ['initContainers', 'containers', 'ephemeralContainers'] as const;

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
    return { what: 'label', of: undefined, namespaces: namespaces.length > 0 ? namespaces : ['default'], key, value };
  }
  const rest = path.slice(source.pod.path.length);
  if (pathIs(rest, 'spec', 'volumes', '*', 'name')) return { what: 'volume', node, name: String(value) };
  if (pathIs(rest, 'spec', 'resourceClaims', '*', 'name')) return { what: 'resourceClaim', node, name: String(value) };
  if (!CONTAINER_LISTS.some((list) => pathBegins(rest, 'spec', list, '*'))) return undefined;
  const inContainer = rest.slice(3);
  if (pathIs(inContainer, 'name')) return { what: 'container', node, name: String(value) };
  const isPort = pathIs(inContainer, 'ports', '*', 'name') || pathIs(inContainer, 'ports', '*', 'containerPort');
  return isPort ? { what: 'containerPort', nodes: [node], port: value } : undefined;
}

const KEYED_KINDS: ReadonlySet<string> = new Set(['/ConfigMap', '/Secret']);
const KEYED_FIELDS: ReadonlySet<string | number> = new Set(['data', 'binaryData', 'stringData']);

/** Cluster-scoped types whose objects are selected by their own labels. */
const LABELLED: ReadonlySet<string> = new Set([
  '/Namespace',
  '/PersistentVolume',
  'certificates.k8s.io/ClusterTrustBundle',
  'rbac.authorization.k8s.io/ClusterRole',
]);

function declaredLabel({ node, path }: Spot): Named | undefined {
  if (!LABELLED.has(node.type) || !pathIs(path, 'metadata', 'labels', '*')) return undefined;
  const key = String(stepsOf(path).at(-1));
  const value = objectLabels(node)[key];
  return value === undefined ? undefined : labelOrName(node.type, [''], key, value);
}

/** The object with all others that files give the same name: who refers to one of them refers to all. */
const twinsOf = (workspace: Workspace, node: GraphNode): readonly GraphNode[] => {
  const { group, kind } = node.resource.gvk;
  const named = node.identities.flatMap(({ namespace, name }) => [...workspace.named(group, kind, namespace, name)]);
  return [...new Set([node, ...named])];
};

/** Types whose name is that of another object, if there is one. */
const NAMED_AFTER: ReadonlySet<string> = new Set(['/Endpoints', '/Binding', 'storage.k8s.io/CSINode']);

function declared(workspace: Workspace, spot: Spot): Named | undefined {
  const { node, path } = spot;
  const { gvk } = node.resource;
  const label = declaredLabel(spot);
  if (label !== undefined) return label;
  if (pathIs(path, 'metadata', 'name') && node.resource.name !== undefined) {
    const owner = NAMED_AFTER.has(node.type) ? referenceAt(workspace, node, path) : undefined;
    if (owner?.target.type === 'object' && workspace.objectsMeant(node, owner.target).length > 0) {
      return namedByObjectTarget(workspace, node, owner.target);
    }
    // A patch names the object that it is a part of.
    const namespaces = [...new Set(workspace.family(node).flatMap(namespacesOf))];
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
    if (typeof port === 'string' || typeof port === 'number')
      return { what: 'servicePort', services: twinsOf(workspace, node), port };
  }
  if (pathIs(path, 'spec', 'volumeClaimTemplates', '*', 'metadata', 'name')) {
    const name = node.root.walk(path).text();
    if (name !== undefined) return { what: 'volume', node, name };
  }
  return declaredInPod(spot);
}

/** What the name at a place stands for; undefined where nothing is named. */
export const namedAt = (workspace: Workspace, spot: Spot): Named | undefined =>
  declared(workspace, spot) ?? namedByReference(workspace, spot);

/** What the name at an offset stands for, be it in a manifest or in a kustomization. */
export function namedHere(workspace: Workspace, uri: string, offset: number): Named | undefined {
  const spot = spotAt(workspace, uri, offset);
  if (spot) return namedAt(workspace, spot);
  const found = namedInKustomization(workspace, uri, offset);
  if (!found) return undefined;
  const [group = '', kind = ''] = found.type.split('/');
  return { what: 'object', group, kind, namespaces: namespacesOf(found.node), name: found.name };
}
