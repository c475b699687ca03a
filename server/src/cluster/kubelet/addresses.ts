// Addresses of Pods and nodes: each has its own.
import type { Node, Pod } from '../../api/types.generated.ts';
import type { ApiObject } from '../../api/kindRules.ts';
import type { ClusterApi, DeepReadonly, ReadApi } from '../controller.ts';
import { NODE, POD } from '../kinds.ts';
import { addressText, NODE_RANGE, nextFree, POD_RANGE, rangeOf } from '../network/ranges.ts';
import type { View } from '../view.ts';

const PODS = rangeOf(POD_RANGE);
const NODES = rangeOf(NODE_RANGE);

const podIp = (object: DeepReadonly<ApiObject> | undefined): string | undefined => {
  const pod = object as DeepReadonly<Pod> | undefined;
  const finished = pod?.status?.phase === 'Succeeded' || pod?.status?.phase === 'Failed';
  return finished || pod?.spec?.hostNetwork === true ? undefined : pod?.status?.podIP;
};

/** The addresses that Pods have now; a Pod that has finished has given its own back. */
const podIps: View<Set<string>> = {
  name: 'pod-ips',
  kinds: [POD],
  create: () => new Set(),
  change(taken, before, after) {
    const [old, now] = [podIp(before), podIp(after)];
    if (old === now) return;
    if (old !== undefined) taken.delete(old);
    if (now !== undefined) taken.add(now);
  },
};

/** A free address for a Pod; undefined if there is none. Addresses come round: one that was given back rests a while. */
export function allocateIp(api: ClusterApi): string | undefined {
  const taken = api.view(podIps);
  const offset = nextFree(PODS, api.recall<number>('next-pod-ip') ?? 0, (address) => taken.has(address));
  if (offset === undefined) return undefined;
  api.remember('next-pod-ip', offset);
  return addressText(PODS.base + offset);
}

/** The address of a node; "" if it has none yet. */
export const hostIpOf = (node: string, api: ReadApi): string =>
  (api.get<Node>(NODE, '', node)?.status?.addresses ?? []).find(({ type }) => type === 'InternalIP')?.address ?? '';

/** A free address for a node. */
export function allocateNodeIp(api: ReadApi): string {
  const taken = new Set(
    api.list<Node>(NODE).flatMap(({ status }) => (status?.addresses ?? []).map(({ address }) => address ?? '')),
  );
  return addressText(NODES.base + (nextFree(NODES, 0, (address) => taken.has(address)) ?? 1));
}
