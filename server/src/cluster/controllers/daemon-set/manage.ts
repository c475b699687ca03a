// One Pod on each node that wants one. Source: pkg/controller/daemon/daemon_controller.go, 1.36.
import { compareText } from '../../../base/compare.ts';
import { parseTime } from '../../../base/instant.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { scaledValue } from '../../../api/intOrString.ts';
import type { Status } from '../../../api/status.ts';
import type { Node } from '../../../api/types.generated.ts';
import type { ClusterApi, DeepReadonly } from '../../controller.ts';
import { createPod, deletePod, isNamespaceTerminating, slowStart } from '../../workloads/podControl.ts';
import { isPodAvailable, isPodReady, isPodTerminal, type StoredPod } from '../../workloads/podState.ts';
import { HASH_LABEL, podFor, shouldRun, targetOf, type StoredDaemonSet } from './nodes.ts';

const BURST_REPLICAS = 250;
/** How long a failed Pod is left in peace: 1 s, doubling to 15 min, forgotten after 30 min. */
const BACKOFF_MS = 1000;
const MAX_BACKOFF_MS = 900_000;

/** One look at a DaemonSet. */
export interface Look {
  readonly api: ClusterApi;
  readonly set: StoredDaemonSet;
  readonly nodes: readonly DeepReadonly<Node>[];
  readonly pods: readonly StoredPod[];
  /** The hash label of the current template. */
  readonly hash: string;
  /** When a back-off ends. */
  readonly checks: number[];
}

/** The Pods by the node they are on or meant for. Source: getNodesToDaemonPods. */
export function byNode(pods: readonly StoredPod[]): Map<string, StoredPod[]> {
  const nodes = new Map<string, StoredPod[]>();
  for (const pod of pods) {
    if (isPodTerminal(pod) && pod.metadata?.deletionTimestamp !== undefined) continue;
    const node = targetOf(pod);
    if (node === undefined) continue;
    const own = nodes.get(node);
    if (own === undefined) nodes.set(node, [pod]);
    else own.push(pod);
  }
  return nodes;
}

/** Bound ones first, then the oldest. Source: podByCreationTimestampAndPhase. */
export const byAge = (a: StoredPod, b: StoredPod): number =>
  Number((b.spec?.nodeName ?? '') !== '') - Number((a.spec?.nodeName ?? '') !== '') ||
  (parseTime(a.metadata?.creationTimestamp) ?? 0) - (parseTime(b.metadata?.creationTimestamp) ?? 0) ||
  compareText(a.metadata?.name ?? '', b.metadata?.name ?? '');

/** How many nodes may have two Pods for a while. Source: SurgeCount. */
export const surgeOf = (set: StoredDaemonSet, nodes: number): number => {
  const { type, rollingUpdate } = set.spec?.updateStrategy ?? {};
  return type === 'RollingUpdate' ? (scaledValue(rollingUpdate?.maxSurge ?? 0, nodes, true) ?? 0) : 0;
};

/** How many nodes may be without for a while. Source: UnavailableCount. */
export const unavailableOf = (set: StoredDaemonSet, nodes: number): number => {
  const { type, rollingUpdate } = set.spec?.updateStrategy ?? {};
  if (type !== 'RollingUpdate' || rollingUpdate === undefined) return 0;
  return scaledValue(rollingUpdate.maxUnavailable ?? 0, nodes, true) ?? 0;
};

interface Plan {
  readonly create: string[];
  readonly remove: StoredPod[];
}

/** Creates and deletes Pods so that each node has what it should. True if something was written. Source: manage. */
export function manage(look: Look): Result<boolean, Status> {
  const onNode = byNode(look.pods);
  const plan: Plan = { create: [], remove: [] };
  for (const node of look.nodes) planNode(look, node, onNode.get(node.metadata?.name ?? ''), plan);
  const names = new Set(look.nodes.map((node) => node.metadata?.name));
  for (const [node, pods] of onNode) {
    // A Pod that waits for a node that is gone is never scheduled, and nobody else collects it.
    if (!names.has(node)) plan.remove.push(...pods.filter((pod) => (pod.spec?.nodeName ?? '') === ''));
  }
  const synced = syncNodes(look, plan.remove, plan.create);
  return synced.ok ? ok(plan.remove.length + plan.create.length > 0) : synced;
}

/** What one node needs. Source: podsShouldBeOnNode. */
function planNode(look: Look, node: DeepReadonly<Node>, pods: readonly StoredPod[] | undefined, plan: Plan): void {
  const { run, stay } = shouldRun(look.set, node);
  const name = node.metadata?.name ?? '';
  if (run && pods === undefined) plan.create.push(name);
  else if (stay) {
    const running = removeFinished(look, name, pods ?? [], plan).sort(byAge);
    if (surgeOf(look.set, 1) === 0) plan.remove.push(...running.slice(1));
    else if (running.length === 0) {
      if (run) plan.create.push(name);
    } else if (running.length > 1) pruneSurge(look, running, plan);
  } else {
    plan.remove.push(...(pods ?? []).filter((pod) => pod.metadata?.deletionTimestamp === undefined));
  }
}

interface Backoff {
  readonly delayMs: number;
  readonly at: number;
}

/** Plans to delete finished Pods, failed ones not more often than the back-off allows; gives those that run. */
function removeFinished(look: Look, node: string, pods: readonly StoredPod[], plan: Plan): StoredPod[] {
  const { api, set } = look;
  const running: StoredPod[] = [];
  for (const pod of pods) {
    if (pod.metadata?.deletionTimestamp !== undefined) continue;
    const what = `daemon pod ${pod.metadata?.namespace}/${pod.metadata?.name} on node ${node}`;
    if (pod.status?.phase === 'Failed') {
      const key = `${set.metadata?.uid}/${set.status?.observedGeneration ?? 0}/${node}`;
      const last = api.recall<Backoff>(key);
      const known = last !== undefined && api.now - last.at <= 2 * MAX_BACKOFF_MS ? last : undefined;
      if (known !== undefined && api.now - known.at < known.delayMs) {
        look.checks.push(known.delayMs);
        continue;
      }
      const delayMs = known === undefined ? BACKOFF_MS : Math.min(2 * known.delayMs, MAX_BACKOFF_MS);
      api.remember(key, { delayMs, at: api.now } satisfies Backoff);
      api.event(set, 'Warning', 'FailedDaemonPod', `Found failed ${what}, will try to kill it`);
      plan.remove.push(pod);
    } else if (pod.status?.phase === 'Succeeded') {
      api.event(set, 'Normal', 'SucceededDaemonPod', `Found succeeded ${what}, will try to delete it`);
      plan.remove.push(pod);
    } else running.push(pod);
  }
  return running;
}

/**
 * Two Pods may share a node only while the old one is ready and the new one not yet available; everything else goes.
 */
function pruneSurge({ api, set, hash }: Look, running: readonly StoredPod[], plan: Plan): void {
  let fresh: StoredPod | undefined;
  let old: StoredPod | undefined;
  for (const pod of running) {
    const isNew = pod.metadata?.labels?.[HASH_LABEL] === hash;
    if (isNew && fresh === undefined) fresh = pod;
    else if (!isNew && old === undefined) old = pod;
    else plan.remove.push(pod);
  }
  if (fresh === undefined || old === undefined) return;
  if (!isPodReady(old) || isPodAvailable(fresh, set.spec?.minReadySeconds ?? 0, api.now)) plan.remove.push(old);
}

/** Creates and deletes, at most 250 each. Source: syncNodes. */
export function syncNodes(look: Look, remove: readonly StoredPod[], create: readonly string[]): Result<void, Status> {
  const { api, set, hash } = look;
  let next = 0;
  const started = slowStart(Math.min(create.length, BURST_REPLICAS), () => {
    const created = createPod(api, podFor(set, create[next++] ?? '', hash), set);
    return !created.ok && isNamespaceTerminating(created.error) ? ok(undefined) : created;
  });
  let failed = started.failed;
  for (const pod of remove.slice(0, BURST_REPLICAS)) {
    const deleted = deletePod(api, pod, set);
    if (!deleted.ok) failed ??= deleted.error;
  }
  return failed === undefined ? ok(undefined) : err(failed);
}
