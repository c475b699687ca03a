// Who looks at what, and when. Tasks are plain data, so that a queue forks and is saved with its cluster. An actor's
// key waits at most once: whoever asks again moves it forward, as upstream's work queues do by dropping duplicates.
// Source: staging/src/k8s.io/client-go/util/workqueue/{queue,delaying_queue,default_rate_limiters}.go, 1.36.
import { SortedMap } from '../base/sortedMap.ts';
import type { Instant, Key } from './controller.ts';

/** One key of one actor, due at a time. `seq` orders what is due at the same time. */
export interface Task {
  readonly actor: string;
  readonly key: Key;
  readonly at: Instant;
  readonly seq: number;
  /** Does not keep the cluster from being quiescent. */
  readonly background: boolean;
}

/** The base and the most of the delay after errors: 5 ms × 2^n, at most 1000 s. */
const RETRY_BASE_MS = 5;
const RETRY_MAX_MS = 1_000_000;
/** Later retries do not hold a dry run up: what can still come right by itself has come right by then. */
const PATIENT_RETRIES = 9;

const nameOf = (actor: string, key: Key): string => `${actor}\0${key}`;
const orderOf = (at: Instant, seq: number): string => `${String(at).padStart(16, '0')}${String(seq).padStart(12, '0')}`;

/** The pending tasks of a cluster. */
export class Workqueue {
  #due = new SortedMap<Task>();
  #pending = new SortedMap<Task>();
  #failures = new SortedMap<number>();
  #foreground = 0;
  #seq = 0;

  /** How many tasks wait. */
  get size(): number {
    return this.#due.size;
  }

  /** How many of them somebody has to wait for. */
  get foreground(): number {
    return this.#foreground;
  }

  fork(): Workqueue {
    const copy = new Workqueue();
    copy.#due = this.#due.fork();
    copy.#pending = this.#pending.fork();
    copy.#failures = this.#failures.fork();
    copy.#foreground = this.#foreground;
    copy.#seq = this.#seq;
    return copy;
  }

  /** Makes the actor look at the key at `at`, or sooner if it was going to. */
  add(actor: string, key: Key, at: Instant, background = false): void {
    const name = nameOf(actor, key);
    const pending = this.#pending.get(name);
    if (pending) {
      if (pending.at <= at && (background || !pending.background)) return;
      this.#drop(name, pending);
    }
    const seq = pending && pending.at <= at ? pending.seq : this.#seq++;
    const task: Task = {
      actor,
      key,
      at: pending ? Math.min(pending.at, at) : at,
      seq,
      background: background && (pending?.background ?? true),
    };
    this.#pending.set(name, task);
    this.#due.set(orderOf(task.at, task.seq), task);
    if (!task.background) this.#foreground++;
  }

  /** Makes the actor look again after an error, later each time. */
  retry(actor: string, key: Key, now: Instant): void {
    const name = nameOf(actor, key);
    const failures = this.#failures.get(name) ?? 0;
    this.#failures.set(name, failures + 1);
    const delayMs = Math.min(RETRY_BASE_MS * 2 ** Math.min(failures, 30), RETRY_MAX_MS);
    this.add(actor, key, now + delayMs, failures >= PATIENT_RETRIES);
  }

  /** Forgets the errors of a key, after a success. */
  forget(actor: string, key: Key): void {
    if (this.#failures.size > 0) this.#failures.delete(nameOf(actor, key));
  }

  /** How often the key has failed in a row. */
  failuresOf(actor: string, key: Key): number {
    return this.#failures.get(nameOf(actor, key)) ?? 0;
  }

  /** The next task, left where it is. */
  peek(): Task | undefined {
    return this.#due.first()?.[1];
  }

  /** Takes the next task. */
  pop(): Task | undefined {
    const task = this.peek();
    if (task) this.#drop(nameOf(task.actor, task.key), task);
    return task;
  }

  #drop(name: string, task: Task): void {
    this.#pending.delete(name);
    this.#due.delete(orderOf(task.at, task.seq));
    if (!task.background) this.#foreground--;
  }

  /** The tasks in the order in which they will run. */
  tasks(): readonly Task[] {
    return this.#due.valuesFrom('');
  }

  save(): SavedWorkqueue {
    return { seq: this.#seq, tasks: this.tasks(), failures: this.#failures.entriesFrom('') };
  }

  static restore(saved: SavedWorkqueue): Workqueue {
    const queue = new Workqueue();
    for (const task of saved.tasks) {
      queue.#pending.set(nameOf(task.actor, task.key), task);
      queue.#due.set(orderOf(task.at, task.seq), task);
      if (!task.background) queue.#foreground++;
    }
    for (const [name, failures] of saved.failures) queue.#failures.set(name, failures);
    queue.#seq = saved.seq;
    return queue;
  }
}

/** A queue as JSON. */
export interface SavedWorkqueue {
  readonly seq: number;
  readonly tasks: readonly Task[];
  readonly failures: ReadonlyArray<readonly [string, number]>;
}
