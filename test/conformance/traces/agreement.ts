// How far a replay agrees with its record, check by check.
import { recordOf, type Scenario } from './data.ts';
import { replay } from './replay.ts';
// @ts-expect-error -- the recorder's own code has no types
import { compareRecords as compare } from './lib/compare.mjs';
// @ts-expect-error -- the recorder's own code has no types
import { unfold as unfoldSteps } from './lib/merge.mjs';

/** One check that failed. */
export interface Difference {
  readonly area: string;
  readonly where: string;
  readonly real: unknown;
  readonly answer: unknown;
}

/** The figures of a scenario. */
export interface Agreement {
  readonly name: string;
  readonly total: number;
  readonly agree: number;
  /** Steps played and steps there are. */
  readonly played: number;
  readonly steps: number;
  readonly byArea: Readonly<Record<string, { readonly total: number; readonly agree: number }>>;
  readonly differences: readonly Difference[];
}

interface Tally {
  readonly total: number;
  readonly agree: number;
  readonly byArea: Agreement['byArea'];
  readonly diffs: readonly Difference[];
}

const compareRecords = compare as (real: unknown, answer: unknown, options: { areas: readonly string[] }) => Tally;
const unfold = unfoldSteps as (steps: unknown) => readonly Record<string, unknown>[];
const AREAS = ['result', 'objects', 'events', 'order', 'transitions', 'names'];

/** Replays a scenario and compares what could be played. */
export function agreementOf(scenario: Scenario): Agreement | undefined {
  const real = recordOf(scenario.name);
  if (real === undefined) return undefined;
  const { answer, played, silent } = replay(scenario);
  const steps = unfold(real.steps)
    .slice(0, played)
    .map((step, at) => (silent.has(at) ? { ...step, run: undefined } : step));
  const there = new Set(steps.flatMap((step) => Object.keys(step['objects'] ?? {})));
  const names = Object.fromEntries(Object.entries(real.names).filter(([key]) => there.has(key)));
  const tally = compareRecords({ ...real, names, steps }, { ...answer, steps: unfold(answer.steps) }, { areas: AREAS });
  return {
    name: scenario.name,
    total: tally.total,
    agree: tally.agree,
    played,
    steps: scenario.steps.length,
    byArea: tally.byArea,
    differences: tally.diffs,
  };
}
