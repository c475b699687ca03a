// One embedded cluster: store, API server, actors and clock. It forks in microseconds, is saved as JSON, and does
// nothing until somebody runs it.
import { Prng } from '../base/prng.ts';
import { SortedMap } from '../base/sortedMap.ts';
import { freezeJson } from '../base/json.ts';
import type { Decoder } from '../api/decoder.ts';
import type { ApiObject } from '../api/kindRules.ts';
import type { PatchSchema } from '../api/patchSchema.ts';
import { isBuiltIn } from '../api/resource.ts';
import { ActorApi, StoreReader } from './actorApi.ts';
import { actors as defaultActors } from './actors.ts';
import { ApiServer } from './apiServer.ts';
import { forgetManagers } from './apiServer/managers.ts';
import type { Commit, Controller, Instant, Key, ReadApi, Watch } from './controller.ts';
import { ANY_CUSTOM } from './customKinds.ts';
import { DEFAULT_NODES, NAMESPACES, PRIORITY_CLASSES, START_MS } from './defaultCluster.ts';
import { run, type Loop, type RunOptions, type RunProgress, type RunResult } from './eventLoop.ts';
import { kindKeyOf, Store, type SavedStore } from './store.ts';
import { EVENT, LEASE, NODE } from './types.ts';
import { Workqueue, type SavedWorkqueue } from './workqueue.ts';

/** What a cluster is made of. The same options and the same requests give the same cluster, byte by byte. */
export interface ClusterOptions {
  readonly decoder: Decoder;
  readonly patchSchema: PatchSchema;
  readonly seed?: string;
  /** Node manifests as parsed; without them the default cluster. */
  readonly nodes?: readonly unknown[];
  /** Without it the actors of a default cluster. */
  readonly actors?: readonly Controller[];
}

type SavedPrng = ReturnType<Prng['save']>;

/** A cluster as JSON. */
export interface SavedCluster {
  readonly version: 1;
  readonly now: Instant;
  readonly lastChangeAt: Instant;
  readonly store: SavedStore;
  readonly queue: SavedWorkqueue;
  readonly memory: ReadonlyArray<readonly [string, unknown]>;
  readonly prngs: ReadonlyArray<readonly [string, SavedPrng]>;
}

interface Actor {
  readonly controller: Controller;
  readonly api: ActorApi;
}

interface Parts {
  readonly store: Store;
  readonly queue: Workqueue;
  readonly memory: SortedMap<unknown>;
  readonly now: Instant;
  readonly lastChangeAt: Instant;
  prng(name: string): Prng;
}

/** What counts as a change when a cluster comes to rest: not that something was said or a lease renewed. */
const UNREMARKABLE = new Set([kindKeyOf(EVENT), kindKeyOf(LEASE)]);

/** A cluster. */
export class Cluster {
  readonly options: ClusterOptions;
  readonly server: ApiServer;
  readonly read: ReadApi;
  readonly #store: Store;
  readonly #queue: Workqueue;
  readonly #memory: SortedMap<unknown>;
  readonly #prngs = new Map<string, Prng>();
  readonly #actors = new Map<string, Actor>();
  readonly #watches = new Map<string, Array<readonly [string, Watch]>>();
  #now: Instant;
  #lastChangeAt: Instant;

  private constructor(options: ClusterOptions, parts: Parts) {
    this.options = options;
    this.#store = parts.store;
    this.#queue = parts.queue;
    this.#memory = parts.memory;
    this.#now = parts.now;
    this.#lastChangeAt = parts.lastChangeAt;
    const host = { store: this.#store, memory: this.#memory, now: () => this.#now };
    this.read = new StoreReader(host);
    const prng = (name: string): Prng => {
      const made = parts.prng(name);
      this.#prngs.set(name, made);
      return made;
    };
    this.server = new ApiServer({
      ...host,
      decoder: options.decoder,
      patchSchema: options.patchSchema,
      prng: prng('apiserver'),
      read: this.read,
    });
    for (const controller of options.actors ?? defaultActors) {
      const { name } = controller;
      this.#actors.set(name, { controller, api: new ActorApi(name, host, this.server, prng(name)) });
      for (const watch of controller.watches) {
        const kind = kindKeyOf(watch.gvk);
        this.#watches.set(kind, [...(this.#watches.get(kind) ?? []), [name, watch]]);
      }
    }
    this.#store.onCommit((commit) => this.#committed(commit));
  }

  /** A new cluster with its nodes and namespaces, not yet run: `runUntilQuiescent()` lets it come up. */
  static create(options: ClusterOptions): Cluster {
    const root = new Prng(options.seed ?? '0');
    const cluster = new Cluster(options, {
      store: new Store(),
      queue: new Workqueue(),
      memory: new SortedMap(),
      now: START_MS,
      lastChangeAt: START_MS,
      prng: (name) => root.fork(name),
    });
    const expect = (object: ApiObject): void => void cluster.server.createTrusted(object);
    for (const name of NAMESPACES) {
      expect({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
      expect({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } });
    }
    for (const object of PRIORITY_CLASSES) expect(object);
    for (const node of options.nodes ?? DEFAULT_NODES) {
      cluster.server.create(NODE, '', node, { fieldValidation: 'Ignore' });
    }
    for (const { controller, api } of cluster.#actors.values()) {
      for (const key of controller.initialKeys?.(api) ?? []) cluster.#queue.add(controller.name, key, cluster.#now);
    }
    return cluster;
  }

  /** Virtual time. */
  get now(): Instant {
    return this.#now;
  }

  /** The digest of everything that ever happened. */
  get journalHash(): string {
    return this.#store.journalHash;
  }

  /** How many changes there have been. */
  get commits(): number {
    return this.#store.commits;
  }

  /** Every object, in the order of types, namespaces and names. */
  objects(): readonly ReturnType<ReadApi['list']>[number][] {
    return this.#store.kinds().flatMap((gvk) => this.#store.list(gvk));
  }

  /** Tells a listener of every change from now on; call what it gives to stop. Forks do not inherit it. */
  onCommit(listener: (commit: Commit) => void): () => void {
    return this.#store.onCommit(listener);
  }

  /** An independent cluster in the same state. Nothing is copied until one of the two writes. */
  fork(): Cluster {
    return new Cluster(this.options, {
      store: this.#store.fork(),
      queue: this.#queue.fork(),
      memory: this.#memory.fork(),
      now: this.#now,
      lastChangeAt: this.#lastChangeAt,
      prng: (name) => this.#prngs.get(name)?.clone() ?? new Prng(this.options.seed ?? '0').fork(name),
    });
  }

  /** The cluster as JSON: objects, pending tasks, memories and generators. */
  save(): SavedCluster {
    return {
      version: 1,
      now: this.#now,
      lastChangeAt: this.#lastChangeAt,
      store: this.#store.save(),
      queue: this.#queue.save(),
      memory: this.#memory.entriesFrom(''),
      prngs: [...this.#prngs].map(([name, prng]) => [name, prng.save()] as const),
    };
  }

  /** A cluster as it was saved. */
  static restore(options: ClusterOptions, saved: SavedCluster): Cluster {
    const prngs = new Map(saved.prngs);
    return new Cluster(options, {
      store: Store.restore(saved.store),
      queue: Workqueue.restore(saved.queue),
      memory: new SortedMap(saved.memory.map(([key, value]) => [key, freezeJson(value)] as const)),
      now: saved.now,
      lastChangeAt: saved.lastChangeAt,
      prng: (name) => {
        const state = prngs.get(name);
        return state ? Prng.restore(state) : new Prng(options.seed ?? '0').fork(name);
      },
    });
  }

  /** Runs in slices; see eventLoop.ts. */
  run(options: RunOptions = {}): Generator<RunProgress, RunResult> {
    return run(this.#loop(), options);
  }

  /** Runs until nothing happens any more, or until the options say so. */
  runUntilQuiescent(options: RunOptions = {}): RunResult {
    const steps = this.run(options);
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
    }
  }

  #loop(): Loop {
    return {
      now: () => this.#now,
      moveTo: (now) => void (this.#now = now),
      nextAt: () => this.#queue.peek()?.at,
      foreground: () => this.#queue.foreground,
      pending: () => this.#queue.size,
      commits: () => this.#store.commits,
      lastChangeAt: () => this.#lastChangeAt,
      runNext: () => this.#runNext(),
    };
  }

  #runNext(): { actor: string; key: Key; fault?: string } {
    const task = this.#queue.pop();
    const actor = this.#actors.get(task?.actor ?? '');
    if (!task || !actor) return { actor: task?.actor ?? '', key: task?.key ?? '' };
    const { key } = task;
    try {
      const outcome = actor.controller.reconcile(key, actor.api);
      if (outcome.ok) {
        this.#queue.forget(task.actor, key);
        if (outcome.value) {
          const { afterMs, background } = outcome.value;
          this.#queue.add(task.actor, key, this.#now + Math.max(0, Math.ceil(afterMs)), background);
        }
      } else this.#queue.retry(task.actor, key, this.#now);
      return { actor: task.actor, key };
    } catch (error) {
      this.#queue.retry(task.actor, key, this.#now);
      const fault = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { actor: task.actor, key, fault };
    }
  }

  #committed(commit: Commit): void {
    const kind = kindKeyOf(commit.gvk);
    if (!UNREMARKABLE.has(kind)) this.#lastChangeAt = this.#now;
    if (!commit.after && commit.before) forgetManagers({ memory: this.#memory }, commit.gvk, commit.before);
    // Custom resources are watched by who watches them all.
    const watches = this.#watches.get(isBuiltIn(commit.gvk) ? kind : kindKeyOf(ANY_CUSTOM)) ?? [];
    for (const [actor, watch] of watches) {
      if (watch.keys) {
        for (const key of watch.keys(commit, this.read)) this.#queue.add(actor, key, this.#now);
      } else this.#queue.add(actor, ownKey(commit), this.#now);
    }
  }

  /** Why an actor's key is tried again and again: for explanations. */
  failuresOf(actor: string, key: Key): number {
    return this.#queue.failuresOf(actor, key);
  }
}

/** `namespace/name`, or the name alone. */
function ownKey({ before, after }: Commit): Key {
  const meta = (after ?? before)?.metadata;
  const namespace = meta?.namespace ?? '';
  return namespace === '' ? (meta?.name ?? '') : `${namespace}/${meta?.name ?? ''}`;
}
