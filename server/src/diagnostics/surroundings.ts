// What admission may know of the workspace around an object: classes, the labels of its namespace, its limits. What two
// files say differently, or what may belong to another deployment altogether, is not known.
import { isNamespaced } from '../api/resource.ts';
import type { ApiObject } from '../api/kindRules.ts';
import type { Surroundings } from '../api/surroundings.ts';
import type { GraphNode, Workspace } from '../workspace/workspace.ts';

const folderOf = (node: GraphNode): string => {
  const { uri } = node.resource.manifest.source;
  return uri.slice(0, uri.lastIndexOf('/'));
};

/** The types that admission asks for, and the types of objects that it judges by them. */
const ASKED: ReadonlySet<string> = new Set([
  '/Namespace',
  '/LimitRange',
  '/ResourceQuota',
  '/ServiceAccount',
  'scheduling.k8s.io/PriorityClass',
  'node.k8s.io/RuntimeClass',
  'storage.k8s.io/StorageClass',
  'networking.k8s.io/IngressClass',
]);
const JUDGED: readonly (readonly [string, string])[] = [
  ['', 'Pod'],
  ['', 'PersistentVolumeClaim'],
  // Their Pods are judged by it.
  ['', 'ReplicationController'],
  ['apps', 'Deployment'],
  ['apps', 'ReplicaSet'],
  ['apps', 'StatefulSet'],
  ['apps', 'DaemonSet'],
  ['batch', 'Job'],
  ['batch', 'CronJob'],
];

/** The objects that must be judged again after a change of `changed`. */
export function judgedBy(changed: Iterable<GraphNode>, workspace: Workspace): readonly GraphNode[] {
  const asked = [...changed].filter((node) => ASKED.has(node.type));
  if (asked.length === 0) return [];
  // What is in a namespace counts there only.
  const everywhere = asked.some((node) => isNamespaced(node.resource.gvk) !== true);
  const namespaces = new Set(asked.map((node) => node.resource.namespace));
  return JUDGED.flatMap(([group, kind]) => [...workspace.byType(group, kind)]).filter(
    (node) => everywhere || namespaces.has(node.resource.namespace),
  );
}

/** The workspace as the object of `node` may count on it. `objectOf` reads an object as the server would. */
export function surroundingsOf(
  node: GraphNode,
  workspace: Workspace,
  objectOf: (other: GraphNode) => ApiObject | undefined,
): Surroundings {
  const namespace = node.resource.namespace;
  // Files that name no namespace go to one only if they are applied together: those of one folder may be.
  const together = (other: GraphNode): boolean =>
    other.resource.namespace === namespace && (namespace !== undefined || folderOf(other) === folderOf(node));
  const known = (gvk: Parameters<Surroundings['all']>[0]): readonly GraphNode[] =>
    [...workspace.byType(gvk.group, gvk.kind)].filter(
      (other) => !other.fragment && (isNamespaced(gvk) !== true || together(other)),
    );
  return {
    all: (gvk) => known(gvk).flatMap((other) => objectOf(other) ?? []),
    find(gvk, _namespace, name) {
      const [only, ...others] = known(gvk).filter((other) => other.resource.name === name);
      return only === undefined || others.length > 0 ? undefined : objectOf(only);
    },
  };
}
