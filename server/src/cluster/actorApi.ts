// What one actor sees and does: the cluster through its own name, generator and memory.
import { freezeJson } from '../base/json.ts';
import type { Prng } from '../base/prng.ts';
import { ok, type Result } from '../base/result.ts';
import type { SortedMap } from '../base/sortedMap.ts';
import type { GroupVersionKind } from '../api/gvk.ts';
import type { ApiObject } from '../api/kindRules.ts';
import type { Status } from '../api/status.ts';
import type { ApiServer, Answer } from './apiServer.ts';
import type { ClusterApi, DeepReadonly, DeleteOptions, EventSubject, Instant, Key, ReadApi } from './controller.ts';
import { record } from './events.ts';
import type { Store } from './store.ts';
import type { View } from './view.ts';

/** What the parts of a cluster share. */
export interface ActorHost {
  readonly store: Store;
  readonly memory: SortedMap<unknown>;
  now(): Instant;
}

/** Reading the store. */
export class StoreReader implements ReadApi {
  readonly #host: ActorHost;

  constructor(host: ActorHost) {
    this.#host = host;
  }

  get now(): Instant {
    return this.#host.now();
  }

  get<T extends ApiObject>(gvk: GroupVersionKind, namespace: string, name: string): DeepReadonly<T> | undefined {
    return this.#host.store.get(gvk, namespace, name) as DeepReadonly<T> | undefined;
  }

  list<T extends ApiObject>(gvk: GroupVersionKind, namespace?: string): readonly DeepReadonly<T>[] {
    return this.#host.store.list(gvk, namespace) as readonly DeepReadonly<T>[];
  }

  ownedBy<T extends ApiObject>(gvk: GroupVersionKind, uid: string): readonly DeepReadonly<T>[] {
    return this.#host.store.ownedBy(uid, gvk) as readonly DeepReadonly<T>[];
  }

  dependents(uid: string): readonly DeepReadonly<ApiObject>[] {
    return this.#host.store.ownedBy(uid);
  }

  orphans<T extends ApiObject>(gvk: GroupVersionKind, namespace: string): readonly DeepReadonly<T>[] {
    return this.#host.store.orphans(gvk, namespace) as readonly DeepReadonly<T>[];
  }

  view<V>(view: View<V>): V {
    return this.#host.store.view(view);
  }
}

const objectOf = <T>(answer: Answer): Result<DeepReadonly<T>, Status> =>
  answer.ok ? ok(answer.value.object as DeepReadonly<T>) : answer;

const nothingOf = (answer: Answer): Result<void, Status> => (answer.ok ? ok(undefined) : answer);

/** The cluster as one actor has it. */
export class ActorApi extends StoreReader implements ClusterApi {
  readonly prng: Prng;
  readonly #name: string;
  readonly #host: ActorHost;
  readonly #server: ApiServer;

  constructor(name: string, host: ActorHost, server: ApiServer, prng: Prng) {
    super(host);
    this.#name = name;
    this.#host = host;
    this.#server = server;
    this.prng = prng;
  }

  create<T extends ApiObject>(object: T): Result<DeepReadonly<T>, Status> {
    return objectOf<T>(this.#server.createTrusted(object));
  }

  update<T extends ApiObject>(object: DeepReadonly<T>): Result<DeepReadonly<T>, Status> {
    return objectOf<T>(this.#server.updateTrusted(object));
  }

  updateStatus<T extends ApiObject>(object: DeepReadonly<T>): Result<DeepReadonly<T>, Status> {
    return objectOf<T>(this.#server.updateStatusTrusted(object));
  }

  delete(gvk: GroupVersionKind, namespace: string, name: string, options?: DeleteOptions): Result<void, Status> {
    return nothingOf(this.#server.delete(gvk, namespace, name, options));
  }

  finalizeNamespace(namespace: DeepReadonly<ApiObject>): Result<void, Status> {
    return nothingOf(this.#server.finalizeNamespace(namespace));
  }

  bind(namespace: string, pod: string, node: string): Result<void, Status> {
    return nothingOf(this.#server.bind(namespace, pod, node));
  }

  evict(namespace: string, pod: string, gracePeriodSeconds?: number): Result<void, Status> {
    return nothingOf(this.#server.evict(namespace, pod, gracePeriodSeconds));
  }

  event(subject: EventSubject, type: 'Normal' | 'Warning', reason: string, message: string, fieldPath?: string): void {
    record(this.#host, { component: this.#name, subject, type, reason, message, fieldPath });
  }

  recall<T>(key: Key): T | undefined {
    return this.#host.memory.get(`${this.#name}\0${key}`) as T | undefined;
  }

  remember(key: Key, value: unknown): void {
    this.#host.memory.set(`${this.#name}\0${key}`, freezeJson(value));
  }

  forget(key: Key): void {
    this.#host.memory.delete(`${this.#name}\0${key}`);
  }
}
