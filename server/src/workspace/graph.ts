// The indexes of the graph: objects by type and name, Pods by label, and both directions of every reference. Adding and
// removing a node costs what the node says, not the size of the workspace.
import { compareText } from '../base/compare.ts';
import { matchesSelector, type Labels } from '../api/labelSelector.ts';
import type { LabelSelector } from '../api/types.generated.ts';
import type { GraphNode, Identity } from './graphNode.ts';
import { objectLabels, typeKey } from './graphNode.ts';
import type { LabelledTarget, ObjectTarget, PodsTarget, Reference } from './referenceRules.ts';

/** A reference and the object that makes it. */
export interface Link {
  readonly from: GraphNode;
  readonly reference: Reference;
}

const EVERYWHERE = '*';

class Index<T> {
  readonly #sets = new Map<string, Set<T>>();

  add(key: string, value: T): void {
    const set = this.#sets.get(key);
    if (set) set.add(value);
    else this.#sets.set(key, new Set([value]));
  }

  delete(key: string, value: T): void {
    const set = this.#sets.get(key);
    if (set?.delete(value) && set.size === 0) this.#sets.delete(key);
  }

  get(key: string): ReadonlySet<T> {
    return this.#sets.get(key) ?? EMPTY;
  }
}

/** In the order of files and text, so that answers do not depend on what was edited when. */
function inOrder(nodes: ReadonlySet<GraphNode>): readonly GraphNode[] {
  if (nodes.size < 2) return [...nodes];
  return [...nodes].sort(compareNodes);
}

function compareNodes(a: GraphNode, b: GraphNode): number {
  const [left, right] = [a.resource.manifest, b.resource.manifest];
  return (
    compareText(left.source.uri, right.source.uri) ||
    left.ordinal - right.ordinal ||
    Number(a.resource.at.at(-1) ?? 0) - Number(b.resource.at.at(-1) ?? 0)
  );
}

const EMPTY: ReadonlySet<never> = new Set();

const nameKey = (type: string, identity: Identity): string => `${type}\0${identity.namespace}\0${identity.name}`;
const pairKey = (namespace: string, key: string, value: string): string => `${namespace}\0${key}\0${value}`;

/** The namespaces of an object; one, but for objects of a kustomize tree. */
export const namespacesOf = (node: GraphNode): readonly string[] => [
  ...new Set(node.identities.map((identity) => identity.namespace)),
];

/** The namespaces that a reference by name looks in. */
const targetNamespaces = (from: GraphNode, target: ObjectTarget): readonly string[] =>
  target.namespace === undefined ? ownNamespaces(from) : [target.namespace];

/** Where a reference without a namespace looks: the own namespace, `default` for cluster-scoped objects. */
const ownNamespaces = (from: GraphNode): readonly string[] =>
  namespacesOf(from).map((namespace) => (namespace === '' ? 'default' : namespace));

/** The indexes. Only `Workspace` changes them. */
export class Graph {
  readonly #nodes = new Set<GraphNode>();
  readonly #patches = new Set<GraphNode>();
  readonly #byType = new Index<GraphNode>();
  readonly #byName = new Index<GraphNode>();
  readonly #podsByPair = new Index<GraphNode>();
  readonly #podsByNamespace = new Index<GraphNode>();
  readonly #linksByName = new Index<Link>();
  readonly #linksByType = new Index<Link>();
  readonly #selectors = new Index<Link>();
  readonly #labelSelectors = new Index<Link>();
  readonly #links = new Map<GraphNode, readonly Link[]>();

  /** The patches of kustomizations. */
  get patches(): ReadonlySet<GraphNode> {
    return this.#patches;
  }

  /** All objects. */
  get nodes(): ReadonlySet<GraphNode> {
    return this.#nodes;
  }

  add(node: GraphNode): void {
    this.#nodes.add(node);
    if (node.fragment) this.#patches.add(node);
    const links = node.references.map((reference) => ({ from: node, reference }));
    this.#links.set(node, links);
    this.#change(node, links, 'add');
  }

  delete(node: GraphNode): void {
    if (!this.#nodes.delete(node)) return;
    this.#patches.delete(node);
    this.#change(node, this.#links.get(node) ?? [], 'delete');
    this.#links.delete(node);
  }

  #change(node: GraphNode, links: readonly Link[], how: 'add' | 'delete'): void {
    if (!node.fragment) {
      this.#byType[how](node.type, node);
      for (const identity of node.identities) this.#byName[how](nameKey(node.type, identity), node);
      if (node.podSource) this.#changePods(node, node.podSource.labels, how);
    }
    for (const link of links) {
      const { target } = link.reference;
      if (target.type === 'object') {
        const type = typeKey(target);
        this.#linksByType[how](type, link);
        for (const namespace of targetNamespaces(node, target)) {
          this.#linksByName[how](nameKey(type, { namespace, name: target.name }), link);
        }
      } else if (target.type === 'pods') {
        for (const key of selectorKeys(node, target)) this.#selectors[how](key, link);
      } else if (target.type === 'labelled') this.#labelSelectors[how](typeKey(target), link);
    }
  }

  #changePods(node: GraphNode, labels: Labels, how: 'add' | 'delete'): void {
    for (const namespace of [...namespacesOf(node), EVERYWHERE]) {
      this.#podsByNamespace[how](namespace, node);
      for (const [key, value] of Object.entries(labels)) this.#podsByPair[how](pairKey(namespace, key, value), node);
    }
  }

  /** The links that a node makes. */
  linksFrom(node: GraphNode): readonly Link[] {
    return this.#links.get(node) ?? [];
  }

  /** The objects of a type (`apps/Deployment`). */
  byType(type: string): ReadonlySet<GraphNode> {
    return this.#byType.get(type);
  }

  /** The objects of a name. More than one where files say the same thing twice. */
  named(type: string, namespace: string, name: string): ReadonlySet<GraphNode> {
    return this.#byName.get(nameKey(type, { namespace, name }));
  }

  /** The objects that a reference by name means. */
  objectsMeant(from: GraphNode, target: ObjectTarget): readonly GraphNode[] {
    const found = new Set<GraphNode>();
    for (const namespace of targetNamespaces(from, target)) {
      for (const node of this.named(typeKey(target), namespace, target.name)) found.add(node);
    }
    return inOrder(found);
  }

  /** The Pods and templates that a selector written in `from` selects. */
  podsMeant(from: GraphNode, target: PodsTarget): readonly GraphNode[] {
    const found = new Set<GraphNode>();
    for (const namespace of selectorNamespaces(from, target)) {
      for (const node of this.podsMatching(namespace, target.selector)) found.add(node);
    }
    return inOrder(found);
  }

  /** The cluster-scoped objects that a selector means. They are few: each is looked at. */
  objectsLabelled(target: LabelledTarget): readonly GraphNode[] {
    const found = [...this.byType(typeKey(target))].filter((node) =>
      matchesSelector(target.selector, objectLabels(node)),
    );
    return inOrder(new Set(found));
  }

  /** The Pods and templates of a namespace ("*": of all) that a selector matches. */
  podsMatching(namespace: string, selector: LabelSelector): readonly GraphNode[] {
    let candidates = this.#podsByNamespace.get(namespace);
    for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
      const pair = this.#podsByPair.get(pairKey(namespace, key, value));
      if (pair.size < candidates.size) candidates = pair;
    }
    return [...candidates].filter((node) => matchesSelector(selector, node.podSource?.labels));
  }

  /** The Pods and templates of a namespace. */
  podsIn(namespace: string): ReadonlySet<GraphNode> {
    return this.#podsByNamespace.get(namespace);
  }

  /** The references that mean an object by its name, its keys and ports included. */
  linksToName(node: GraphNode): readonly Link[] {
    if (node.fragment) return [];
    const found = new Set<Link>();
    for (const identity of node.identities) {
      for (const link of this.#linksByName.get(nameKey(node.type, identity))) found.add(link);
    }
    return [...found];
  }

  /** The references to objects of a type, by name. */
  linksToType(type: string): ReadonlySet<Link> {
    return this.#linksByType.get(type);
  }

  /** The references whose selector matches the labels of the object itself. */
  linksToLabels(node: GraphNode): readonly Link[] {
    const links = node.fragment ? EMPTY : this.#labelSelectors.get(node.type);
    return [...links].filter(
      ({ reference: { target } }) => target.type === 'labelled' && matchesSelector(target.selector, objectLabels(node)),
    );
  }

  /** The references whose selector matches the Pods of an object. */
  linksToPods(node: GraphNode): readonly Link[] {
    const labels = node.podSource?.labels;
    if (labels === undefined || node.fragment) return [];
    const found = new Set<Link>();
    for (const namespace of [...namespacesOf(node), EVERYWHERE]) {
      const keys = Object.entries(labels).map(([key, value]) => pairKey(namespace, key, value));
      for (const key of [...keys, namespace]) {
        for (const link of this.#selectors.get(key)) {
          const { target } = link.reference;
          if (target.type === 'pods' && matchesSelector(target.selector, labels)) found.add(link);
        }
      }
    }
    return [...found];
  }
}

function selectorNamespaces(from: GraphNode, target: PodsTarget): readonly string[] {
  if (target.namespaces === 'all') return [EVERYWHERE];
  return target.namespaces ?? ownNamespaces(from);
}

/** A selector is indexed under one of its labels: whatever it matches carries that label. */
function selectorKeys(from: GraphNode, target: PodsTarget): readonly string[] {
  const [pair] = Object.entries(target.selector.matchLabels ?? {});
  return selectorNamespaces(from, target).map((namespace) =>
    pair === undefined ? namespace : pairKey(namespace, pair[0], pair[1]),
  );
}
