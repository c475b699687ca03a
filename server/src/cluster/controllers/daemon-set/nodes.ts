// Which nodes a DaemonSet wants, and the Pod it makes for one.
// Source: pkg/controller/daemon/daemon_controller.go, pkg/controller/daemon/util/daemonset_util.go, 1.36.
import { deepEqual } from '../../../base/compare.ts';
import { matchesRequiredNodeAffinity } from '../../../api/nodeSelector.ts';
import { DO_NOT_SCHEDULE, untoleratedTaint } from '../../../api/tolerations.ts';
import type { Affinity, DaemonSet, Node, Pod, PodSpec, Toleration } from '../../../api/types.generated.ts';
import type { DeepReadonly } from '../../controller.ts';
import { DAEMON_SET } from '../../kinds.ts';
import { podFromTemplate } from '../../workloads/podControl.ts';
import type { StoredPod } from '../../workloads/podState.ts';

export type StoredDaemonSet = DeepReadonly<DaemonSet>;

/** The label with the hash of the template; also the name by which revisions are told apart. */
export const HASH_LABEL = 'controller-revision-hash';
const GENERATION_LABEL = 'pod-template-generation';

/** Daemons stay when their node is in trouble. Source: AddOrUpdateDaemonPodTolerations. */
const TOLERATED: readonly (readonly [key: string, effect: string])[] = [
  ['not-ready', 'NoExecute'],
  ['unreachable', 'NoExecute'],
  ['disk-pressure', 'NoSchedule'],
  ['memory-pressure', 'NoSchedule'],
  ['pid-pressure', 'NoSchedule'],
  ['unschedulable', 'NoSchedule'],
];

/** The Pod's tolerations with those of daemons; one for the same taint is replaced where it stands. */
function tolerationsOf(spec: DeepReadonly<PodSpec>): Toleration[] {
  const added = spec.hostNetwork === true ? [...TOLERATED, ['network-unavailable', 'NoSchedule'] as const] : TOLERATED;
  const tolerations = [...((spec.tolerations ?? []) as readonly Toleration[])];
  for (const [name, effect] of added) {
    const key = `node.kubernetes.io/${name}`;
    const wanted = { key, operator: 'Exists', effect };
    const at = tolerations.findIndex(
      (own) => own.key === key && own.effect === effect && own.operator === 'Exists' && (own.value ?? '') === '',
    );
    if (at < 0) tolerations.push(wanted);
    else if (!deepEqual(tolerations[at], wanted)) tolerations[at] = wanted;
  }
  return tolerations;
}

/**
 * Whether a Pod is to run on the node, and whether one that runs there may stay: a NoSchedule taint that comes later
 * drives nobody away. Source: NodeShouldRunDaemonPod.
 */
export function shouldRun(
  set: StoredDaemonSet,
  node: DeepReadonly<Node>,
): { readonly run: boolean; readonly stay: boolean } {
  const spec = set.spec?.template?.spec ?? {};
  const named = (spec.nodeName ?? '') === '' || spec.nodeName === node.metadata?.name;
  if (!named || !matchesRequiredNodeAffinity(spec, node)) return { run: false, stay: false };
  const tolerations = tolerationsOf(spec);
  if (untoleratedTaint(node.spec?.taints, tolerations, DO_NOT_SCHEDULE) === undefined) return { run: true, stay: true };
  return { run: false, stay: untoleratedTaint(node.spec?.taints, tolerations, ['NoExecute']) === undefined };
}

/** The required node affinity that only this node satisfies; what the template said of it is replaced. */
function affinityTo(node: string, affinity: DeepReadonly<Affinity> | undefined): Affinity {
  const nodeSelectorTerms = [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] }];
  const own = affinity as Affinity | undefined;
  return {
    ...own,
    nodeAffinity: {
      ...own?.nodeAffinity,
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms },
    },
  };
}

/** `deprecated.daemonset.template.generation`, if it is a number. */
const templateGeneration = (set: StoredDaemonSet): string | undefined => {
  const text = set.metadata?.annotations?.['deprecated.daemonset.template.generation'] ?? '';
  return /^[+-]?\d+$/.test(text) ? String(Number(text)) : undefined;
};

/** The Pod for a node. The scheduler binds it; the affinity leaves no other choice. Source: syncNodes. */
export function podFor(set: StoredDaemonSet, node: string, hash: string): Pod {
  const pod = podFromTemplate(set.spec?.template, set, DAEMON_SET);
  const generation = templateGeneration(set);
  const labels = {
    ...pod.metadata?.labels,
    ...(generation === undefined ? {} : { [GENERATION_LABEL]: generation }),
    [HASH_LABEL]: hash,
  };
  const spec = pod.spec ?? {};
  return {
    ...pod,
    metadata: { ...pod.metadata, labels },
    spec: { ...spec, affinity: affinityTo(node, spec.affinity), tolerations: tolerationsOf(spec) },
  };
}

/** The node that a Pod is on or is meant for. Source: GetTargetNodeName. */
export function targetOf(pod: StoredPod): string | undefined {
  const bound = pod.spec?.nodeName ?? '';
  if (bound !== '') return bound;
  const terms =
    pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  for (const { matchFields = [] } of terms) {
    for (const { key, operator, values = [] } of matchFields) {
      if (key === 'metadata.name' && operator === 'In') return values.length === 1 ? values[0] : undefined;
    }
  }
  return undefined;
}

/** Whether the Pod is of the current template. Source: IsPodUpdated. */
export function isUpdated(set: StoredDaemonSet, pod: StoredPod, hash: string): boolean {
  const labels = pod.metadata?.labels ?? {};
  const generation = templateGeneration(set);
  return labels[HASH_LABEL] === hash || (generation !== undefined && labels[GENERATION_LABEL] === generation);
}
