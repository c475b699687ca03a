// Create what a reference misses: the ConfigMap, Secret, Service, … or the key in it.
import { addField } from '../../workspace/edit.ts';
import type { ObjectTarget } from '../../workspace/referenceRules.ts';
import { keyPlaces, servingContainers } from '../../workspace/resolve.ts';
import type { GraphNode, Workspace } from '../../workspace/workspace.ts';
import { referenceAt } from '../named.ts';
import { selectorOf } from './exposeAsService.ts';
import { uriOf } from '../spot.ts';
import {
  editsOf,
  hasRoomBehind,
  metadataBeside,
  newSection,
  type Refactoring,
  type RefactorPlace,
} from './refactoring.ts';

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
    // What a kustomization generates is not missing.
    if (!hasRoomBehind(node) || workspace.isGenerated(node, target)) return [];
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
      return { ...head, spec: serviceSpec(workspace, node, target) };
    default:
      return head;
  }
}

/** The workload that a new Service is for: one of the same name in the namespace that makes Pods. */
function workloadOf(workspace: Workspace, node: GraphNode, name: string): GraphNode | undefined {
  const namespace = node.resource.namespace ?? 'default';
  const all = [...workspace.podsIn(namespace)];
  return (
    all.find(({ resource, type }) => resource.name === name && !type.startsWith('batch/')) ??
    all.find(({ podSource }) => podSource?.labels['app'] === name)
  );
}

/** A StatefulSet's governing Service is headless; others get the port that the reference asks for. */
function serviceSpec(
  workspace: Workspace,
  node: GraphNode,
  { name, port }: ObjectTarget,
): Readonly<Record<string, unknown>> {
  if (node.type === 'apps/StatefulSet') return { clusterIP: 'None', selector: { ...selectorOf(node) } };
  const asked =
    port ??
    node.references.flatMap(({ target }) =>
      target.type === 'object' && target.kind === 'Service' && target.name === name && target.port !== undefined
        ? [target.port]
        : [],
    )[0];
  const workload = workloadOf(workspace, node, name);
  const pod = workload?.podSource?.pod;
  const declared = pod ? servingContainers(pod).flatMap((container) => container.items('ports')) : [];
  const own = declared.find((item) => item.get('name').value === asked || item.get('containerPort').value === asked);
  const target = (own ?? declared[0])?.value as { name?: string; containerPort?: number } | undefined;
  const targetPort = target && (target.name ?? target.containerPort);
  const known = targetPort === undefined || targetPort === asked ? {} : { targetPort };
  const ports =
    typeof asked === 'string'
      ? [{ name: asked, port: 80, ...(targetPort === undefined ? {} : { targetPort }) }]
      : [{ port: asked ?? 80, ...known }];
  return { selector: workload ? { ...selectorOf(workload) } : { app: name }, ports };
}
