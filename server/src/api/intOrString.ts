// Numbers or percentages. Source: staging/src/k8s.io/apimachinery/pkg/util/intstr/intstr.go, 1.36.

/** The percentage in `"25%"`, or undefined if the text is none. */
export function percentOf(text: string): number | undefined {
  const match = /^([+-]?\d+)%$/.exec(text);
  return match ? Number(match[1]) : undefined;
}

/**
 * The number that an IntOrString means of `total`: `"25%"` of 10 is 3 rounded up and 2 rounded down. Undefined if the
 * text is no percentage. Source: GetScaledValueFromIntOrPercent.
 */
export function scaledValue(value: number | string, total: number, roundUp: boolean): number | undefined {
  if (typeof value === 'number') return value;
  const percent = percentOf(value);
  if (percent === undefined) return undefined;
  const exact = (percent * total) / 100;
  return roundUp ? Math.ceil(exact) : Math.floor(exact);
}
