// What a kubelet refuses: a Pod that was put on its node by name and does not fit there.
// Source: pkg/kubelet/lifecycle/predicate.go, pkg/scheduler/framework/plugins/… (AdmissionCheck), 1.36.
import { matchesRequiredNodeAffinity } from '../../api/nodeSelector.ts';
import { untoleratedTaint } from '../../api/tolerations.ts';
import type { Node, Pod } from '../../api/types.generated.ts';
import type { DeepReadonly, ReadApi } from '../controller.ts';
import { clusterState, hostPortsOf } from '../scheduler/clusterState.ts';
import { needsOf } from '../scheduler/amounts.ts';
import { portsCollide } from '../scheduler/plugins/nodePorts.ts';
import { changedNode } from '../scheduler/snapshot.ts';

/** Why a Pod is refused, as its status shows it. */
export interface Refusal {
  readonly reason: string;
  readonly message: string;
}

const predicate = (name: string, why: string): Refusal => ({
  reason: name,
  message: `Pod was rejected: Predicate ${name} failed: ${why}`,
});

/** The kubelet's word on a Pod that is bound to it. Source: generalFilter, InsufficientResourceError. */
export function refusalOf(pod: DeepReadonly<Pod>, node: DeepReadonly<Node>, api: ReadApi): Refusal | undefined {
  const info = api.view(clusterState).infos.get(node.metadata?.name ?? '');
  if (!info) return undefined;
  const needs = needsOf(pod.spec);
  const check = (resource: string, wanted: number, used: number, capacity: number): Refusal | undefined =>
    wanted > 0 && used > capacity
      ? {
          reason: `OutOf${resource}`,
          message: `Pod was rejected: Node didn't have enough resource: ${resource}, requested: ${wanted}, used: ${used - wanted}, capacity: ${capacity}`,
        }
      : undefined;
  const { allocatable, requested } = info;
  const short =
    check('pods', 1, info.pods.size, allocatable.pods) ??
    check('cpu', needs.cpu, requested.cpu, allocatable.cpu) ??
    check('memory', needs.memory, requested.memory, allocatable.memory) ??
    check('ephemeral-storage', needs.ephemeralStorage, requested.ephemeralStorage, allocatable.ephemeralStorage);
  if (short) return short;
  if (!matchesRequiredNodeAffinity(pod.spec ?? {}, node)) {
    return predicate('NodeAffinity', "node(s) didn't match Pod's node affinity/selector");
  }
  const ports = hostPortsOf(pod);
  if (ports.length > 0) {
    const without = changedNode(info, [pod], []);
    if (ports.some((port) => portsCollide(port, without.hostPorts))) {
      return predicate('NodePorts', "node(s) didn't have free ports for the requested pod ports");
    }
  }
  return untoleratedTaint(node.spec?.taints, pod.spec?.tolerations, ['NoExecute'])
    ? predicate('TaintToleration', 'node(s) had untolerated taint(s)')
    : undefined;
}
