// What Pods ask for and nodes have, as the plain numbers that the scheduler reckons with.
// Source: pkg/scheduler/framework/types.go (Resource, calculateResource), pkg/scheduler/util/pod_resources.go, 1.36.
import { podRequests, type ResourceMap } from '../../api/podRequests.ts';
import { milliUnits, parseQuantity, quantityOf, wholeUnits, ZERO } from '../../api/quantity.ts';
import type { Node, PodSpec } from '../../api/types.generated.ts';
import type { DeepReadonly } from '../controller.ts';
import type { Amounts } from './plugin.ts';

/** What a Pod asks for. `nonZero` counts 100m and 200 MiB for a container that asks for no CPU or memory. */
export interface PodNeeds extends Amounts {
  readonly nonZero: { readonly cpu: number; readonly memory: number };
}

const MISSING: ResourceMap = new Map([
  ['cpu', parseQuantity('100m') ?? ZERO],
  ['memory', parseQuantity('200Mi') ?? ZERO],
]);

const NAMED = new Set(['cpu', 'memory', 'ephemeral-storage', 'pods']);

function amountsOf(resources: ResourceMap): Amounts {
  const scalars = new Map<string, number>();
  for (const [name, quantity] of resources) if (!NAMED.has(name)) scalars.set(name, wholeUnits(quantity));
  return {
    cpu: milliUnits(resources.get('cpu') ?? ZERO),
    memory: wholeUnits(resources.get('memory') ?? ZERO),
    ephemeralStorage: wholeUnits(resources.get('ephemeral-storage') ?? ZERO),
    scalars,
  };
}

/** Specs are immutable and mostly shared by the Pods of a template, so what they need is worked out once. */
const known = new WeakMap<object, PodNeeds>();

/** What a Pod needs. */
export function needsOf(spec: DeepReadonly<PodSpec> | undefined): PodNeeds {
  const key = spec ?? EMPTY;
  const found = known.get(key);
  if (found) return found;
  const filled = amountsOf(podRequests(key, MISSING));
  const needs = { ...amountsOf(podRequests(key)), nonZero: { cpu: filled.cpu, memory: filled.memory } };
  known.set(key, needs);
  return needs;
}

const EMPTY: DeepReadonly<PodSpec> = {};

/** What a node offers. */
export function allocatableOf(node: DeepReadonly<Node>): Amounts & { readonly pods: number } {
  const resources: ResourceMap = new Map();
  for (const [name, text] of Object.entries(node.status?.allocatable ?? {})) resources.set(name, quantityOf(text));
  return { ...amountsOf(resources), pods: wholeUnits(resources.get('pods') ?? ZERO) };
}
