// Which Pods go first when there are too many. Source: pkg/controller/controller_utils.go (ActivePodsWithRanks), 1.36.
import { compareText } from '../../base/compare.ts';
import { parseTime } from '../../base/instant.ts';
import type { Instant } from '../controller.ts';
import { isPodActive, isPodReady, readySince, type StoredPod } from './podState.ts';

const PHASES: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };
const COST = 'controller.kubernetes.io/pod-deletion-cost';

/** The Pod's deletion cost; 0 where the annotation is absent or no plain int32. */
function deletionCost(pod: StoredPod): number {
  const text = pod.metadata?.annotations?.[COST] ?? '';
  if (!/^(0|-?[1-9]\d{0,9})$/.test(text)) return 0;
  const cost = Number(text);
  return cost >= -(2 ** 31) && cost < 2 ** 31 ? cost : 0;
}

/** The greatest restart count of the regular containers and of the sidecars. */
function maxRestarts(pod: StoredPod): readonly [regular: number, sidecar: number] {
  const count = (statuses: readonly { readonly restartCount?: number | undefined }[]): number =>
    statuses.reduce((most, { restartCount = 0 }) => Math.max(most, restartCount), 0);
  const sidecars = (pod.spec?.initContainers ?? [])
    .filter(({ restartPolicy }) => restartPolicy === 'Always')
    .map(({ name }) => name);
  return [
    count(pod.status?.containerStatuses ?? []),
    count((pod.status?.initContainerStatuses ?? []).filter(({ name }) => sidecars.includes(name))),
  ];
}

/**
 * Compares two points in time by the whole number of their base-2 logarithm of nanoseconds ago, so that Pods of about
 * the same age count as equal: 40 and 60 seconds are (2^35.2, 2^35.8), 20 and 60 are not (2^34.2).
 */
function logarithmicRank(since: Instant, now: Instant): number {
  const ago = (now - since) * 1e6;
  return ago > 0 ? Math.trunc(Math.log2(ago)) : -1;
}

const uidOf = (pod: StoredPod): string => pod.metadata?.uid ?? '';

/** Orders by a point in time, the later first; undefined if the times are equal. */
function compareAge(
  a: readonly [StoredPod, Instant | undefined],
  b: readonly [StoredPod, Instant | undefined],
  now: Instant,
): number | undefined {
  if (a[1] === b[1]) return undefined;
  if (a[1] === undefined || b[1] === undefined) return a[1] === undefined ? -1 : 1;
  return logarithmicRank(a[1], now) - logarithmicRank(b[1], now) || compareText(uidOf(a[0]), uidOf(b[0]));
}

/** A Pod with what its place depends on, worked out once and not per comparison. */
interface Ranked {
  readonly pod: StoredPod;
  readonly ready: boolean;
  readonly readyAt: Instant | undefined;
  readonly createdAt: Instant | undefined;
  readonly restarts: readonly [regular: number, sidecar: number];
  readonly cost: number;
  /** How many active related Pods share the node. */
  readonly neighbours: number;
}

function compare(a: Ranked, b: Ranked, now: Instant): number {
  const [nodeA, nodeB] = [a.pod.spec?.nodeName ?? '', b.pod.spec?.nodeName ?? ''];
  if ((nodeA === '') !== (nodeB === '')) return nodeA === '' ? -1 : 1;
  const phase = (PHASES[a.pod.status?.phase ?? ''] ?? 0) - (PHASES[b.pod.status?.phase ?? ''] ?? 0);
  if (phase !== 0) return phase;
  if (a.ready !== b.ready) return a.ready ? 1 : -1;
  if (a.cost !== b.cost) return a.cost - b.cost;
  if (a.neighbours !== b.neighbours) return b.neighbours - a.neighbours;
  if (a.ready && b.ready) {
    const age = compareAge([a.pod, a.readyAt], [b.pod, b.readyAt], now);
    if (age !== undefined) return age;
  }
  if (a.restarts[0] !== b.restarts[0]) return b.restarts[0] - a.restarts[0];
  if (a.restarts[1] !== b.restarts[1]) return b.restarts[1] - a.restarts[1];
  const created = compareAge([a.pod, a.createdAt], [b.pod, b.createdAt], now);
  // Upstream leaves equal Pods in no particular order; the seeded UID decides, so that a run can be repeated.
  return created ?? compareText(uidOf(a.pod), uidOf(b.pod));
}

/**
 * The `count` Pods that go first. `related` are all Pods of the controllers that share the owner: where several sit on
 * one node, one of those goes before a Pod that is alone.
 */
export function podsToDelete(
  pods: readonly StoredPod[],
  related: readonly StoredPod[],
  count: number,
  now: Instant,
): readonly StoredPod[] {
  if (count >= pods.length) return pods;
  const perNode = new Map<string, number>();
  for (const pod of related) {
    const node = pod.spec?.nodeName ?? '';
    if (isPodActive(pod)) perNode.set(node, (perNode.get(node) ?? 0) + 1);
  }
  return pods
    .map((pod) => ({
      pod,
      ready: isPodReady(pod),
      readyAt: readySince(pod),
      createdAt: parseTime(pod.metadata?.creationTimestamp),
      restarts: maxRestarts(pod),
      cost: deletionCost(pod),
      neighbours: perNode.get(pod.spec?.nodeName ?? '') ?? 0,
    }))
    .sort((a, b) => compare(a, b, now))
    .slice(0, count)
    .map(({ pod }) => pod);
}

/**
 * The order of deletion without related Pods, costs and buckets, as Jobs use it: unbound, Pending, not ready, ready
 * for the shortest time, most restarts, newest. Source: ActivePods.
 */
export function byDeletion(a: StoredPod, b: StoredPod): number {
  const [nodeA, nodeB] = [a.spec?.nodeName ?? '', b.spec?.nodeName ?? ''];
  if ((nodeA === '') !== (nodeB === '')) return nodeA === '' ? -1 : 1;
  const phase = (PHASES[a.status?.phase ?? ''] ?? 0) - (PHASES[b.status?.phase ?? ''] ?? 0);
  if (phase !== 0) return phase;
  const [readyA, readyB] = [readySince(a), readySince(b)];
  if ((readyA === undefined) !== (readyB === undefined)) return readyA === undefined ? -1 : 1;
  const [restartsA, restartsB] = [maxRestarts(a), maxRestarts(b)];
  const created = (pod: StoredPod): number => parseTime(pod.metadata?.creationTimestamp) ?? 0;
  return (
    (readyB ?? 0) - (readyA ?? 0) ||
    restartsB[0] - restartsA[0] ||
    restartsB[1] - restartsA[1] ||
    created(b) - created(a) ||
    compareText(uidOf(a), uidOf(b))
  );
}
