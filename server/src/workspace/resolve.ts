// Where references lead: to an object, one of its keys or ports, a container's port, or a place in the same object.
import type { FieldPath } from '../api/fieldPath.ts';
import type { Field } from './field.ts';
import type { GraphNode } from './graphNode.ts';
import type { ObjectTarget, OwnTarget, PodsTarget, Reference } from './referenceRules.ts';
import type { Place, Workspace } from './workspace.ts';

/** The places that a reference means. */
export function resolveReference(workspace: Workspace, from: GraphNode, reference: Reference): readonly Place[] {
  const { target } = reference;
  switch (target.type) {
    case 'object':
      return workspace.objectsMeant(from, target).flatMap((node) => placesInObject(node, target));
    case 'pods':
      return workspace.podsMeant(from, target).flatMap((node) => placesInPods(node, target));
    case 'labelled':
      return workspace.objectsLabelled(target).map((node) => ({ node, path: ['metadata', 'labels'] }));
    case 'own':
      return ownPlaces(from, target).map((path) => ({ node: from, path }));
  }
}

const KEYED = ['data', 'binaryData', 'stringData'] as const;

/** The fields in which an object holds `key`. */
export function keyPlaces(node: GraphNode, key: string): readonly FieldPath[] {
  return KEYED.flatMap((field) =>
    node.root
      .entries(field)
      .filter(([name]) => name === key)
      .map(([, value]) => value.path),
  );
}

/** The keys that a ConfigMap or Secret holds. */
export const keysOf = (node: GraphNode): readonly string[] =>
  KEYED.flatMap((field) => node.root.entries(field).map(([name]) => name));

function placesInObject(node: GraphNode, target: ObjectTarget): readonly Place[] {
  if (target.key !== undefined) return keyPlaces(node, target.key).map((path) => ({ node, path }));
  if (target.port !== undefined) {
    return servicePorts(node, target.port).map((port) => ({ node, path: port.path }));
  }
  if (target.container !== undefined) {
    return containersNamed(node.podSource?.pod, target.container).map((path) => ({ node, path }));
  }
  return [{ node, path: ['metadata', 'name'] }];
}

/** The entries of a Service's `ports` that a number or name means. */
export function servicePorts(node: GraphNode, port: number | string): readonly Field[] {
  const field = typeof port === 'number' ? 'port' : 'name';
  return node.root.items('spec', 'ports').filter((item) => item.get(field).value === port);
}

/** The containers of a Pod whose ports others can mean: ordinary ones, and init containers that keep running. */
export const servingContainers = (pod: Field): readonly Field[] => [
  ...pod.items('spec', 'initContainers').filter((container) => container.text('restartPolicy') === 'Always'),
  ...pod.items('spec', 'containers'),
];

/** The containers of a Pod, of whatever list. */
export const containersOf = (pod: Field): readonly Field[] =>
  (['initContainers', 'containers', 'ephemeralContainers'] as const).flatMap((list) => pod.items('spec', list));

const containersNamed = (pod: Field | undefined, name: string): readonly FieldPath[] =>
  pod === undefined
    ? []
    : containersOf(pod)
        .map((container) => container.get('name'))
        .filter(({ value }) => value === name)
        .map(({ path }) => path);

/** The entries of the containers' `ports` that a number or name means. */
export function containerPorts(pod: Field, port: number | string): readonly Field[] {
  const field = typeof port === 'number' ? 'containerPort' : 'name';
  return servingContainers(pod).flatMap((container) =>
    container.items('ports').filter((item) => item.get(field).value === port),
  );
}

function placesInPods(node: GraphNode, target: PodsTarget): readonly Place[] {
  const source = node.podSource;
  if (source === undefined) return [];
  if (target.port === undefined) return [{ node, path: source.labelsPath }];
  return containerPorts(source.pod, target.port).map((port) => ({ node, path: port.path }));
}

function ownPlaces(from: GraphNode, target: OwnTarget): readonly FieldPath[] {
  if (target.what === 'container') return containersNamed(from.podSource?.pod, String(target.name));
  const list = from.root.walk(target.within);
  const field = target.what === 'port' ? (typeof target.name === 'number' ? 'containerPort' : 'name') : 'name';
  const found = list.items().filter((item) => item.get(field).value === target.name);
  if (target.what !== 'claimTemplate') return found.map((item) => item.get(field).path);
  const claims = from.root
    .items('spec', 'volumeClaimTemplates')
    .map((claim) => claim.get('metadata', 'name'))
    .filter((name) => name.value === target.name);
  return [...found.map((item) => item.get(field).path), ...claims.map((name) => name.path)];
}
