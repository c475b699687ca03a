// Create what a reference misses: the ConfigMap, Secret, Service, … or the key in it.
import { addField } from '../../workspace/edit.ts';
import type { ObjectTarget } from '../../workspace/referenceRules.ts';
import { keyPlaces } from '../../workspace/resolve.ts';
import type { GraphNode, Workspace } from '../../workspace/workspace.ts';
import { referenceAt } from '../named.ts';
import { uriOf } from '../spot.ts';
import { editsOf, metadataBeside, newSection, type Refactoring, type RefactorPlace } from './refactoring.ts';

const CREATABLE = new Set(['ConfigMap', 'Secret', 'Service', 'ServiceAccount', 'PersistentVolumeClaim']);

/** Offered on a reference whose target is not in the workspace. */
export function createMissing({ node, path, workspace }: RefactorPlace): Refactoring[] {
  const reference = referenceAt(workspace, node, path);
  const target = reference?.target;
  if (target?.type !== 'object' || target.group !== '' || !CREATABLE.has(target.kind)) return [];
  const owners = workspace.objectsMeant(node, target);
  const { kind, name, key } = target;
  const [owner] = owners;
  if (!owner) {
    const edits = () => editsOf(node, [newSection(node, objectFor(workspace, node, target))]);
    return [{ id: 'create-object', title: `Create ${kind} "${name}"`, kind: 'refactor', edits }];
  }
  if (key === undefined || owners.some((found) => keyPlaces(found, key).length > 0)) return [];
  const field = kind === 'Secret' && !owner.root.get('data').exists ? 'stringData' : 'data';
  const edits = () => {
    const edit = addField(owner.resource, [field], key, '');
    return edit && [{ uri: uriOf(owner), edits: [edit] }];
  };
  return [{ id: 'create-key', title: `Add key "${key}" to ${kind} "${name}"`, kind: 'refactor', edits }];
}

/** All keys that the workspace expects of an object that does not exist. */
function expectedKeys(workspace: Workspace, node: GraphNode, { kind, name }: ObjectTarget): readonly string[] {
  const namespace = node.resource.namespace ?? 'default';
  const keys = new Set<string>();
  for (const { from, reference } of workspace.linksToType(`/${kind}`)) {
    const { target } = reference;
    if (target.type !== 'object' || target.name !== name || target.key === undefined) continue;
    if ((target.namespace ?? from.resource.namespace ?? 'default') === namespace) keys.add(target.key);
  }
  return [...keys].sort();
}

function objectFor(workspace: Workspace, node: GraphNode, target: ObjectTarget): Readonly<Record<string, unknown>> {
  const { kind, name } = target;
  const head = { apiVersion: 'v1', kind, metadata: metadataBeside(node, name) };
  const keys = Object.fromEntries(expectedKeys(workspace, node, target).map((key) => [key, '']));
  switch (kind) {
    case 'ConfigMap':
      return { ...head, data: keys };
    case 'Secret':
      return { ...head, stringData: keys };
    case 'PersistentVolumeClaim':
      return { ...head, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } };
    case 'Service':
      return { ...head, spec: serviceSpec(node, target) };
    default:
      return head;
  }
}

/** A StatefulSet's governing Service is headless; others get the port that the reference asks for. */
function serviceSpec(node: GraphNode, { name, port }: ObjectTarget): Readonly<Record<string, unknown>> {
  if (node.type === 'apps/StatefulSet') {
    const selector = node.root.get('spec', 'selector').textMap('matchLabels') ?? node.podSource?.labels ?? {};
    return { clusterIP: 'None', selector: { ...selector } };
  }
  const asked =
    port ??
    node.references.flatMap(({ target }) =>
      target.type === 'object' && target.kind === 'Service' && target.name === name && target.port !== undefined
        ? [target.port]
        : [],
    )[0];
  const ports = [typeof asked === 'string' ? { name: asked, port: 80 } : { port: asked ?? 80 }];
  return { selector: { app: name }, ports };
}
