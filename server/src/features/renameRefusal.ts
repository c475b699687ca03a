// Why something cannot be renamed: the new name is no name, or taken, or something else would be meant or selected.
import { matchesSelector, type Labels } from '../api/labelSelector.ts';
import type { LabelSelector } from '../api/types.generated.ts';
import { containerPorts, containersOf, keysOf } from '../workspace/resolve.ts';
import { describeNode } from '../workspace/graphNode.ts';
import { readSelector } from '../workspace/selector.ts';
import type { GraphNode, Workspace } from '../workspace/workspace.ts';
import {
  candidates,
  carriersOf,
  labelsIn,
  labelsPathOf,
  meet,
  selectorsOnKey,
  type WrittenSelector,
} from './labelOccurrences.ts';
import { namespacesOf, type Named } from './named.ts';
import { declarationsIn, holdersOf, portCircle } from './podOccurrences.ts';

/** Names of this or that kind and what they may look like. */
const LABEL_NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const DATA_KEY = /^[-._a-zA-Z0-9]+$/;
const PORT_NAME = /^(?=.*[a-z])[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** Why the new name cannot be taken; undefined if it can. */
export function refuse(workspace: Workspace, named: Named, newName: string): string | undefined {
  switch (named.what) {
    case 'object':
      return refuseObject(workspace, named, newName);
    case 'key':
      return refuseKey(workspace, named, newName);
    case 'servicePort':
      if (!LABEL_NAME.test(newName)) return `"${newName}" is no name for a port.`;
      return named.services.some((service) => portNames(service).includes(newName))
        ? `The Service already has a port "${newName}".`
        : undefined;
    case 'containerPort':
      return refuseContainerPort(workspace, named, newName);
    case 'volume':
    case 'container':
    case 'resourceClaim':
      return refuseInPod(workspace, named, newName);
    case 'label':
      return LABEL_VALUE.test(newName) && newName.length <= 63
        ? refuseLabel(workspace, named, newName)
        : `"${newName}" is no label value: letters, digits, "-", "_" and ".", at most 63, beginning and ending with a letter or digit.`;
  }
}

const portNames = (service: GraphNode): readonly unknown[] =>
  service.root.items('spec', 'ports').map((port) => port.get('name').value);

/** Who calls an object by the name that a kustomization builds: that name changes, and nobody would find it. */
function byBuiltName(workspace: Workspace, owners: Iterable<GraphNode>, name: string): string | undefined {
  for (const owner of owners) {
    const other = workspace
      .linksTo(owner)
      .find(
        ({ reference: { target } }) =>
          target.type === 'object' && target.kind === owner.resource.kind && target.name !== name,
      );
    if (other)
      return `${describeNode(other.from)} calls it by the name that a kustomization builds: rename it there first.`;
  }
  return undefined;
}

function refuseObject(workspace: Workspace, named: Named & { what: 'object' }, newName: string): string | undefined {
  const short = named.kind === 'Service' || named.kind === 'Namespace';
  const good = short
    ? LABEL_NAME.test(newName) && newName.length <= 63
    : SUBDOMAIN.test(newName) && newName.length <= 253;
  // The names of RBAC objects are path segments: nearly everything goes, `system:node` for one.
  const free = named.group === 'rbac.authorization.k8s.io' && !/[/%]/.test(newName) && !/^\.{0,2}$/.test(newName);
  if (!good && !free) {
    return `"${newName}" is no name for a ${named.kind}: lower-case letters, digits${short ? '' : ', "."'} and "-", beginning and ending with a letter or digit.`;
  }
  const taken = named.namespaces.some(
    (namespace) => workspace.named(named.group, named.kind, namespace, newName).size > 0,
  );
  if (taken) return `There is already a ${named.kind} "${newName}".`;
  if (named.group === '' && named.kind === 'Namespace') {
    const reason = refuseNamespace(workspace, named.name, newName);
    if (reason !== undefined) return reason;
  }
  return byBuiltName(workspace, ownersOf(workspace, named), named.name);
}

const isClustersOwn = (namespace: string): boolean => namespace === 'default' || namespace.startsWith('kube-');

/** Namespaces need no manifest: what lives in one says that it is there. */
function refuseNamespace(workspace: Workspace, name: string, newName: string): string | undefined {
  const own = [name, newName].find(isClustersOwn);
  if (own !== undefined) return `The namespace "${own}" is the cluster's own.`;
  for (const node of workspace.nodes) {
    const spaces = new Set(node.identities.map(({ namespace }) => namespace));
    if (spaces.has(newName)) return `${describeNode(node)} already lives in a namespace "${newName}".`;
    if (spaces.has(name) && node.resource.namespace !== name) {
      return `A kustomization puts ${describeNode(node)} into "${name}": rename it there first.`;
    }
  }
  return undefined;
}

const ownersOf = (
  workspace: Workspace,
  { group, kind, namespaces, name }: Pick<Named & { what: 'object' }, 'group' | 'kind' | 'namespaces' | 'name'>,
): readonly GraphNode[] => namespaces.flatMap((namespace) => [...workspace.named(group, kind, namespace, name)]);

function refuseKey(workspace: Workspace, named: Named & { what: 'key' }, newName: string): string | undefined {
  if (!DATA_KEY.test(newName) || newName.length > 253 || newName === '.' || newName === '..') {
    return `"${newName}" is no key: letters, digits, "-", "_" and ".".`;
  }
  const owners = ownersOf(workspace, { ...named, group: '' });
  if (owners.some((owner) => keysOf(owner).includes(newName))) {
    return `${named.kind} "${named.name}" already has a key "${newName}".`;
  }
  return byBuiltName(workspace, owners, named.name);
}

function refuseContainerPort(
  workspace: Workspace,
  named: Named & { what: 'containerPort' },
  newName: string,
): string | undefined {
  if (!PORT_NAME.test(newName) || newName.length > 15 || newName.includes('--')) {
    return `"${newName}" is no name for a port: at most 15 lower-case letters, digits and "-", at least one letter.`;
  }
  const { nodes, links } = portCircle(workspace, named.nodes, named.port);
  const hasNew = (node: GraphNode): boolean =>
    node.podSource !== undefined &&
    containersOf(node.podSource.pod).some((container) =>
      container.items('ports').some((port) => port.get('name').value === newName),
    );
  const taken = [...nodes].find(hasNew);
  if (taken) return `${describeNode(taken)} already has a port "${newName}".`;
  for (const { from, reference } of links) {
    if (reference.target.type !== 'pods') continue;
    const gained = workspace
      .podsMeant(from, reference.target)
      .find(({ podSource }) => podSource && containerPorts(podSource.pod, newName).length > 0);
    if (gained) return `${describeNode(from)} would mean a port of ${describeNode(gained)} as well.`;
  }
  for (const node of nodes) {
    const other = workspace
      .linksTo(node)
      .find(({ reference: { target } }) => target.type === 'pods' && target.port === newName);
    if (other)
      return `${describeNode(other.from)} means a port "${newName}" of other Pods, and would mean this one as well.`;
  }
  return undefined;
}

const IN_POD = { volume: 'volume', container: 'container', resourceClaim: 'claim' } as const;

function refuseInPod(
  workspace: Workspace,
  named: Named & { what: 'volume' | 'container' | 'resourceClaim' },
  newName: string,
): string | undefined {
  const what = IN_POD[named.what];
  if (!LABEL_NAME.test(newName) || newName.length > 63) {
    return `"${newName}" is no name for a ${what}: at most 63 lower-case letters, digits and "-".`;
  }
  const taken = holdersOf(workspace, named).some((node) =>
    declarationsIn(node, named.what).some(({ value }) => value === newName),
  );
  return taken ? `There is already a ${what} "${newName}".` : undefined;
}

const replaceIn = (list: readonly string[] | undefined, from: string, to: string): string[] =>
  (list ?? []).map((item) => (item === from ? to : item));

/** The selector after the rename. What a Pod's own labels add to it changes with those labels. */
function renamedSelector(
  { node, path, selector, namespaces: looksIn }: WrittenSelector,
  renamed: ReadonlySet<GraphNode>,
  { key, value: from, namespaces }: Named & { what: 'label' },
  to: string,
): LabelSelector {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  const isRewritten = meet(looksIn, namespaces);
  const own = isRewritten && Object.hasOwn(matchLabels, key) && matchLabels[key] === from;
  const written = readSelector(node.root.walk(path))?.matchExpressions?.length ?? 0;
  return {
    matchLabels: own ? { ...matchLabels, [key]: to } : matchLabels,
    matchExpressions: matchExpressions.map((item, index) =>
      item.key === key && (index < written ? isRewritten : renamed.has(node))
        ? { ...item, values: replaceIn(item.values, from, to) }
        : item,
    ),
  };
}

/** Whether a selector says a label's value. */
const mentions = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector, key: string, value: string): boolean =>
  (Object.hasOwn(matchLabels, key) && matchLabels[key] === value) ||
  matchExpressions.some((item) => item.key === key && item.values?.includes(value) === true);

/**
 * Refuses where a selector would select something else than before: another label of the new value joins in, or a
 * selector of another namespace means Pods that keep the old value.
 */
function refuseLabel(workspace: Workspace, named: Named & { what: 'label' }, newName: string): string | undefined {
  const { of, key, value } = named;
  const renamed = new Set(carriersOf(workspace, named));
  const given = [...renamed].find((node) => node.root.walk([...labelsPathOf(node, of), { key }]).value !== value);
  if (given)
    return `${describeNode(given)} is given this label by the cluster or a kustomization: it cannot be renamed here.`;
  const labelsAfter = (node: GraphNode): Labels =>
    renamed.has(node) ? { ...labelsIn(node, of), [key]: newName } : labelsIn(node, of);
  for (const selector of selectorsOnKey(workspace, { ...named, namespaces: 'all' })) {
    if (!meet(selector.namespaces, named.namespaces) && !renamed.has(selector.node)) continue;
    const next = renamedSelector(selector, renamed, named, newName);
    // A selector that stays as it is can win or lose no others than those whose label changes.
    const nodes = mentions(selector.selector, key, value)
      ? candidates(workspace, of, selector.namespaces)
      : [...renamed].filter((node) => meet(selector.namespaces, namespacesOf(node)));
    for (const node of nodes) {
      const before = matchesSelector(selector.selector, labelsIn(node, of));
      const after = matchesSelector(next, labelsAfter(node));
      if (before === after) continue;
      return after
        ? `${describeNode(selector.node)} would select ${describeNode(node)} as well: it already has "${key}: ${newName}".`
        : `${describeNode(selector.node)} would no longer select ${describeNode(node)}.`;
    }
  }
  return undefined;
}
