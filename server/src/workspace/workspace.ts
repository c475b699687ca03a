// All manifests that Drydock knows, and the graph of references between them. It is told about files; it reads none.
import type { CustomDefinition } from '../api/customResources/definition.ts';
import type { FieldPath } from '../api/fieldPath.ts';
import type { GroupVersionKind, KnownKind } from '../api/gvk.ts';
import { builtInGroups, isClusterScoped } from '../api/resource.ts';
import type { LabelSelector } from '../api/types.generated.ts';
import type { Manifest, ParsedSource, Resource } from '../manifest/manifest.ts';
import { commonReferences } from './commonReferences.ts';
import { CustomKinds } from './customKinds.ts';
import { Field } from './field.ts';
import { Graph, type Link } from './graph.ts';
import { podSourceOf, typeKey, type GraphNode, type Identity } from './graphNode.ts';
import type { LabelledTarget, ObjectTarget, PodsTarget, Reference, ReferenceRules } from './referenceRules.ts';
import { referenceRules } from './references/referenceRules.generated.ts';
import type { Kustomization } from './kustomization.ts';
import { isStructural, Kustomizations, type FilePlacement } from './kustomize.ts';
import { resolveReference } from './resolve.ts';

export type { Link } from './graph.ts';
export type { GraphNode, Identity, PodSource } from './graphNode.ts';
export type { Reference, Target } from './referenceRules.ts';

/** A file is new or has changed (`parsed`), or is gone (undefined). */
export interface Change {
  readonly uri: string;
  readonly parsed: ParsedSource | undefined;
}

/** What a change did. */
export interface Delta {
  /** The files that were changed, added or removed. */
  readonly uris: ReadonlySet<string>;
  readonly added: readonly GraphNode[];
  readonly removed: readonly GraphNode[];
  /** The files that are new or gone. */
  readonly switched: ReadonlySet<string>;
  /** Objects that did not change themselves, but whose surroundings did. */
  readonly affected: ReadonlySet<GraphNode>;
}

/** A place in an object. */
export interface Place {
  readonly node: GraphNode;
  readonly path: FieldPath;
}

interface WorkspaceFile {
  readonly parsed: ParsedSource;
  readonly nodes: readonly MutableNode[];
  readonly placement: FilePlacement;
}

interface MutableNode extends GraphNode {
  resource: Resource;
}

/** The nodes of a file's last version by their value, which parsing keeps as long as a section's text is the same. */
class KeptNodes {
  readonly #byValue = new Map<unknown, MutableNode[]>();

  constructor(nodes: readonly MutableNode[]) {
    for (const node of nodes) {
      const same = this.#byValue.get(node.root.value);
      if (same) same.push(node);
      else this.#byValue.set(node.root.value, [node]);
    }
  }

  take(value: unknown): MutableNode | undefined {
    return this.#byValue.get(value)?.shift();
  }

  rest(): MutableNode[] {
    return [...this.#byValue.values()].flat();
  }
}

const rulesByType = new Map<string, ReferenceRules>(referenceRules.map((rules) => [typeKey(rules), rules]));

/** Types that `namePrefix` and `nameSuffix` leave alone. Source: kustomize, api/internal/builtins/PrefixTransformer.go. */
const NEVER_RENAMED: ReadonlySet<string> = new Set([
  '/Namespace',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apiregistration.k8s.io/APIService',
]);

/** The names under which others may mean an object: as written, and as kustomizations make it. "" for no name yet. */
function identitiesOf(resource: Resource, gvk: KnownKind, { placements }: FilePlacement): readonly Identity[] {
  const name = resource.name ?? '';
  const clusterScoped = isClusterScoped(gvk);
  const found = new Map<string, Identity>();
  for (const placement of placements) {
    const namespace = clusterScoped ? '' : (placement.namespace ?? resource.namespace ?? 'default');
    const built = NEVER_RENAMED.has(typeKey(resource.gvk)) ? name : placement.prefix + name + placement.suffix;
    for (const known of name === '' ? [name] : [name, built]) {
      found.set(`${namespace}\0${known}`, { namespace, name: known });
    }
  }
  return [...found.values()];
}

const samePlacement = (a: FilePlacement, b: FilePlacement): boolean => a === b || keyOf(a) === keyOf(b);

const keyOf = ({ generated, ...rest }: FilePlacement): string => JSON.stringify([rest, [...generated].sort()]);

/** Whether others can mean it: a patch is no object. */
const isWhole = ({ fragment }: GraphNode): boolean => !fragment;

/** The namespaces in which there are other sets of labels now than before. */
function changedPods(added: readonly GraphNode[], removed: readonly GraphNode[]): ReadonlySet<string> {
  const labelSets = (nodes: readonly GraphNode[]) =>
    new Map(
      nodes
        .filter(isWhole)
        .flatMap(({ podSource, identities }) =>
          podSource === undefined
            ? []
            : identities.map((id) => [JSON.stringify([id.namespace, podSource.labels]), id.namespace] as const),
        ),
    );
  const before = labelSets(removed);
  const after = labelSets(added);
  const changed = new Set<string>();
  for (const [key, namespace] of before) if (!after.has(key)) changed.add(namespace);
  for (const [key, namespace] of after) if (!before.has(key)) changed.add(namespace);
  return changed;
}

/** The folder part of a uri. */
const folderOf = (uri: string): string => uri.slice(0, Math.max(0, uri.lastIndexOf('/')));

/** Whether an object is of a group that is not Kubernetes' own. */
const isForeign = ({ resource }: GraphNode): boolean =>
  resource.apiVersion.includes('.') && !builtInGroups.has(resource.gvk.group);

/** The folder and the namespace of an object. */
const placeOf = (node: GraphNode): string =>
  `${folderOf(node.resource.manifest.source.uri)}\0${node.identities[0]?.namespace ?? ''}`;

/** The manifests and their graph. Changes only through `apply`. */
export class Workspace {
  readonly #files = new Map<string, WorkspaceFile>();
  readonly #graph = new Graph();
  readonly #kustomizations = new Kustomizations((uri) => this.#files.has(uri));
  readonly #customKinds = new CustomKinds();
  /** Custom resources. */
  readonly #foreign = new Set<GraphNode>();
  readonly #nodeOf = new WeakMap<Resource, GraphNode>();

  /** Takes in changes of files and says what they touch. */
  apply(changes: readonly Change[]): Delta {
    const added: GraphNode[] = [];
    const removed: GraphNode[] = [];
    const switched = new Set(
      changes.filter(({ uri, parsed }) => this.#files.has(uri) !== (parsed !== undefined)).map(({ uri }) => uri),
    );
    for (const { uri, parsed } of changes) this.#replaceFile(uri, parsed, added, removed);
    const moved = [...this.#restructure(changes, switched, added, removed), ...this.#redefine(added, removed)];
    const before = new Set<GraphNode>();
    const around = new Set<GraphNode>();
    for (const node of removed) this.#collectNeighbours(node, before, around);
    for (const node of removed) this.#graph.delete(node);
    for (const node of added) this.#graph.add(node);
    const affected = new Set<GraphNode>();
    this.#changeForeign(added, removed, affected);
    around.clear();
    for (const node of added) this.#collectNeighbours(node, affected, around);
    this.#collectMisses(added, removed, affected);
    for (const node of before) affected.add(node);
    for (const node of [...added, ...removed]) affected.delete(node);
    return { uris: new Set([...changes.map((change) => change.uri), ...moved]), added, removed, switched, affected };
  }

  /** A kustomization or chart has changed: the objects of the files whose place is another one are made anew. */
  #restructure(
    changes: readonly Change[],
    cameOrWent: ReadonlySet<string>,
    added: GraphNode[],
    removed: GraphNode[],
  ): readonly string[] {
    const structural = changes.filter(({ uri }) => isStructural(uri));
    for (const { uri, parsed } of structural) this.#kustomizations.set(uri, parsed?.source.text);
    const listed = [...cameOrWent].filter((uri) => this.#kustomizations.fileChanged(uri));
    if (structural.length === 0 && listed.length === 0) return [];
    const moved: string[] = [];
    for (const [uri, file] of this.#files) {
      const placement = this.#kustomizations.of(uri);
      if (file.nodes.length === 0 || samePlacement(placement, file.placement)) continue;
      this.#files.set(uri, { ...file, nodes: [], placement });
      for (const node of file.nodes) {
        const index = added.indexOf(node);
        if (index < 0) removed.push(node);
        else added.splice(index, 1);
      }
      this.#replaceFile(uri, file.parsed, added, removed);
      moved.push(uri);
    }
    return moved;
  }

  /** Definitions have changed: the objects of their kinds are made anew. */
  #redefine(added: GraphNode[], removed: GraphNode[]): readonly string[] {
    const types = this.#customKinds.change(added, removed);
    if (types.size === 0) return [];
    const groups = new Set([...types].map((type) => type.slice(0, type.indexOf('/'))));
    // Of a kind that nobody defines, what else there is in its group may be said.
    const isConcerned = ({ type, gvk }: GraphNode): boolean =>
      types.has(type) || (groups.has(gvk.group) && this.#customKinds.definition(gvk) === undefined);
    const moved: string[] = [];
    for (const [uri, file] of this.#files) {
      if (!file.nodes.some(isConcerned)) continue;
      const nodes = file.nodes.map((node) => {
        if (!isConcerned(node)) return node;
        const made = this.#makeNode(node.resource, file.placement);
        this.#nodeOf.set(node.resource, made);
        const index = added.indexOf(node);
        if (index < 0) removed.push(node);
        else added.splice(index, 1);
        added.push(made);
        return made;
      });
      this.#files.set(uri, { ...file, nodes });
      moved.push(uri);
    }
    return moved;
  }

  #replaceFile(uri: string, parsed: ParsedSource | undefined, added: GraphNode[], removed: GraphNode[]): void {
    const old = new KeptNodes(this.#files.get(uri)?.nodes ?? []);
    if (parsed === undefined) {
      this.#files.delete(uri);
      removed.push(...old.rest());
      return;
    }
    const nodes: MutableNode[] = [];
    const placement = this.#kustomizations.of(uri);
    for (const resource of parsed.manifests.flatMap((manifest) => manifest.resources)) {
      const same = old.take(resource.value);
      if (same !== undefined) same.resource = resource;
      const node = same ?? this.#makeNode(resource, placement);
      if (same === undefined) added.push(node);
      this.#nodeOf.set(resource, node);
      nodes.push(node);
    }
    removed.push(...old.rest());
    this.#files.set(uri, { parsed, nodes, placement });
  }

  #makeNode(resource: Resource, placement: FilePlacement): MutableNode {
    const root = new Field(resource.value);
    const gvk = this.kindOf(resource.gvk);
    const type = typeKey(gvk);
    const references = [...commonReferences(root, gvk), ...(rulesByType.get(type)?.references(root) ?? [])];
    return {
      resource,
      gvk,
      type,
      root,
      identities: identitiesOf(resource, gvk, placement),
      references,
      podSource: podSourceOf(resource, root, placement.labels),
      fragment: placement.fragment,
    };
  }

  /**
   * The objects one reference away, and those beyond a Service or a workload: what a rule may look at. `looked` are
   * those whose own neighbours are known already; an object may be in `into` without that.
   */
  #collectNeighbours(node: GraphNode, into: Set<GraphNode>, looked: Set<GraphNode>): void {
    for (const near of this.#neighbours(node)) {
      if (looked.has(near)) continue;
      looked.add(near);
      into.add(near);
      if (near.podSource === undefined && near.type !== '/Service') continue;
      for (const far of this.#neighbours(near)) into.add(far);
    }
  }

  #neighbours(node: GraphNode): Set<GraphNode> {
    const found = new Set<GraphNode>();
    for (const link of this.linksTo(node)) found.add(link.from);
    for (const { reference } of this.#graph.linksFrom(node)) {
      const { target } = reference;
      if (target.type === 'object') for (const near of this.#graph.objectsMeant(node, target)) found.add(near);
      else if (target.type === 'pods') for (const near of this.#graph.podsMeant(node, target)) found.add(near);
      else if (target.type === 'labelled') for (const near of this.#graph.objectsLabelled(target)) found.add(near);
    }
    for (const identity of node.identities) {
      for (const same of this.#graph.named(node.type, identity.namespace, identity.name)) found.add(same);
    }
    return found;
  }

  /** References that miss their target name the nearest object there is: they depend on all names of the type. */
  #collectMisses(added: readonly GraphNode[], removed: readonly GraphNode[], into: Set<GraphNode>): void {
    const names = (nodes: readonly GraphNode[]) =>
      new Map(
        nodes
          .filter(isWhole)
          .flatMap((node) =>
            node.identities.map((id) => [`${node.type}\0${id.namespace}\0${id.name}`, node.type] as const),
          ),
      );
    const before = names(removed);
    const after = names(added);
    const types = new Set<string>();
    for (const [key, type] of before) if (!after.has(key)) types.add(type);
    for (const [key, type] of after) if (!before.has(key)) types.add(type);
    // The claims of a StatefulSet are made from its templates.
    if ([...added, ...removed].some(({ type }) => type === 'apps/StatefulSet')) types.add('/PersistentVolumeClaim');
    for (const type of types) {
      for (const { from, reference } of this.#graph.linksToType(type)) {
        const { target } = reference;
        if (target.type === 'object' && this.#graph.objectsMeant(from, target).length === 0) into.add(from);
      }
    }
    this.#collectLonelyServices(changedPods(added, removed), into);
  }

  /** Where there are custom resources now and were none, or the other way round, what selects nothing reads otherwise. */
  #changeForeign(added: readonly GraphNode[], removed: readonly GraphNode[], into: Set<GraphNode>): void {
    const [come, gone] = [added.filter(isForeign), removed.filter(isForeign)];
    if (come.length + gone.length === 0) return;
    const places = (): ReadonlySet<string> => new Set([...this.#foreign].map(placeOf));
    const before = places();
    for (const node of gone) this.#foreign.delete(node);
    for (const node of come) this.#foreign.add(node);
    const after = places();
    const changed = new Set([...come, ...gone].map(placeOf).filter((place) => before.has(place) !== after.has(place)));
    if (changed.size === 0) return;
    // A reference may look into another namespace than its own.
    const folders = new Set([...changed].map((place) => place.slice(0, place.indexOf('\0'))));
    for (const node of this.#graph.nodes) {
      if (folders.has(folderOf(node.resource.manifest.source.uri))) into.add(node);
    }
  }

  /** A Service that selects nothing names the nearest labels there are: it depends on those of its whole namespace. */
  #collectLonelyServices(namespaces: ReadonlySet<string>, into: Set<GraphNode>): void {
    if (namespaces.size === 0) return;
    for (const service of this.#graph.byType('/Service')) {
      if (into.has(service) || !service.identities.some(({ namespace }) => namespaces.has(namespace))) continue;
      const lonely = service.references.some(
        ({ target }) => target.type === 'pods' && this.#graph.podsMeant(service, target).length === 0,
      );
      if (lonely) into.add(service);
    }
  }

  /** The uris of all files. */
  get uris(): Iterable<string> {
    return this.#files.keys();
  }

  /** A file as parsed. */
  file(uri: string): ParsedSource | undefined {
    return this.#files.get(uri)?.parsed;
  }

  /** The sections of a file; none if it is not known. */
  manifests(uri: string): readonly Manifest[] {
    return this.#files.get(uri)?.parsed.manifests ?? [];
  }

  /** The objects of a file, in the order of the text. */
  nodesOf(uri: string): readonly GraphNode[] {
    return this.#files.get(uri)?.nodes ?? [];
  }

  /** The node of a resource as it stands now. */
  nodeOf(resource: Resource): GraphNode | undefined {
    return this.#nodeOf.get(resource);
  }

  /** All objects. */
  get nodes(): ReadonlySet<GraphNode> {
    return this.#graph.nodes;
  }

  /** A type with what the definitions of the workspace say of it. */
  kindOf(gvk: GroupVersionKind): KnownKind {
    return this.#customKinds.kindOf(gvk);
  }

  /** What the definitions of the workspace say of a group's kind. */
  definitionOf(gvk: Pick<GroupVersionKind, 'group' | 'kind'>): CustomDefinition | undefined {
    return this.#customKinds.definition(gvk);
  }

  /** The kinds that the definitions of the workspace make known. */
  get definitions(): Iterable<CustomDefinition> {
    return this.#customKinds.definitions;
  }

  /** The objects of a type, by group and kind. */
  byType(group: string, kind: string): ReadonlySet<GraphNode> {
    return this.#graph.byType(typeKey({ group, kind }));
  }

  /** The objects of a name; `namespace` is "" for cluster-scoped types. */
  named(group: string, kind: string, namespace: string, name: string): ReadonlySet<GraphNode> {
    return this.#graph.named(typeKey({ group, kind }), namespace, name);
  }

  /** The objects that a reference by name means. */
  objectsMeant(from: GraphNode, target: ObjectTarget): readonly GraphNode[] {
    return this.#graph.objectsMeant(from, target);
  }

  /** The Pods and templates that a reference by labels selects. */
  podsMeant(from: GraphNode, target: PodsTarget): readonly GraphNode[] {
    return this.#graph.podsMeant(from, target);
  }

  /** The cluster-scoped objects that a reference by labels selects. */
  objectsLabelled(target: LabelledTarget): readonly GraphNode[] {
    return this.#graph.objectsLabelled(target);
  }

  /** The Pods and templates of a namespace that a selector matches. */
  podsMatching(namespace: string, selector: LabelSelector): readonly GraphNode[] {
    return this.#graph.podsMatching(namespace, selector);
  }

  /** The Pods and templates of a namespace ("*": of all). */
  podsIn(namespace: string): ReadonlySet<GraphNode> {
    return this.#graph.podsIn(namespace);
  }

  /** The references that an object makes. */
  linksFrom(node: GraphNode): readonly Link[] {
    return this.#graph.linksFrom(node);
  }

  /** The references by name to objects of a type (`/ConfigMap`). */
  linksToType(type: string): ReadonlySet<Link> {
    return this.#graph.linksToType(type);
  }

  /** The references that mean an object, by name, its labels or those of its Pods. Its own selector counts as well. */
  linksTo(node: GraphNode): readonly Link[] {
    return [...this.#graph.linksToName(node), ...this.#graph.linksToPods(node), ...this.#graph.linksToLabels(node)];
  }

  /**
   * The object with the patches of it that kustomizations name; of a patch, the objects that it changes and their other
   * patches. An object that no patch changes is alone.
   */
  family(node: GraphNode): readonly GraphNode[] {
    const patches = [...this.#graph.patches].filter(({ type }) => type === node.type);
    if (patches.length === 0) return [node];
    const bases = node.fragment
      ? [...this.#graph.byType(node.type)].filter((base) => this.#changes(node, base))
      : [node];
    const found = new Set<GraphNode>([node, ...bases]);
    for (const base of bases) for (const patch of patches) if (this.#changes(patch, base)) found.add(patch);
    return [...found];
  }

  #changes(patch: GraphNode, base: GraphNode): boolean {
    if (patch.resource.name !== base.resource.name) return false;
    return this.#kustomizations.patches(patch.resource.manifest.source.uri, base.resource.manifest.source.uri);
  }

  /** Whether a kustomization makes the object that a reference means. */
  isGenerated(from: GraphNode, target: ObjectTarget): boolean {
    const { generated } = this.placementOf(from);
    return generated.size > 0 && generated.has(`${typeKey(target)} ${target.name}`);
  }

  /** The kustomization of a folder. */
  kustomizationIn(folder: string): Kustomization | undefined {
    return this.#kustomizations.in(folder);
  }

  /** All kustomizations. */
  get kustomizations(): Iterable<Kustomization> {
    return this.#kustomizations.all;
  }

  /** The kustomizations that a file has to do with, and all that include those. */
  kustomizationsAbove(uri: string): ReadonlySet<Kustomization> {
    return this.#kustomizations.above(uri);
  }

  /** What kustomizations make of an object. */
  placementOf(node: GraphNode): FilePlacement {
    return this.#kustomizations.of(node.resource.manifest.source.uri);
  }

  /** Whether a custom resource of a namespace, its own if none is said, stands in an object's folder. */
  foreignNeighbours(node: GraphNode, namespace?: string): boolean {
    const where = namespace ?? node.identities[0]?.namespace;
    const folder = folderOf(node.resource.manifest.source.uri);
    for (const other of this.#foreign) {
      if (folderOf(other.resource.manifest.source.uri) !== folder) continue;
      if (other.identities[0]?.namespace === where) return true;
    }
    return false;
  }

  /** Where a reference leads. Nothing if the target is not in the workspace. */
  resolve(from: GraphNode, reference: Reference): readonly Place[] {
    return resolveReference(this, from, reference);
  }
}
