// When a Pod's failure counts, and when a Job has succeeded before all is done.
// Source: pkg/controller/job/pod_failure_policy.go, success_policy.go, 1.36.
import type {
  ContainerStatus,
  Job,
  PodFailurePolicyOnExitCodesRequirement,
  PodFailurePolicyRule,
} from '../../../api/types.generated.ts';
import type { DeepReadonly } from '../../controller.ts';
import type { StoredPod } from '../../workloads/podState.ts';
import { overlap, parse, total, type Intervals } from './indexes.ts';

export type StoredJob = DeepReadonly<Job>;

/** What the policy says of a failed Pod. */
export interface Verdict {
  /** Why the whole Job fails; undefined if it does not. */
  readonly failsJob: string | undefined;
  /** Whether the failure counts towards the limit. */
  readonly counts: boolean;
  readonly failsIndex: boolean;
}

const COUNTS: Verdict = { failsJob: undefined, counts: true, failsIndex: false };

/** A container that exited with one of the codes. */
const exitedWith = (
  statuses: readonly DeepReadonly<ContainerStatus>[] | undefined,
  { containerName, operator, values = [] }: DeepReadonly<PodFailurePolicyOnExitCodesRequirement>,
): DeepReadonly<ContainerStatus> | undefined =>
  statuses?.find(({ name, state }) => {
    const code = state?.terminated?.exitCode ?? 0;
    if (code === 0 || (containerName !== undefined && containerName !== name)) return false;
    return operator === 'In' ? values.includes(code) : operator === 'NotIn' && !values.includes(code);
  });

/** What a rule matches in the Pod, as the sentence says it; undefined if nothing. */
function matched(rule: DeepReadonly<PodFailurePolicyRule>, pod: StoredPod): string | undefined {
  const name = `${pod.metadata?.namespace}/${pod.metadata?.name}`;
  const codes = rule.onExitCodes;
  if (codes !== undefined) {
    const container =
      exitedWith(pod.status?.containerStatuses, codes) ?? exitedWith(pod.status?.initContainerStatuses, codes);
    return container === undefined
      ? undefined
      : `Container ${container.name} for pod ${name} failed with exit code ${container.state?.terminated?.exitCode}`;
  }
  const condition = pod.status?.conditions?.find(({ type, status }) =>
    rule.onPodConditions?.some((pattern) => pattern.type === type && pattern.status === status),
  );
  return condition === undefined ? undefined : `Pod ${name} has condition ${condition.type}`;
}

/** The verdict of the first rule that matches. Source: matchPodFailurePolicy. */
export function judgeFailure(job: StoredJob, pod: StoredPod): Verdict {
  for (const [index, rule] of (job.spec?.podFailurePolicy?.rules ?? []).entries()) {
    const what = matched(rule, pod);
    if (what === undefined) continue;
    if (rule.action === 'Ignore') return { ...COUNTS, counts: false };
    if (rule.action === 'FailIndex') return { ...COUNTS, failsIndex: true };
    if (rule.action === 'Count') return COUNTS;
    if (rule.action === 'FailJob') return { ...COUNTS, failsJob: `${what} matching FailJob rule at index ${index}` };
  }
  return COUNTS;
}

/** `Matched rules at index 0` where enough indexes have succeeded. Source: matchSuccessPolicy. */
export function judgeSuccess(job: StoredJob, succeeded: Intervals): string | undefined {
  if (succeeded.length === 0) return undefined;
  for (const [index, rule] of (job.spec?.successPolicy?.rules ?? []).entries()) {
    const message = `Matched rules at index ${index}`;
    if (rule.succeededIndexes !== undefined) {
      const wanted = parse(rule.succeededIndexes, job.spec?.completions ?? 0);
      const done = overlap(wanted, succeeded);
      if (wanted.length > 0 && (done === total(wanted) || done >= (rule.succeededCount ?? Infinity))) return message;
    } else if (rule.succeededCount !== undefined && total(succeeded) >= rule.succeededCount) return message;
  }
  return undefined;
}
