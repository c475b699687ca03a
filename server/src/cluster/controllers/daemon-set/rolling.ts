// A DaemonSet's rolling update: old Pods go first (the default), or with maxSurge new ones come first.
// Source: pkg/controller/daemon/update.go, 1.36.
import { ok, type Result } from '../../../base/result.ts';
import type { Status } from '../../../api/status.ts';
import { isPodAvailable, type StoredPod } from '../../workloads/podState.ts';
import { byNode, surgeOf, syncNodes, unavailableOf, type Look } from './manage.ts';
import { isUpdated, shouldRun } from './nodes.ts';

/** New and old Pod of a node; undefined where there are several of one, which `manage` prunes. */
interface Pair {
  readonly fresh: StoredPod | undefined;
  readonly old: StoredPod | undefined;
}

/** Source: findUpdatedPodsOnNode. */
function pairOf({ set, hash }: Look, pods: readonly StoredPod[]): Pair | undefined {
  const alive = pods.filter((pod) => pod.metadata?.deletionTimestamp === undefined);
  const fresh = alive.filter((pod) => isUpdated(set, pod, hash));
  const old = alive.filter((pod) => !isUpdated(set, pod, hash));
  return fresh.length > 1 || old.length > 1 ? undefined : { fresh: fresh[0], old: old[0] };
}

/** One step of the update. Source: rollingUpdate. */
export function rollingUpdate(look: Look): Result<void, Status> {
  const { set, nodes, pods } = look;
  const onNode = byNode(pods);
  const wanted = nodes.filter((node) => shouldRun(set, node).run);
  for (const { metadata } of wanted) if (!onNode.has(metadata?.name ?? '')) onNode.set(metadata?.name ?? '', []);
  const surge = surgeOf(set, wanted.length);
  const unavailable = unavailableOf(set, wanted.length);
  if (surge > 0) return surging(look, onNode, surge, wanted.length);
  return replacing(look, onNode, wanted.length > 0 && unavailable === 0 ? 1 : unavailable);
}

/** Deletes as many old Pods as may be unavailable; those that are unavailable anyway go at once. */
function replacing(look: Look, onNode: ReadonlyMap<string, StoredPod[]>, most: number): Result<void, Status> {
  const { api, set } = look;
  const isAvailable = (pod: StoredPod): boolean => isPodAvailable(pod, set.spec?.minReadySeconds ?? 0, api.now);
  const replaced: StoredPod[] = [];
  const candidates: StoredPod[] = [];
  let unavailable = 0;
  for (const pods of onNode.values()) {
    const pair = pairOf(look, pods);
    if (pair === undefined || (pair.fresh === undefined) === (pair.old === undefined)) unavailable++;
    else if (pair.fresh !== undefined) {
      if (!isAvailable(pair.fresh)) unavailable++;
    } else if (pair.old !== undefined) {
      if (!isAvailable(pair.old)) {
        replaced.push(pair.old);
        unavailable++;
      } else if (unavailable < most) candidates.push(pair.old);
    }
  }
  const more = Math.max(Math.min(most - unavailable, candidates.length), 0);
  return syncNodes(look, [...replaced, ...candidates.slice(0, more)], []);
}

/** Makes as many new Pods beside old ones as surge allows; an old one goes when its successor is available. */
function surging(
  look: Look,
  onNode: ReadonlyMap<string, StoredPod[]>,
  most: number,
  desired: number,
): Result<void, Status> {
  const { api, set, nodes } = look;
  const isAvailable = (pod: StoredPod): boolean => isPodAvailable(pod, set.spec?.minReadySeconds ?? 0, api.now);
  const remove: StoredPod[] = [];
  const unwanted: StoredPod[] = [];
  const replaced: string[] = [];
  const candidates: string[] = [];
  let surging = 0;
  let available = 0;
  for (const [name, pods] of onNode) {
    const pair = pairOf(look, pods);
    if (pair === undefined) {
      surging++;
      continue;
    }
    const { fresh, old } = pair;
    const counted = old ?? fresh;
    if (counted !== undefined && isAvailable(counted)) available++;
    if (old === undefined) continue;
    if (fresh !== undefined) {
      if (isAvailable(fresh)) remove.push(old);
      else surging++;
      continue;
    }
    const node = nodes.find(({ metadata }) => metadata?.name === name);
    if (node === undefined) return ok(undefined);
    const wanted = shouldRun(set, node).run;
    if (!isAvailable(old)) {
      if (wanted) replaced.push(name);
      else remove.push(old);
    } else if (!wanted) unwanted.push(old);
    else if (surging < most) candidates.push(name);
  }
  remove.push(...unwanted.slice(0, Math.max(available - desired, 0)));
  const more = Math.max(Math.min(most - surging, candidates.length), 0);
  return syncNodes(look, remove, [...replaced, ...candidates.slice(0, more)]);
}
