// Selectors that match nothing in the workspace: which labels the cluster adds, and when Pods come from elsewhere.
import type { LabelSelector } from '../api/types.generated.ts';
import { builtInGroups } from '../api/resource.ts';
import type { GraphNode } from '../workspace/workspace.ts';
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
 * another domain that no template has, a custom resource stands in the same folder, or the folder is not complete.
 */
export function mayBeMadeElsewhere(node: GraphNode, selector: LabelSelector, context: RuleContext): boolean {
  if (context.incomplete(node)) return true;
  const { workspace } = context;
  const foreign = Object.keys(selector.matchLabels ?? {}).some((key) => {
    const domain = key.includes('/') ? key.slice(0, key.indexOf('/')) : '';
    return domain !== '' && domain !== 'app.kubernetes.io' && !/(?:^|\.)kubernetes\.io$/.test(domain);
  });
  return foreign || workspace.foreignNeighbours(node, (group) => !builtInGroups.has(group));
}
