// Runs the tasks of a cluster in virtual time until nothing happens any more. The only place that moves the clock.
// Quiescent means: nobody waits for anything in the foreground, and nothing has changed for a while; retries, leases and
// deadlines that lie further ahead do not hold a dry run up.
import type { Instant, Key } from './controller.ts';

/** How long nothing may change before a cluster counts as settled; traces of a real one were cut the same way. */
export const QUIET_MS = 15_000;

/** How far and for how long to run. */
export interface RunOptions {
  /** Virtual time after which to stop, from the start of the run. Without it: one hour. */
  readonly deadlineMs?: number;
  /** How many changes the run may make. */
  readonly commitBudget?: number;
  /** Time without changes after which background work is no longer waited for. */
  readonly quietMs?: number;
  /** Run on for exactly this long, whatever is or is not pending: `wait N`. */
  readonly exactlyMs?: number;
  /** Called once per slice. */
  readonly onProgress?: (progress: RunProgress) => void;
  /** Asked once per slice; true ends the run. */
  readonly cancelled?: () => boolean;
  /** Tasks per slice. */
  readonly slice?: number;
}

/** Where a run stands. */
export interface RunProgress {
  readonly now: Instant;
  readonly tasks: number;
  readonly commits: number;
  readonly pending: number;
}

/** Why a run ended. */
export type RunEnd = 'quiescent' | 'deadline' | 'budget' | 'cancelled' | 'elapsed';

/** Who kept a cluster from coming to rest. */
export interface Unrest {
  readonly actor: string;
  readonly key: Key;
  /** How often it acted at one instant, or in the whole run. */
  readonly runs: number;
  readonly atOneInstant: boolean;
}

/** A bug of an actor: it threw. The run goes on without that step. */
export interface Fault {
  readonly actor: string;
  readonly key: Key;
  readonly message: string;
}

/** What a run gives. */
export interface RunResult {
  readonly end: RunEnd;
  readonly startedAt: Instant;
  /** When something changed for the last time. */
  readonly lastChangeAt: Instant;
  readonly endedAt: Instant;
  readonly tasks: number;
  readonly commits: number;
  /** Where the budget was used up: who acted most. */
  readonly unrest: readonly Unrest[];
  readonly faults: readonly Fault[];
}

/** The most often that one key may be looked at while the clock stands still. */
export const INSTANT_BUDGET = 2_000;
/** The most changes of a run. */
export const COMMIT_BUDGET = 2_000_000;
const DEADLINE_MS = 3_600_000;
const SLICE = 500;

/** What the loop drives. */
export interface Loop {
  now(): Instant;
  moveTo(now: Instant): void;
  /** The time of the next task; undefined if there is none. */
  nextAt(): Instant | undefined;
  /** How many tasks somebody waits for. */
  foreground(): number;
  pending(): number;
  commits(): number;
  /** When something that matters changed last. */
  lastChangeAt(): Instant;
  /** Runs the next task. */
  runNext(): { readonly actor: string; readonly key: Key; readonly fault?: string };
}

/** Counts who acts, to name who keeps a cluster busy. */
class Activity {
  #at: Instant = -1;
  #instant = new Map<string, number>();
  readonly #whole = new Map<string, number>();

  /** Counts one step; gives how often the key has acted at this instant. */
  count(actor: string, key: Key, now: Instant): number {
    if (now !== this.#at) {
      this.#at = now;
      this.#instant.clear();
    }
    const name = `${actor}\0${key}`;
    const runs = (this.#instant.get(name) ?? 0) + 1;
    this.#instant.set(name, runs);
    this.#whole.set(name, (this.#whole.get(name) ?? 0) + 1);
    return runs;
  }

  /** The busiest, at the present instant or in the whole run. */
  busiest(atOneInstant: boolean): Unrest[] {
    const counts = atOneInstant ? this.#instant : this.#whole;
    return [...counts]
      .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
      .slice(0, 3)
      .map(([name, runs]) => {
        const cut = name.indexOf('\0');
        return { actor: name.slice(0, cut), key: name.slice(cut + 1), runs, atOneInstant };
      });
  }
}

/**
 * Runs in slices: each `next()` runs some hundred tasks and yields, so that a caller can show progress, let others
 * have the thread, or stop.
 */
export function* run(loop: Loop, options: RunOptions = {}): Generator<RunProgress, RunResult> {
  const startedAt = loop.now();
  const deadline = startedAt + (options.exactlyMs ?? options.deadlineMs ?? DEADLINE_MS);
  const quietMs = options.quietMs ?? QUIET_MS;
  const firstCommit = loop.commits();
  const commitBudget = options.commitBudget ?? COMMIT_BUDGET;
  const activity = new Activity();
  const faults: Fault[] = [];
  let tasks = 0;
  const result = (end: RunEnd, unrest: readonly Unrest[] = []): RunResult => ({
    end,
    startedAt,
    lastChangeAt: Math.max(startedAt, loop.lastChangeAt()),
    endedAt: loop.now(),
    tasks,
    commits: loop.commits() - firstCommit,
    unrest,
    faults,
  });
  for (;;) {
    const next = loop.nextAt();
    const quietAt = Math.max(startedAt, loop.lastChangeAt()) + quietMs;
    if (options.exactlyMs === undefined && (next === undefined || (loop.foreground() === 0 && next > quietAt))) {
      loop.moveTo(Math.max(loop.now(), quietAt));
      return result('quiescent');
    }
    if (next === undefined || next > deadline) {
      loop.moveTo(deadline);
      return result(options.exactlyMs === undefined ? 'deadline' : 'elapsed');
    }
    loop.moveTo(Math.max(loop.now(), next));
    const { actor, key, fault } = loop.runNext();
    tasks++;
    if (fault !== undefined && faults.length < 20) faults.push({ actor, key, message: fault });
    if (activity.count(actor, key, loop.now()) > INSTANT_BUDGET) return result('budget', activity.busiest(true));
    if (loop.commits() - firstCommit > commitBudget) return result('budget', activity.busiest(false));
    if (tasks % (options.slice ?? SLICE) === 0) {
      const progress = { now: loop.now(), tasks, commits: loop.commits() - firstCommit, pending: loop.pending() };
      options.onProgress?.(progress);
      if (options.cancelled?.() === true) return result('cancelled');
      yield progress;
    }
  }
}
