// What controllers ask of a Pod. Source: pkg/api/v1/pod/util.go, pkg/controller/controller_utils.go, 1.36.
import { parseTime } from '../../base/instant.ts';
import type { Pod, PodCondition } from '../../api/types.generated.ts';
import type { DeepReadonly, Instant } from '../controller.ts';

/** A Pod as it is stored. */
export type StoredPod = DeepReadonly<Pod>;

/** A condition of the Pod, if it has one of that type. */
export const podCondition = (pod: StoredPod, type: string): DeepReadonly<PodCondition> | undefined =>
  pod.status?.conditions?.find((condition) => condition.type === type);

/** Whether the Pod's Ready condition is true. Source: IsPodReady. */
export const isPodReady = (pod: StoredPod): boolean => podCondition(pod, 'Ready')?.status === 'True';

/** Since when the Pod is ready; undefined if it is not. */
export const readySince = (pod: StoredPod): Instant | undefined => {
  const condition = podCondition(pod, 'Ready');
  return condition?.status === 'True' ? parseTime(condition.lastTransitionTime) : undefined;
};

/** Whether the Pod has been ready for `minReadySeconds`. Source: IsPodAvailable. */
export function isPodAvailable(pod: StoredPod, minReadySeconds: number, now: Instant): boolean {
  if (!isPodReady(pod)) return false;
  if (minReadySeconds === 0) return true;
  const since = readySince(pod);
  return since !== undefined && since + minReadySeconds * 1000 <= now;
}

/**
 * Milliseconds until the next of the Pods becomes available by time alone; undefined if none will.
 * Source: FindMinNextPodAvailabilityCheck.
 */
export function nextAvailabilityCheck(
  pods: readonly StoredPod[],
  minReadySeconds: number,
  now: Instant,
): number | undefined {
  let least: number | undefined;
  if (minReadySeconds <= 0) return undefined;
  for (const pod of pods) {
    const since = readySince(pod);
    if (since === undefined) continue;
    const rest = since + minReadySeconds * 1000 - now;
    if (rest > 0 && (least === undefined || rest < least)) least = rest;
  }
  return least;
}

/** Whether the Pod has finished for good. Source: IsPodTerminal. */
export const isPodTerminal = (pod: StoredPod): boolean =>
  pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';

/** Whether the Pod counts for its controller: neither finished nor being deleted. Source: IsPodActive. */
export const isPodActive = (pod: StoredPod): boolean =>
  !isPodTerminal(pod) && pod.metadata?.deletionTimestamp === undefined;

/** Whether the Pod is being deleted and has not finished yet. Source: IsPodTerminating. */
export const isPodTerminating = (pod: StoredPod): boolean =>
  !isPodTerminal(pod) && pod.metadata?.deletionTimestamp !== undefined;
