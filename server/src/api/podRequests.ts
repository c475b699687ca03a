// What a Pod asks of a node.
// Source: staging/src/k8s.io/component-helpers/resource/helpers.go, 1.36. Not modelled: requests that an in-place resize
// has not yet brought about (the status is not looked at).
import type { DeepReadonly } from '../base/deepReadonly.ts';
import { addQuantity, compareQuantity, quantityOf, type Quantity } from './quantity.ts';
import type { Container, PodSpec } from './types.generated.ts';

/** Resource name → quantity. A Map, because names come from manifests. */
export type ResourceMap = Map<string, Quantity>;

type Resources = Readonly<Record<string, string | number>> | undefined;

const addAll = (into: ResourceMap, more: Iterable<readonly [string, Quantity]>): void => {
  for (const [name, quantity] of more) {
    const known = into.get(name);
    into.set(name, known ? addQuantity(known, quantity) : quantity);
  }
};

const maxAll = (into: ResourceMap, more: ResourceMap): void => {
  for (const [name, quantity] of more) {
    const known = into.get(name);
    if (!known || compareQuantity(quantity, known) > 0) into.set(name, quantity);
  }
};

function mapOf(resources: Resources, missing: ResourceMap | undefined): ResourceMap {
  const out: ResourceMap = new Map();
  for (const [name, text] of Object.entries(resources ?? {})) out.set(name, quantityOf(text));
  for (const [name, quantity] of missing ?? []) if (!out.has(name)) out.set(name, quantity);
  return out;
}

/** Whether pod-level resources may name it. Source: IsSupportedPodLevelResource. */
export const isPodLevelResource = (name: string): boolean =>
  name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');

/**
 * The sum over containers, or what the greediest init container needs beside the sidecars before it, if that is more.
 * `3 × 100m` and an init container of 500m → 500m; with a sidecar of 50m before it: max(350m, 550m) = 550m.
 */
function sumContainers(
  spec: DeepReadonly<PodSpec>,
  of: (container: DeepReadonly<Container>) => Resources,
  missing: ResourceMap | undefined,
): ResourceMap {
  const sum: ResourceMap = new Map();
  for (const container of spec.containers ?? []) addAll(sum, mapOf(of(container), missing));
  const sidecars: ResourceMap = new Map();
  const init: ResourceMap = new Map();
  for (const container of spec.initContainers ?? []) {
    const own = mapOf(of(container), missing);
    if (container.restartPolicy === 'Always') {
      addAll(sum, own);
      addAll(sidecars, own);
      maxAll(init, sidecars);
    } else {
      addAll(own, sidecars);
      maxAll(init, own);
    }
  }
  maxAll(sum, init);
  return sum;
}

/**
 * A Pod's requests with its overhead. `missing` fills in what a container does not name (the scheduler's scores do so).
 * Source: PodRequests.
 */
export function podRequests(spec: DeepReadonly<PodSpec>, missing?: ResourceMap): ResourceMap {
  const sum = sumContainers(spec, (container) => container.resources?.requests, missing);
  for (const [name, text] of Object.entries(spec.resources?.requests ?? {})) {
    if (isPodLevelResource(name)) sum.set(name, quantityOf(text));
  }
  addAll(sum, mapOf(spec.overhead, undefined));
  return sum;
}

/** A Pod's limits; overhead is added to those that are there. Source: PodLimits. */
export function podLimits(spec: DeepReadonly<PodSpec>): ResourceMap {
  const sum = sumContainers(spec, (container) => container.resources?.limits, undefined);
  for (const [name, text] of Object.entries(spec.resources?.limits ?? {})) {
    if (isPodLevelResource(name)) sum.set(name, quantityOf(text));
  }
  for (const [name, quantity] of mapOf(spec.overhead, undefined)) {
    const limit = sum.get(name);
    if (limit && limit.nano !== 0n) sum.set(name, addQuantity(limit, quantity));
  }
  return sum;
}
