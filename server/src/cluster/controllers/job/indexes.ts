// Indexes of Indexed Jobs, kept as ordered intervals: `0-2,4`. Source: pkg/controller/job/indexed_job_utils.go, 1.36.
import type { StoredPod } from '../../workloads/podState.ts';

export const INDEX_KEY = 'batch.kubernetes.io/job-completion-index';

/** First and last index, both included. */
export type Interval = readonly [first: number, last: number];
/** Intervals in order, apart from each other. */
export type Intervals = readonly Interval[];

/** The Pod's index; undefined if its annotation is absent or no number. Source: getCompletionIndex. */
export function indexOf(pod: StoredPod): number | undefined {
  const text = pod.metadata?.annotations?.[INDEX_KEY] ?? '';
  return /^\+?\d+$/.test(text) ? Number(text) : undefined;
}

/** The indexes of some Pods, in order. */
export const indexesOf = (pods: readonly StoredPod[]): readonly number[] =>
  [...new Set(pods.map(indexOf).filter((index) => index !== undefined))].sort((a, b) => a - b);

/** Two lists as one. */
export function merge(a: Intervals, b: Intervals): Intervals {
  const result: [number, number][] = [];
  for (const [first, last] of [...a, ...b].sort((x, y) => x[0] - y[0])) {
    const end = result.at(-1);
    if (end === undefined || first > end[1] + 1) result.push([first, last]);
    else end[1] = Math.max(end[1], last);
  }
  return result;
}

/** A list with more indexes. */
export const withIndexes = (intervals: Intervals, indexes: readonly number[]): Intervals =>
  merge(
    intervals,
    indexes.map((index) => [index, index] as const),
  );

/** How many indexes there are. */
export const total = (intervals: Intervals): number =>
  intervals.reduce((sum, [first, last]) => sum + last - first + 1, 0);

/** Whether an index is among them. */
export const has = (intervals: Intervals, index: number): boolean =>
  intervals.some(([first, last]) => first <= index && index <= last);

/** `0-2,4,5`: two in a row are written apart. */
export const format = (intervals: Intervals): string =>
  intervals
    .map(([first, last]) => (first === last ? `${first}` : `${first}${last === first + 1 ? ',' : '-'}${last}`))
    .join(',');

/** Reads `0-2,4`, up to the number of completions. Source: parseIndexesFromString. */
export function parse(text: string, completions: number): Intervals {
  let result: Intervals = [];
  for (const part of text === '' ? [] : text.split(',')) {
    const match = /^(\d+)(?:-(\d+))?/.exec(part);
    if (match === null) continue;
    const first = Number(match[1]);
    if (first >= completions) break;
    result = merge(result, [[first, Math.min(Number(match[2] ?? first), completions - 1)]]);
  }
  return result;
}

/** The first `count` indexes that are not taken. Source: firstPendingIndexes. */
export function firstFree(taken: Intervals, count: number, completions: number): readonly number[] {
  const free: number[] = [];
  let candidate = 0;
  for (const [first, last] of [...taken, [completions, completions] as const]) {
    for (; candidate < Math.min(first, completions) && free.length < count; candidate++) free.push(candidate);
    candidate = Math.max(candidate, last + 1);
  }
  return free;
}

/** How many indexes two lists share. */
export const overlap = (a: Intervals, b: Intervals): number =>
  a.reduce(
    (sum, [first, last]) =>
      sum + b.reduce((own, [from, to]) => own + Math.max(Math.min(last, to) - Math.max(first, from) + 1, 0), 0),
    0,
  );
