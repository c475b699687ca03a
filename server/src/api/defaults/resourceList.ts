// Amounts of resources: rounding, and what the containers of a Pod ask for together.
// Source: pkg/apis/core/v1/defaults.go (SetDefaults_ResourceList),
// staging/src/k8s.io/component-helpers/resource/helpers.go, 1.36.
import { addQuantity, compareQuantity, formatQuantity, quantityOf, type Quantity } from '../quantity.ts';
import type { Container, PodSpec } from '../types.generated.ts';

/** Resource names and amounts as they stand in an object. */
export type ResourceList = Record<string, string>;

const MILLI = 1_000_000n;

/** Rounds up to thousandths, in place. Source: SetDefaults_ResourceList. */
export function roundToMilli(list: Record<string, string> | undefined): void {
  if (list === undefined) return;
  for (const name of Object.keys(list)) {
    const text = list[name] ?? '';
    // Only the suffixes n and u, a fraction or an exponent can be finer than a thousandth.
    if (!/[nu.eE]/.test(text)) continue;
    const quantity = quantityOf(text);
    const rest = quantity.nano % MILLI;
    if (rest === 0n) continue;
    // Up means away from zero: -0.5m becomes -1m.
    const nano = quantity.nano - rest + (quantity.nano > 0n ? MILLI : -MILLI);
    list[name] = formatQuantity({ nano, format: quantity.format });
  }
}

/** The amounts of one kind (requests or limits) by resource name. */
export type Amounts = Map<string, Quantity>;

function add(total: Amounts, list: Readonly<Record<string, string>> | undefined): void {
  for (const [name, text] of Object.entries(list ?? {})) {
    const quantity = quantityOf(text);
    const before = total.get(name);
    total.set(name, before === undefined ? quantity : addQuantity(before, quantity));
  }
}

function raise(total: Amounts, other: Amounts): void {
  for (const [name, quantity] of other) {
    const before = total.get(name);
    if (before === undefined || compareQuantity(quantity, before) > 0) total.set(name, quantity);
  }
}

/** Whether an init container goes on running beside the others. */
export const isSidecar = (container: Container): boolean => container.restartPolicy === 'Always';

/**
 * What the containers need together: the sum of the regular ones and the sidecars, or what one init container needs
 * beside the sidecars before it, whichever is more. Source: AggregateContainerRequests, AggregateContainerLimits.
 */
export function aggregate(spec: PodSpec, which: 'requests' | 'limits'): Amounts {
  const total: Amounts = new Map();
  for (const container of spec.containers ?? []) add(total, container.resources?.[which]);
  const sidecars: Amounts = new Map();
  const starting: Amounts = new Map();
  for (const container of spec.initContainers ?? []) {
    const list = container.resources?.[which];
    if (isSidecar(container)) {
      add(total, list);
      add(sidecars, list);
      raise(starting, sidecars);
    } else {
      const needed: Amounts = new Map(sidecars);
      add(needed, list);
      raise(starting, needed);
    }
  }
  raise(total, starting);
  return total;
}
