// What a metrics server would measure, as annotations say it. There is no load in a dry run, so a person scripts one.
//
// On the HorizontalPodAutoscaler, times counted from its creation:
//   drydock.dev/load-cpu: "400m"                    all Pods of the target together use 0.4 CPU, each an equal share
//   drydock.dev/load-cpu: "0s 400m, 60s 1800m"      from the 60th second on 1.8 CPU
//   drydock.dev/load-memory, drydock.dev/load-NAME  the same for memory and for `Pods` metrics by name
//   drydock.dev/value-NAME                          the value of an `Object` or `External` metric, not shared
// On a Pod (from its template):
//   drydock.dev/usage-cpu: "250m"                   what this Pod uses, whatever the load
// Without any of them there are no metrics, as in a cluster without a metrics server.
import { parseTime } from '../../../base/instant.ts';
import { milliUnits, parseQuantity } from '../../../api/quantity.ts';
import type { HorizontalPodAutoscaler } from '../../../api/types.generated.ts';
import type { DeepReadonly, Instant } from '../../controller.ts';
import { isPodReady, type StoredPod } from '../../workloads/podState.ts';

export type StoredAutoscaler = DeepReadonly<HorizontalPodAutoscaler>;

const PREFIX = 'drydock.dev/';
const UNITS: Readonly<Record<string, number>> = { '': 1000, s: 1000, m: 60_000, h: 3_600_000 };

/** A quantity in thousandths, as upstream computes with it. */
export const milliOf = (text: string | number | undefined): number | undefined => {
  const quantity = text === undefined ? undefined : parseQuantity(String(text));
  return quantity === undefined ? undefined : milliUnits(quantity);
};

/** The value of a script at a time: one quantity, or `TIME QUANTITY` entries in order. */
export function valueAt(script: string | undefined, elapsedMs: number): number | undefined {
  let value: number | undefined;
  for (const entry of (script ?? '').split(',')) {
    const match = /^\s*(?:(\d+)([smh]?)\s+)?(\S+)\s*$/.exec(entry);
    if (match === null) continue;
    const from = Number(match[1] ?? 0) * (UNITS[match[2] ?? ''] ?? 1000);
    if (from <= elapsedMs) value = milliOf(match[3]) ?? value;
  }
  return value;
}

const noteOf = (object: StoredAutoscaler | StoredPod, note: string): string | undefined => {
  const annotations = object.metadata?.annotations ?? {};
  return Object.hasOwn(annotations, PREFIX + note) ? annotations[PREFIX + note] : undefined;
};

const elapsed = (autoscaler: StoredAutoscaler, now: Instant): number =>
  now - (parseTime(autoscaler.metadata?.creationTimestamp) ?? now);

/** What each Pod uses of a resource or metric, in thousandths; undefined where nothing is measured at all. */
export function usageOfPods(
  autoscaler: StoredAutoscaler,
  metric: string,
  pods: readonly StoredPod[],
  now: Instant,
): Map<string, number> | undefined {
  const load = valueAt(noteOf(autoscaler, `load-${metric}`), elapsed(autoscaler, now));
  const bearers = pods.filter((pod) => isPodReady(pod) && pod.metadata?.deletionTimestamp === undefined);
  const share = load === undefined || bearers.length === 0 ? undefined : Math.ceil(load / bearers.length);
  const usage = new Map<string, number>();
  let measured = load !== undefined;
  for (const pod of pods) {
    const own = valueAt(noteOf(pod, `usage-${metric}`), elapsed(autoscaler, now));
    const value = own ?? (bearers.includes(pod) ? share : undefined);
    if (own !== undefined) measured = true;
    if (value !== undefined && pod.status?.phase === 'Running') usage.set(pod.metadata?.name ?? '', value);
  }
  return measured ? usage : undefined;
}

/** The value of an Object or External metric, in thousandths. */
export const valueOf = (autoscaler: StoredAutoscaler, metric: string, now: Instant): number | undefined =>
  valueAt(noteOf(autoscaler, `value-${metric}`), elapsed(autoscaler, now));
