// Every place in the workspace where a named thing is declared or used.
import { keyPlaces, servicePorts } from '../workspace/resolve.ts';
import { typeKey } from '../workspace/graphNode.ts';
import { NAMESPACE_NAME } from '../workspace/selector.ts';
import type { GraphNode, Link, Workspace } from '../workspace/workspace.ts';
import { ofLabel, pairPlaces, selectorsOnKey } from './labelOccurrences.ts';
import { namespacesOf, type Named } from './named.ts';
import { declaration, use, type Occurrence } from './occurrence.ts';
import { ofContainerPort, ofNameInPod } from './podOccurrences.ts';

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
    case 'container':
    case 'resourceClaim':
      return ofNameInPod(workspace, named);
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
): readonly (readonly [Link, string | undefined])[] {
  return [...workspace.linksToType(type)].flatMap((link) => {
    const { target } = link.reference;
    if (target.type !== 'object' || target.name !== name) return [];
    const looksIn =
      target.namespace === undefined
        ? namespacesOf(link.from).map((namespace) => (namespace === '' ? 'default' : namespace))
        : [target.namespace];
    return looksIn.some((namespace) => namespaces.includes(namespace)) ? [[link, target.key] as const] : [];
  });
}

/** Whether a reference means the object as a whole, by its name. */
const meansObject = ({ reference: { target } }: Link): boolean =>
  target.type === 'object' && target.key === undefined && target.port === undefined && target.container === undefined;

/** The objects that are meant, and the patches of them. */
const familyOf = (workspace: Workspace, nodes: Iterable<GraphNode>): readonly GraphNode[] => [
  ...new Set([...nodes].flatMap((node) => workspace.family(node))),
];

/** Labels that the cluster gives by an object's name, and the type of what carries them (undefined: Pods). */
const NAME_LABELS: ReadonlyMap<string, readonly [of: string | undefined, keys: readonly string[]]> = new Map([
  ['/Namespace', ['/Namespace', [NAMESPACE_NAME]]],
  ['batch/Job', [undefined, ['job-name', 'batch.kubernetes.io/job-name']]],
]);

/** The selectors that say an object's name, by a label that the cluster gives. */
function ofNameLabels(workspace: Workspace, named: Named & { readonly what: 'object' }): readonly Occurrence[] {
  const [of, keys = []] = NAME_LABELS.get(typeKey(named)) ?? [];
  return keys.flatMap((key) =>
    selectorsOnKey(workspace, { of, namespaces: named.namespaces, key }).flatMap((selector) =>
      pairPlaces(selector, key, named.name).map((path) => use(selector.node, path)),
    ),
  );
}

function ofObject(workspace: Workspace, named: Named & { readonly what: 'object' }): readonly Occurrence[] {
  const declared = new Set(
    named.namespaces.flatMap((namespace) => [...workspace.named(named.group, named.kind, namespace, named.name)]),
  );
  const links = linksByName(workspace, typeKey(named), named.namespaces, named.name);
  return [
    ...familyOf(workspace, declared).map((node) => declaration(node, ['metadata', 'name'])),
    ...links.filter(([link]) => meansObject(link)).map(([{ from, reference }]) => use(from, reference.path)),
    ...ofNameLabels(workspace, named),
  ];
}

function ofKey(workspace: Workspace, named: Named & { readonly what: 'key' }): readonly Occurrence[] {
  const owners = new Set(
    named.namespaces.flatMap((namespace) => [...workspace.named('', named.kind, namespace, named.name)]),
  );
  return [
    ...familyOf(workspace, owners).flatMap((node) =>
      keyPlaces(node, named.key).map((path) => declaration(node, path, 'key')),
    ),
    ...linksByName(workspace, `/${named.kind}`, named.namespaces, named.name)
      .filter(([, key]) => key === named.key)
      .map(([{ from, reference }]) => use(from, reference.path)),
  ];
}

function ofServicePort(workspace: Workspace, named: Named & { readonly what: 'servicePort' }): readonly Occurrence[] {
  const { port } = named;
  const field = typeof port === 'number' ? 'port' : 'name';
  const family = familyOf(workspace, named.services);
  const links = new Set(family.flatMap((service) => workspace.linksTo(service)));
  return [
    ...family.flatMap((service) =>
      servicePorts(service, port).map((item) => declaration(service, item.get(field).path)),
    ),
    ...[...links]
      .filter(({ reference: { target } }) => target.type === 'object' && target.port === port)
      .map(({ from, reference }) => use(from, reference.path)),
  ];
}
