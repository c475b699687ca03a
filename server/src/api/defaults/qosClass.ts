// How well a Pod is guarded when a node runs short. Source: pkg/apis/core/helper/qos/qos.go, 1.36.
import { addQuantity, compareQuantity, quantityOf } from '../quantity.ts';
import type { PodSpec } from '../types.generated.ts';
import type { Amounts } from './resourceList.ts';

const COMPUTE = ['cpu', 'memory'] as const;

/** Adds what is more than nothing; tells whether both cpu and memory are there. */
function collect(total: Amounts, list: Readonly<Record<string, string>> | undefined): boolean {
  let both = true;
  for (const name of COMPUTE) {
    const text = list !== undefined && Object.hasOwn(list, name) ? list[name] : undefined;
    const quantity = quantityOf(text);
    if (quantity.nano <= 0n) {
      both = false;
      continue;
    }
    const before = total.get(name);
    total.set(name, before === undefined ? quantity : addQuantity(before, quantity));
  }
  return both;
}

/** `Guaranteed`, `Burstable` or `BestEffort`. Source: ComputePodQOS. */
export function qosClass(spec: PodSpec): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const requests: Amounts = new Map();
  const limits: Amounts = new Map();
  let guaranteed = true;
  if (spec.resources !== undefined) {
    collect(requests, spec.resources.requests);
    const limited = collect(limits, spec.resources.limits);
    if (!limited && Object.keys(spec.resources.limits ?? {}).length > 0) guaranteed = false;
  } else {
    for (const { resources } of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) {
      collect(requests, resources?.requests);
      if (!collect(limits, resources?.limits)) guaranteed = false;
    }
  }
  if (requests.size === 0 && limits.size === 0) return 'BestEffort';
  if (!guaranteed || requests.size !== limits.size) return 'Burstable';
  for (const [name, request] of requests) {
    const limit = limits.get(name);
    if (limit === undefined || compareQuantity(limit, request) !== 0) return 'Burstable';
  }
  return 'Guaranteed';
}
