// Rename: object names, keys, ports, volumes, containers and label values, everywhere they are used, as one edit.
// Refused with a reason where it cannot be done without changing what is meant or selected.
import { matchesSelector, type Labels } from '../api/labelSelector.ts';
import type { LabelSelector } from '../api/types.generated.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { TextRange } from '../base/textRange.ts';
import type { FileEdit } from '../diagnostics/finding.ts';
import { keysOf } from '../workspace/resolve.ts';
import { describeNode } from '../workspace/graphNode.ts';
import type { GraphNode, Workspace } from '../workspace/workspace.ts';
import { containersOf, namedAt, type Named } from './named.ts';
import { carriersOf, occurrencesOf, rangeOfOccurrence, selectorsOnKey, type WrittenSelector } from './occurrences.ts';
import { scalarText, styleOf } from './scalarText.ts';
import { spotAt } from './spot.ts';

/** Names of this or that kind and what they may look like. */
const LABEL_NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const DATA_KEY = /^[-._a-zA-Z0-9]+$/;
const PORT_NAME = /^(?=.*[a-z])[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** The token that would be renamed and its present name; a reason where nothing can be renamed. */
export function prepareRename(
  workspace: Workspace,
  uri: string,
  offset: number,
): Result<{ readonly range: TextRange; readonly name: string }, string> {
  const spot = spotAt(workspace, uri, offset);
  const named = spot && namedAt(workspace, spot);
  if (!spot || !named) return err('There is no name here that Drydock can rename.');
  const name = nameOf(named);
  if (typeof name !== 'string') return err('A port number is not a name: change it where it is declared.');
  const here = occurrencesOf(workspace, named)
    .map((occurrence) => rangeOfOccurrence(occurrence))
    .find((place) => place?.uri === uri && place.range.start <= offset && offset <= place.range.end);
  if (!here) return err('There is no name here that Drydock can rename.');
  const source = spot.node.resource.manifest.source.text;
  const text = source.slice(here.range.start, here.range.end);
  const quoted = styleOf(text) !== 'plain' && text.length >= 2;
  return ok({ range: quoted ? { start: here.range.start + 1, end: here.range.end - 1 } : here.range, name });
}

function nameOf(named: Named): string | number {
  switch (named.what) {
    case 'object':
    case 'volume':
    case 'container':
      return named.name;
    case 'key':
      return named.key;
    case 'servicePort':
    case 'containerPort':
      return named.port;
    case 'label':
      return named.value;
  }
}

/** The edits that rename what stands at an offset. */
export function rename(
  workspace: Workspace,
  uri: string,
  offset: number,
  newName: string,
): Result<readonly FileEdit[], string> {
  const spot = spotAt(workspace, uri, offset);
  const named = spot && namedAt(workspace, spot);
  if (!named) return err('There is no name here that Drydock can rename.');
  const oldName = nameOf(named);
  if (typeof oldName !== 'string') return err('A port number is not a name: change it where it is declared.');
  if (oldName === newName) return ok([]);
  const refusal = refuse(workspace, named, newName);
  if (refusal !== undefined) return err(refusal);
  const byUri = new Map<string, Map<number, { range: TextRange; newText: string }>>();
  for (const occurrence of occurrencesOf(workspace, named)) {
    const place = rangeOfOccurrence(occurrence);
    if (!place) continue;
    const source = occurrence.node.resource.manifest.source.text.slice(place.range.start, place.range.end);
    // A name that a kustomization builds differs from what is written: only what is written as the old name is renamed.
    if (unquoted(source) !== oldName) continue;
    const edits = byUri.get(place.uri) ?? new Map<number, { range: TextRange; newText: string }>();
    edits.set(place.range.start, { range: place.range, newText: scalarText(newName, styleOf(source)) });
    byUri.set(place.uri, edits);
  }
  if (byUri.size === 0) return err('There is no name here that Drydock can rename.');
  return ok([...byUri].map(([file, edits]) => ({ uri: file, edits: [...edits.values()] })));
}

function unquoted(source: string): string {
  switch (styleOf(source)) {
    case 'plain':
      return source;
    case 'single':
      return source.slice(1, -1).replaceAll("''", "'");
    case 'double':
      try {
        return String(JSON.parse(source));
      } catch {
        return source.slice(1, -1);
      }
  }
}

/** Why the new name cannot be taken; undefined if it can. */
function refuse(workspace: Workspace, named: Named, newName: string): string | undefined {
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
      return refuseInPod(named, newName);
    case 'label':
      return LABEL_VALUE.test(newName) && newName.length <= 63
        ? refuseLabel(workspace, named, newName)
        : `"${newName}" is no label value: letters, digits, "-", "_" and ".", at most 63, beginning and ending with a letter or digit.`;
  }
}

const portNames = (service: GraphNode): readonly unknown[] =>
  service.root.items('spec', 'ports').map((port) => port.get('name').value);

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
  return taken ? `There is already a ${named.kind} "${newName}".` : undefined;
}

function refuseKey(workspace: Workspace, named: Named & { what: 'key' }, newName: string): string | undefined {
  if (!DATA_KEY.test(newName) || newName.length > 253 || newName === '.' || newName === '..') {
    return `"${newName}" is no key: letters, digits, "-", "_" and ".".`;
  }
  const owners = named.namespaces.flatMap((namespace) => [...workspace.named('', named.kind, namespace, named.name)]);
  return owners.some((owner) => keysOf(owner).includes(newName))
    ? `${named.kind} "${named.name}" already has a key "${newName}".`
    : undefined;
}

function refuseContainerPort(
  workspace: Workspace,
  named: Named & { what: 'containerPort' },
  newName: string,
): string | undefined {
  if (!PORT_NAME.test(newName) || newName.length > 15 || newName.includes('--')) {
    return `"${newName}" is no name for a port: at most 15 lower-case letters, digits and "-", at least one letter.`;
  }
  const nodes = new Set(
    occurrencesOf(workspace, named)
      .filter(({ declaration }) => declaration)
      .map(({ node }) => node),
  );
  const taken = [...nodes].find(
    ({ podSource }) =>
      podSource !== undefined &&
      containersOf(podSource.pod).some((container) =>
        container.items('ports').some((port) => port.get('name').value === newName),
      ),
  );
  return taken ? `${describeNode(taken)} already has a port "${newName}".` : undefined;
}

function refuseInPod(named: Named & { what: 'volume' | 'container' }, newName: string): string | undefined {
  if (!LABEL_NAME.test(newName) || newName.length > 63) {
    return `"${newName}" is no name for a ${named.what}: at most 63 lower-case letters, digits and "-".`;
  }
  const pod = named.node.podSource?.pod;
  const names =
    named.what === 'container'
      ? (pod ? containersOf(pod) : []).map((container) => container.get('name').value)
      : [
          ...(pod?.items('spec', 'volumes') ?? []).map((volume) => volume.get('name').value),
          ...named.node.root.items('spec', 'volumeClaimTemplates').map((claim) => claim.get('metadata', 'name').value),
        ];
  return names.includes(newName) ? `There is already a ${named.what} "${newName}".` : undefined;
}

const replaceIn = (list: readonly string[] | undefined, from: string, to: string): string[] =>
  (list ?? []).map((item) => (item === from ? to : item));

/** The selector after the rename. */
function renamedSelector(selector: LabelSelector, key: string, from: string, to: string): LabelSelector {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  const own = Object.hasOwn(matchLabels, key) && matchLabels[key] === from;
  return {
    matchLabels: own ? { ...matchLabels, [key]: to } : matchLabels,
    matchExpressions: matchExpressions.map((item) =>
      item.key === key ? { ...item, values: replaceIn(item.values, from, to) } : item,
    ),
  };
}

/**
 * Refuses where a selector would select something else than before: another label of the new value joins in, or a
 * selector of another namespace means Pods that keep the old value.
 */
function refuseLabel(workspace: Workspace, named: Named & { what: 'label' }, newName: string): string | undefined {
  const { namespaces, key, value } = named;
  const renamed = new Set(carriersOf(workspace, namespaces, key, value));
  const written = new Set(selectorsOnKey(workspace, namespaces, key));
  // A selector that looks at all namespaces is not the namespaces' own; it is asked whether it would notice.
  for (const selector of written) {
    const before = selectedBy(workspace, selector, selector.selector, (node) => node.podSource?.labels ?? {});
    const after = selectedBy(workspace, selector, renamedSelector(selector.selector, key, value, newName), (node) =>
      renamed.has(node) ? { ...node.podSource?.labels, [key]: newName } : (node.podSource?.labels ?? {}),
    );
    const gained = [...after].find((node) => !before.has(node));
    if (gained) {
      return `${describeNode(selector.node)} would select ${describeNode(gained)} as well: it already has "${key}: ${newName}".`;
    }
    const lost = [...before].find((node) => !after.has(node));
    if (lost) return `${describeNode(selector.node)} would no longer select ${describeNode(lost)}.`;
  }
  return undefined;
}

function selectedBy(
  workspace: Workspace,
  { namespaces }: WrittenSelector,
  selector: LabelSelector,
  labelsOf: (node: GraphNode) => Labels,
): ReadonlySet<GraphNode> {
  const found = new Set<GraphNode>();
  for (const namespace of namespaces === 'all' ? ['*'] : namespaces) {
    for (const node of workspace.podsIn(namespace)) if (matchesSelector(selector, labelsOf(node))) found.add(node);
  }
  return found;
}
