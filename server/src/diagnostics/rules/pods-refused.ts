// Workloads that are accepted and whose Pods are not: by the limits, quotas or Pod security of their namespace.
import { applyLimitRanges, podLimitProblems } from '../../api/admission/limitRanger.ts';
import { podSecurityProblems } from '../../api/admission/podSecurity.ts';
import { podQuotaProblems } from '../../api/admission/resourceQuota.ts';
import type { ApiObject } from '../../api/kindRules.ts';
import { valueAt, type FieldPath } from '../../api/fieldPath.ts';
import type { Problem } from '../../api/problem.ts';
import { copyJson } from '../../api/strategy.ts';
import type { Pod } from '../../api/types.generated.ts';
import { podTemplatePath, WORKLOAD_KINDS } from '../../workspace/podTemplate.ts';
import type { GraphNode } from '../../workspace/workspace.ts';
import { simpleRule, type RuleContext } from '../rule.ts';
import { surroundingsOf } from '../surroundings.ts';

const GROUPS: Readonly<Record<string, string>> = { ReplicationController: '', Job: 'batch', CronJob: 'batch' };

export const rule = simpleRule({
  code: 'pods-refused',
  group: 'correctness',
  severity: 'warning',
  kinds: WORKLOAD_KINDS.map((kind) => `${GROUPS[kind] ?? 'apps'}/${kind}`),
  scope: 'workspace',
  *find(node, context) {
    const template = podTemplatePath(node.resource.gvk);
    const judgement = context.judged(node);
    // Of an object that is refused itself there are no Pods to speak of.
    if (template === undefined || judgement === undefined || judgement.problems.length > 0) return;
    for (const { path, message } of problemsOf(node, judgement.object, template, context)) {
      yield {
        path: [...template, ...path],
        part: 'key',
        message: `The ${node.resource.kind} is accepted, but none of its Pods is: ${message}`,
      };
    }
  },
});

/** What admission has against a Pod of the template. */
function problemsOf(node: GraphNode, object: ApiObject, template: FieldPath, context: RuleContext): readonly Problem[] {
  const made = copyJson(valueAt(object, template)) as Pod | undefined;
  if (made?.spec === undefined) return [];
  const pod: Pod = { ...made, metadata: { ...made.metadata, namespace: node.resource.namespace ?? 'default' } };
  const around = surroundingsOf(node, context.workspace, (other) => context.judged(other)?.object);
  applyLimitRanges(pod, around);
  return [
    ...podSecurityProblems(pod, around),
    ...podLimitProblems(pod, around).flat(),
    ...podQuotaProblems(pod, around),
  ];
}
