// Every place in the workspace where a named thing is declared or used.
import type { FieldPath } from '../api/fieldPath.ts';
import type { LabelSelector } from '../api/types.generated.ts';
import { containerPorts, keyPlaces, servicePorts } from '../workspace/resolve.ts';
import { typeKey } from '../workspace/graphNode.ts';
import type { GraphNode, Link, Reference, Workspace } from '../workspace/workspace.ts';
import { containersOf, namespacesOf, type Named } from './named.ts';
import { uriOf, type FileRange } from './spot.ts';

/** One place. `part` says whether the name is the field's key or its value. */
export interface Occurrence {
  readonly node: GraphNode;
  readonly path: FieldPath;
  readonly part: 'key' | 'value';
  readonly declaration: boolean;
}

const use = (node: GraphNode, path: FieldPath): Occurrence => ({ node, path, part: 'value', declaration: false });
const declaration = (node: GraphNode, path: FieldPath, part: 'key' | 'value' = 'value'): Occurrence => ({
  node,
  path,
  part,
  declaration: true,
});

/** The text of an occurrence. */
export function rangeOfOccurrence({ node, path, part }: Occurrence): FileRange | undefined {
  const range = node.resource.rangeOf(path, part);
  return range && { uri: uriOf(node), range };
}

/** All occurrences, declarations first, without repetitions. */
export function occurrencesOf(workspace: Workspace, named: Named): readonly Occurrence[] {
  switch (named.what) {
    case 'object':
      return ofObject(workspace, named);
    case 'key':
      return ofKey(workspace, named);
    case 'servicePort':
      return ofServicePort(workspace, named);
    case 'containerPort':
      return ofContainerPort(workspace, named);
    case 'volume':
      return ofVolume(named.node, named.name);
    case 'container':
      return ofContainer(workspace, named.node, named.name);
    case 'label':
      return ofLabel(workspace, named);
  }
}

/** The references by name to an object or one of its keys. */
function linksByName(
  workspace: Workspace,
  type: string,
  namespaces: readonly string[],
  name: string,
): readonly (readonly [Link, string | undefined, number | string | undefined])[] {
  return [...workspace.linksToType(type)].flatMap((link) => {
    const { target } = link.reference;
    if (target.type !== 'object' || target.name !== name) return [];
    const looksIn =
      target.namespace === undefined
        ? namespacesOf(link.from).map((namespace) => (namespace === '' ? 'default' : namespace))
        : [target.namespace];
    return looksIn.some((namespace) => namespaces.includes(namespace))
      ? [[link, target.key, target.port] as const]
      : [];
  });
}

function ofObject(workspace: Workspace, named: Named & { readonly what: 'object' }): readonly Occurrence[] {
  const declared = new Set(
    named.namespaces.flatMap((namespace) => [...workspace.named(named.group, named.kind, namespace, named.name)]),
  );
  const links = linksByName(workspace, typeKey(named), named.namespaces, named.name);
  return [
    ...[...declared].map((node) => declaration(node, ['metadata', 'name'])),
    ...links
      .filter(([, key, port]) => key === undefined && port === undefined)
      .map(([{ from, reference }]) => use(from, reference.path)),
  ];
}

function ofKey(workspace: Workspace, named: Named & { readonly what: 'key' }): readonly Occurrence[] {
  const owners = new Set(
    named.namespaces.flatMap((namespace) => [...workspace.named('', named.kind, namespace, named.name)]),
  );
  return [
    ...[...owners].flatMap((node) => keyPlaces(node, named.key).map((path) => declaration(node, path, 'key'))),
    ...linksByName(workspace, `/${named.kind}`, named.namespaces, named.name)
      .filter(([, key]) => key === named.key)
      .map(([{ from, reference }]) => use(from, reference.path)),
  ];
}

function ofServicePort(workspace: Workspace, named: Named & { readonly what: 'servicePort' }): readonly Occurrence[] {
  const { port } = named;
  return named.services.flatMap((service) => [
    ...servicePorts(service, port).map((item) =>
      declaration(service, item.get(typeof port === 'number' ? 'port' : 'name').path),
    ),
    ...workspace
      .linksTo(service)
      .filter(({ reference: { target } }) => target.type === 'object' && target.port === port)
      .map(({ from, reference }) => use(from, reference.path)),
  ]);
}

/** References to a port that are written in the same Pod: probes and life-cycle hooks of the same container. */
const ownPortReferences = (node: GraphNode, port: string | number): readonly Reference[] =>
  node.references.filter(({ target }) => target.type === 'own' && target.what === 'port' && target.name === port);

/** The objects whose Services mean the same port: a name of a port holds for all templates that a Service selects. */
function portCircle(workspace: Workspace, start: readonly GraphNode[], port: string | number) {
  const nodes = new Set(start);
  const links = new Set<Link>();
  for (const node of nodes) {
    for (const link of workspace.linksTo(node)) {
      const { target } = link.reference;
      if (target.type !== 'pods' || target.port !== port || links.has(link)) continue;
      links.add(link);
      for (const other of workspace.podsMeant(link.from, target)) {
        if (other.podSource && containerPorts(other.podSource.pod, port).length > 0) nodes.add(other);
      }
    }
  }
  return { nodes, links };
}

function ofContainerPort(
  workspace: Workspace,
  named: Named & { readonly what: 'containerPort' },
): readonly Occurrence[] {
  const { nodes, links } = portCircle(workspace, named.nodes, named.port);
  const field = typeof named.port === 'number' ? 'containerPort' : 'name';
  return [
    ...[...nodes].flatMap((node) =>
      node.podSource
        ? containersOf(node.podSource.pod)
            .flatMap((container) => container.items('ports'))
            .filter((item) => item.get(field).value === named.port)
            .map((item) => declaration(node, item.get(field).path))
        : [],
    ),
    ...[...nodes].flatMap((node) => ownPortReferences(node, named.port).map(({ path }) => use(node, path))),
    ...[...links].map(({ from, reference }) => use(from, reference.path)),
  ];
}

function ofVolume(node: GraphNode, name: string): readonly Occurrence[] {
  const volumes = node.podSource?.pod.items('spec', 'volumes').map((volume) => volume.get('name')) ?? [];
  const claims = node.root.items('spec', 'volumeClaimTemplates').map((claim) => claim.get('metadata', 'name'));
  return [
    ...[...volumes, ...claims].filter(({ value }) => value === name).map(({ path }) => declaration(node, path)),
    ...node.references
      .filter(
        ({ target }) =>
          target.type === 'own' &&
          (target.what === 'volume' || target.what === 'claimTemplate') &&
          target.name === name,
      )
      .map(({ path }) => use(node, path)),
  ];
}

const DEFAULT_CONTAINER = ['kubectl.kubernetes.io/default-container', 'kubectl.kubernetes.io/default-logs-container'];

function ofContainer(workspace: Workspace, node: GraphNode, name: string): readonly Occurrence[] {
  const pod = node.podSource?.pod;
  if (!pod) return [];
  const containers = containersOf(pod);
  const annotations = DEFAULT_CONTAINER.map((key) => pod.get('metadata', 'annotations', key));
  const fieldRefs = [
    ...containers.flatMap((container) => container.items('env').map((env) => env.get('valueFrom', 'resourceFieldRef'))),
    ...pod
      .items('spec', 'volumes')
      .flatMap((volume) => [
        ...volume.items('downwardAPI', 'items'),
        ...volume.items('projected', 'sources').flatMap((source) => source.items('downwardAPI', 'items')),
      ])
      .map((item) => item.get('resourceFieldRef')),
  ].map((ref) => ref.get('containerName'));
  const scalers = workspace
    .linksTo(node)
    .filter(({ reference }) => reference.role === 'scaleTarget')
    .flatMap(({ from }) =>
      from.root
        .items('spec', 'metrics')
        .map((metric) => metric.get('containerResource', 'container'))
        .filter(({ value }) => value === name)
        .map(({ path }) => use(from, path)),
    );
  return [
    ...containers
      .map((container) => container.get('name'))
      .filter(({ value }) => value === name)
      .map(({ path }) => declaration(node, path)),
    ...[...annotations, ...fieldRefs].filter(({ value }) => value === name).map(({ path }) => use(node, path)),
    ...scalers,
  ];
}

/** A selector of the workspace and where it is written. */
export interface WrittenSelector {
  readonly node: GraphNode;
  readonly path: FieldPath;
  readonly selector: LabelSelector;
  readonly namespaces: readonly string[] | 'all';
}

/** The selectors that look at a label's key in one of the namespaces. */
export function selectorsOnKey(
  workspace: Workspace,
  namespaces: readonly string[] | 'all',
  key: string,
): readonly WrittenSelector[] {
  const found: WrittenSelector[] = [];
  for (const node of workspace.nodes) {
    for (const { path, target } of node.references) {
      if (target.type !== 'pods' || target.port !== undefined) continue;
      const { matchLabels = {}, matchExpressions = [] } = target.selector;
      if (!Object.hasOwn(matchLabels, key) && !matchExpressions.some((item) => item.key === key)) continue;
      const looksIn = target.namespaces ?? ownNamespaces(node);
      if (!meet(looksIn, namespaces)) continue;
      found.push({ node, path, selector: target.selector, namespaces: looksIn });
    }
  }
  return found;
}

const ownNamespaces = (node: GraphNode): readonly string[] => {
  const own = namespacesOf(node).map((namespace) => (namespace === '' ? 'default' : namespace));
  return own.length > 0 ? own : [node.resource.namespace ?? 'default'];
};

const meet = (a: readonly string[] | 'all', b: readonly string[] | 'all'): boolean =>
  a === 'all' || b === 'all' || a.some((namespace) => b.includes(namespace));

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

/** The Pods and templates that carry a label. */
export function carriersOf(
  workspace: Workspace,
  namespaces: readonly string[] | 'all',
  key: string,
  value: string,
): readonly GraphNode[] {
  const found = new Set<GraphNode>();
  for (const namespace of namespaces === 'all' ? ['*'] : namespaces) {
    for (const node of workspace.podsMatching(namespace, { matchLabels: { [key]: value } })) found.add(node);
  }
  return [...found];
}

function ofLabel(workspace: Workspace, named: Named & { readonly what: 'label' }): readonly Occurrence[] {
  const { namespaces, key, value } = named;
  return [
    ...carriersOf(workspace, namespaces, key, value).flatMap((node) =>
      node.podSource ? [declaration(node, [...node.podSource.labelsPath, { key }])] : [],
    ),
    ...selectorsOnKey(workspace, namespaces, key).flatMap((selector) =>
      pairPlaces(selector, key, value).map((path) => use(selector.node, path)),
    ),
  ];
}
