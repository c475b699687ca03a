// Medians and tables. Times are this machine's and of this run; what counts are the ratios beside each other.

/** The median. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** The value below which nine of ten lie. */
export const p90 = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * 0.9))] ?? 0;

/** `0.84 ms`, `12.3 ms`, `1.53 s`. */
export function ms(value: number): string {
  if (value >= 1000) return `${(value / 1000).toFixed(2)} s`;
  return `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ms`;
}

/** `340 µs`, `8.4 µs`. */
export const us = (milliseconds: number): string => `${(milliseconds * 1000).toFixed(milliseconds < 0.01 ? 1 : 0)} µs`;

export const mib = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MiB`;

/** A table in Markdown. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
