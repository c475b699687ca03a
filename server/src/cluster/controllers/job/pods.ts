// Creating and deleting a Job's Pods. Source: pkg/controller/job/job_controller.go (manageJob),
// indexed_job_utils.go, 1.36.
import { err, ok, type Result } from '../../../base/result.ts';
import type { Status } from '../../../api/status.ts';
import type { Container, Pod } from '../../../api/types.generated.ts';
import { JOB } from '../../kinds.ts';
import { byDeletion } from '../../workloads/deletionRank.ts';
import {
  createPod,
  deletePod,
  isNamespaceTerminating,
  podFromTemplate,
  slowStart,
} from '../../workloads/podControl.ts';
import { isPodReady, isPodTerminating, type StoredPod } from '../../workloads/podState.ts';
import { finishedAt, remainingMs } from './backoff.ts';
import { firstFree, INDEX_KEY, indexesOf, indexOf, merge, withIndexes } from './indexes.ts';
import { FINALIZER, hasLimitPerIndex, isIndexed, isSuspended, replacesOnlyFailed, untrack, type Look } from './look.ts';
import { judgeFailure } from './policies.ts';

const MAX_PER_LOOK = 500;
const FAILURES_KEY = 'batch.kubernetes.io/job-index-failure-count';
const IGNORED_KEY = 'batch.kubernetes.io/job-index-ignored-failure-count';
const INDEX_ENV = 'JOB_COMPLETION_INDEX';

/** How many Pods are active after this, and what went wrong. */
export interface Managed {
  readonly active: number;
  readonly failed?: Status;
}

const countIn = (pod: StoredPod | undefined, key: string): number => {
  const text = pod?.metadata?.annotations?.[key] ?? '';
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  return value > 2147483647 ? 0 : value;
};

/** The failures of the Pod's index before it. Source: getIndexFailureCount. */
export const failuresBefore = (pod: StoredPod): number => countIn(pod, FAILURES_KEY);

/** The same, with those that a policy ignored. Source: getIndexAbsoluteFailureCount. */
export const allFailuresBefore = (pod: StoredPod): number => countIn(pod, FAILURES_KEY) + countIn(pod, IGNORED_KEY);

/** Deletes Pods without counting them. */
function remove(look: Look, pods: readonly StoredPod[], untracked: boolean): Managed & { readonly removed: number } {
  let failed: Status | undefined;
  let removed = 0;
  for (const pod of pods) {
    const freed = untracked ? untrack(look.api, pod) : ok(undefined);
    const deleted = freed.ok ? deletePod(look.api, pod, look.job) : freed;
    if (deleted.ok) {
      removed++;
      if (isPodReady(pod)) look.ready--;
    } else failed ??= deleted.error;
  }
  look.terminating += removed;
  return { active: look.active.length - removed, removed, ...(failed === undefined ? {} : { failed }) };
}

/** Deletes all active Pods of a Job that is over. Their finalizers stay until they are counted. */
export const removeActive = (look: Look): Managed & { readonly removed: number } => remove(look, look.active, false);

/**
 * Which Pods go: in an Indexed Job first those without a valid index and all but one of each index, then the usual
 * order. Source: activePodsForRemoval.
 */
function removable(look: Look, atLeast: number): readonly StoredPod[] {
  const first: StoredPod[] = [];
  let left: StoredPod[] = [...look.active];
  if (isIndexed(look.job)) {
    left = [];
    const perIndex = new Map<number, StoredPod[]>();
    for (const pod of look.active) {
      const index = indexOf(pod) ?? -1;
      perIndex.set(index, [...(perIndex.get(index) ?? []), pod]);
    }
    for (const [index, pods] of [...perIndex].sort((a, b) => a[0] - b[0])) {
      const ranked = pods.sort(byDeletion);
      const last = index >= 0 && index < (look.job.spec?.completions ?? 0) ? ranked.pop() : undefined;
      first.push(...ranked);
      if (last !== undefined) left.push(last);
    }
  }
  return [...first, ...left.sort(byDeletion).slice(0, Math.max(atLeast - first.length, 0))];
}

/** How many Pods should be active. */
function wanted({ job, succeeded }: Look, active: number): number {
  const { completions, parallelism = 1 } = job.spec ?? {};
  if (completions === undefined) return succeeded > 0 ? active : parallelism;
  return Math.max(Math.min(completions - succeeded, parallelism), 0);
}

/** Brings the number of active Pods to what is wanted; deletes or creates, never both. Source: manageJob. */
export function manageJob(look: Look): Managed {
  const active = look.active.length;
  if (isSuspended(look.job)) return remove(look, removable(look, active), true);
  const want = wanted(look, active);
  const surplus = removable(look, Math.max(active - want, 0)).slice(0, MAX_PER_LOOK);
  if (surplus.length > 0) return remove(look, surplus, true);
  const missing = want - active - (replacesOnlyFailed(look.job) ? look.terminating : 0);
  return missing > 0 ? add(look, Math.min(missing, MAX_PER_LOOK)) : { active };
}

/** Creates Pods, unless a failure is too fresh. */
function add(look: Look, missing: number): Managed {
  const { api, job } = look;
  const active = look.active.length;
  const wait = hasLimitPerIndex(job) ? 0 : remainingMs(look.backoff, api.now);
  if (wait > 0) {
    look.checks.push(wait);
    return { active };
  }
  const indexes = isIndexed(job) ? indexesToAdd(look, missing) : Array<undefined>(missing).fill(undefined);
  let next = 0;
  const started = slowStart(indexes.length, () => {
    const created = createPod(api, newPod(look, indexes[next++]), job);
    return !created.ok && isNamespaceTerminating(created.error) ? ok(undefined) : created;
  });
  const result = { active: active + started.created };
  return started.failed === undefined ? result : { ...result, failed: started.failed };
}

/** The indexes that lack a Pod and need not wait. Source: getPodCreationInfoForIndependentIndexes. */
function indexesToAdd(look: Look, missing: number): readonly number[] {
  const { job, api } = look;
  let taken = withIndexes(look.succeededIndexes, indexesOf(look.active));
  if (replacesOnlyFailed(job)) taken = withIndexes(taken, indexesOf(look.pods.filter(isPodTerminating)));
  if (look.failedIndexes !== undefined) taken = merge(taken, look.failedIndexes);
  const indexes = firstFree(taken, missing, job.spec?.completions ?? 0);
  if (!hasLimitPerIndex(job)) return indexes;
  const waits = new Map(
    indexes.map((index) => {
      const last = look.delayed.get(index);
      const record = { failures: last === undefined ? 0 : allFailuresBefore(last) + 1, lastFailureAt: 0 };
      return [index, last === undefined ? 0 : remainingMs({ ...record, lastFailureAt: finishedAt(last) }, api.now)];
    }),
  );
  const now = indexes.filter((index) => waits.get(index) === 0);
  if (now.length === 0 && waits.size > 0) look.checks.push(Math.min(...waits.values()));
  return now;
}

/** The variable that tells a container its index, unless it sets one itself. */
function withIndexEnv<C extends Container>(container: C): C {
  if (container.env?.some(({ name }) => name === INDEX_ENV)) return container;
  const fieldRef = { fieldPath: `metadata.labels['${INDEX_KEY}']` };
  return { ...container, env: [...(container.env ?? []), { name: INDEX_ENV, valueFrom: { fieldRef } }] };
}

/** `job-0-`; a long name is cut so that five random characters fit. Source: podGenerateNameWithIndex. */
const prefixOf = (name: string, index: number): string => `${name.slice(0, 58 - `-${index}-`.length)}-${index}-`;

/** A Pod of the template, with its index in an Indexed Job. */
function newPod(look: Look, index: number | undefined): Pod {
  const { job } = look;
  const pod = podFromTemplate(job.spec?.template, job, JOB);
  const finalizers = [...new Set([...(pod.metadata?.finalizers ?? []), FINALIZER])];
  if (index === undefined) return { ...pod, metadata: { ...pod.metadata, finalizers } };
  const name = job.metadata?.name ?? '';
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      generateName: prefixOf(name, index),
      finalizers,
      labels: { ...pod.metadata?.labels, [INDEX_KEY]: String(index) },
      annotations: { ...pod.metadata?.annotations, [INDEX_KEY]: String(index), ...failureNotes(look, index) },
    },
    spec: {
      ...pod.spec,
      hostname: `${name}-${index}`,
      containers: (pod.spec?.containers ?? []).map(withIndexEnv),
      ...(pod.spec?.initContainers === undefined ? {} : { initContainers: pod.spec.initContainers.map(withIndexEnv) }),
    },
  };
}

/** How often the index has failed so far, for the Pod that replaces the last one. Source: getNewIndexFailureCounts. */
function failureNotes(look: Look, index: number): Readonly<Record<string, string>> {
  if (!hasLimitPerIndex(look.job)) return {};
  const last = look.delayed.get(index);
  const counts = last !== undefined && judgeFailure(look.job, last).counts;
  const failures = countIn(last, FAILURES_KEY) + (counts ? 1 : 0);
  const ignored = countIn(last, IGNORED_KEY) + (last !== undefined && !counts ? 1 : 0);
  return { [FAILURES_KEY]: String(failures), ...(ignored > 0 ? { [IGNORED_KEY]: String(ignored) } : {}) };
}

/** A failure as a result. */
export const resultOf = ({ failed }: Managed): Result<void, Status> =>
  failed === undefined ? ok(undefined) : err(failed);
