// Selectors that match nothing in the workspace: which labels the cluster adds, and when Pods come from elsewhere.
import type { LabelSelector } from '../api/types.generated.ts';
import type { GraphNode, Workspace } from '../workspace/workspace.ts';
import type { RuleContext } from './rule.ts';

/** Labels that controllers give to Pods; no manifest has them. */
const RUNTIME_LABELS: ReadonlySet<string> = new Set([
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'batch.kubernetes.io/job-completion-index',
  'batch.kubernetes.io/controller-uid',
  'controller-uid',
  'pod-template-hash',
  'controller-revision-hash',
]);

/** The selector without the labels that controllers add. */
export function withoutRuntimeLabels(selector: LabelSelector): LabelSelector {
  const matchLabels = Object.fromEntries(
    Object.entries(selector.matchLabels ?? {}).filter(([key]) => !RUNTIME_LABELS.has(key)),
  );
  return { ...selector, matchLabels };
}

/**
 * Whether the Pods that a selector means may come from a custom resource or a chart: the selector uses a label of
 * another domain that no template has, a custom resource stands in the same folder, the folder is not complete, or
 * workloads stand elsewhere and none near it.
 */
export function mayBeMadeElsewhere(node: GraphNode, selector: LabelSelector, context: RuleContext): boolean {
  if (context.incomplete(node)) return true;
  const { workspace } = context;
  const foreign = Object.keys(selector.matchLabels ?? {}).some((key) => {
    const domain = key.includes('/') ? key.slice(0, key.indexOf('/')) : '';
    return domain !== '' && domain !== 'app.kubernetes.io' && !/(?:^|\.)kubernetes\.io$/.test(domain);
  });
  return foreign || isApartFromWorkloads(node, workspace) || workspace.foreignNeighbours(node);
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** Whether workloads stand elsewhere in the workspace, and none in the object's namespace or its folder, above or below. */
function isApartFromWorkloads(node: GraphNode, workspace: Workspace): boolean {
  const { namespace } = node.resource;
  const own = folderOf(node.resource.manifest.source.uri);
  let [some, near] = [false, false];
  for (const pod of workspace.podsIn('*')) {
    some = true;
    const folder = folderOf(pod.resource.manifest.source.uri);
    near ||= folder === own || folder.startsWith(`${own}/`) || own.startsWith(`${folder}/`);
  }
  return some && (!near || (namespace !== undefined && workspace.podsIn(namespace).size === 0));
}

const SELECTING: readonly (readonly [string, string])[] = [
  ['', 'Service'],
  ['networking.k8s.io', 'NetworkPolicy'],
  ['policy', 'PodDisruptionBudget'],
];

/** The objects that select nothing: how sure that is depends on where workloads stand, which `changed` may change. */
export function* selectingNothing(changed: readonly GraphNode[], workspace: Workspace): Iterable<GraphNode> {
  if (!changed.some(({ podSource }) => podSource !== undefined)) return;
  for (const [group, kind] of SELECTING) {
    for (const node of workspace.byType(group, kind)) {
      const lonely = workspace
        .linksFrom(node)
        .some(
          ({ reference: { role, target } }) =>
            role === 'selector' && target.type === 'pods' && workspace.podsMeant(node, target).length === 0,
        );
      if (lonely) yield node;
    }
  }
}
