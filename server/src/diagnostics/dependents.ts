// Objects whose findings depend on others that no reference links them with: they are checked again when those change.
import type { GraphNode, Workspace } from '../workspace/workspace.ts';
import { selectingNothing } from './selectsNothing.ts';

/** Types whose rules look at all objects of some types, and those types. */
const LOOKING: ReadonlyArray<readonly [group: string, kind: string, at: readonly string[]]> = [
  ['', 'Service', ['/Service']],
  ['networking.k8s.io', 'Ingress', ['networking.k8s.io/Ingress']],
  ['networking.k8s.io', 'IngressClass', ['networking.k8s.io/IngressClass']],
  ['storage.k8s.io', 'StorageClass', ['storage.k8s.io/StorageClass']],
  ['', 'PersistentVolume', ['/PersistentVolumeClaim']],
  ['monitoring.coreos.com', 'ServiceMonitor', ['/Service']],
];

/** Services are many, and look at each other only for their node ports. */
const looks = (node: GraphNode): boolean =>
  node.type !== '/Service' || node.root.items('spec', 'ports').some((port) => port.get('nodePort').exists);

/** Objects of one name in several files: whether the files are alternatives depends on all that stands in them. */
function* twins(changed: readonly GraphNode[], workspace: Workspace): Iterable<GraphNode> {
  for (const uri of new Set(changed.map(({ resource }) => resource.manifest.source.uri))) {
    for (const node of workspace.nodesOf(uri)) {
      const [identity] = node.identities;
      const { group, kind } = node.resource.gvk;
      const same = identity === undefined ? undefined : workspace.named(group, kind, identity.namespace, identity.name);
      if (same !== undefined && same.size > 1) yield* same;
    }
  }
}

/** The objects to check again after a change of `changed`. */
export function dependents(changed: readonly GraphNode[], workspace: Workspace): ReadonlySet<GraphNode> {
  const types = new Set(changed.map(({ type }) => type));
  const found = new Set([...selectingNothing(changed, workspace), ...twins(changed, workspace)]);
  for (const [group, kind, at] of LOOKING) {
    if (!at.some((type) => types.has(type))) continue;
    for (const node of workspace.byType(group, kind)) if (looks(node)) found.add(node);
  }
  return found;
}
