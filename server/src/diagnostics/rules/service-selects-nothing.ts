// A Service whose selector matches no Pod that any manifest makes.
import { formatSelector } from '../../api/labelSelector.ts';
import type { LabelSelector } from '../../api/types.generated.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { rewriteField } from '../../workspace/edit.ts';
import { describeNode } from '../../workspace/graphNode.ts';
import type { GraphNode, Workspace } from '../../workspace/workspace.ts';
import { nearest } from '../nearest.ts';
import { fixOf } from '../repairs/repair.ts';
import { defineRule } from '../rule.ts';
import { mayBeMadeElsewhere, withoutRuntimeLabels } from '../selectsNothing.ts';

interface Found {
  readonly path: FieldPath;
  readonly selector: LabelSelector;
  readonly near: GraphNode | undefined;
}

export const rule = defineRule<Found>({
  code: 'service-selects-nothing',
  group: 'references',
  severity: 'warning',
  kinds: ['/Service'],
  scope: 'workspace',
  covers: ['KL dangling-service', 'KS service-targets-pod', 'KV MISSING_SERVICE_APP', 'KR service-selector-ref'],
  *find(node, { workspace }) {
    const own = workspace.linksTo(node).some(({ reference }) => reference.role === 'owner');
    for (const { reference } of workspace.linksFrom(node)) {
      const { target } = reference;
      if (own || reference.role !== 'selector' || target.type !== 'pods') continue;
      const selector = withoutRuntimeLabels(target.selector);
      if (workspace.podsMeant(node, { ...target, selector }).length > 0) continue;
      yield { path: reference.path, selector, near: nearestPods(node, selector, workspace) };
    }
  },
  describe: ({ path, selector, near }, node, context) => ({
    path,
    part: 'key',
    ...(near === undefined && mayBeMadeElsewhere(node, selector, context) ? { severity: 'hint' as const } : {}),
    message:
      `No Pod or template in the workspace has the labels ${formatSelector(selector)}: ` +
      'the Service will have no endpoints. Correct the selector or the labels.' +
      (near === undefined ? '' : ` ${describeNode(near)} is nearest.`),
    related:
      near?.podSource === undefined
        ? []
        : [{ node: near, path: near.podSource.labelsPath, part: 'key', message: 'the nearest labels' }],
  }),
  fixes: ({ path, near }, { resource }) => {
    if (near?.podSource === undefined) return [];
    const title = `Select the Pods of ${describeNode(near)}`;
    const stable = Object.entries(near.podSource.labels).filter(([key]) => !/version|hash/.test(key));
    return fixOf(resource, title, rewriteField(resource, path, Object.fromEntries(stable)), true);
  },
});

/** The one Pod or template of the namespace that shares a label with the selector, or has nearly the same ones. */
function nearestPods(node: GraphNode, selector: LabelSelector, workspace: Workspace): GraphNode | undefined {
  const wanted = Object.entries(selector.matchLabels ?? {});
  const candidates = [...workspace.podsIn(node.identities[0]?.namespace ?? 'default')].filter((pod) => {
    const labels = pod.podSource?.labels ?? {};
    return wanted.every(([key, value]) => {
      const found = Object.hasOwn(labels, key) ? labels[key] : undefined;
      if (found === value) return true;
      if (found !== undefined) return nearest(value, [found]) === found;
      const slip = nearest(key, Object.keys(labels));
      return slip !== undefined && labels[slip] === value;
    });
  });
  return candidates.length === 1 ? candidates[0] : undefined;
}
