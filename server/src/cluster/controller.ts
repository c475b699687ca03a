// What an actor of the cluster is: controllers, the scheduler and the kubelets are all values of this type. The event
// loop runs them; nothing else does. Level-triggered: an actor looks at what is stored, never at what changed.
import type { DeepReadonly } from '../base/deepReadonly.ts';
import type { Prng } from '../base/prng.ts';
import type { Result } from '../base/result.ts';
import type { GroupVersionKind } from '../api/gvk.ts';
import type { ApiObject } from '../api/kindRules.ts';
import type { Status } from '../api/status.ts';
import type { View } from './view.ts';

export type { DeepReadonly } from '../base/deepReadonly.ts';

/** Virtual time in milliseconds since the epoch. Only the event loop moves it. */
export type Instant = number;

/** One change of the store, as watches see it. `before` is absent on create, `after` on removal. */
export interface Commit {
  readonly revision: number;
  readonly at: Instant;
  readonly gvk: GroupVersionKind;
  readonly before?: DeepReadonly<ApiObject>;
  readonly after?: DeepReadonly<ApiObject>;
}

/** `namespace/name`; for cluster-scoped objects the name alone. Actors may use keys of their own making, too. */
export type Key = string;

/** What makes an actor look again. */
export interface Watch {
  readonly gvk: GroupVersionKind;
  /** The keys to look at after a commit of that kind. Without it: the object's own key. */
  keys?(commit: Commit, api: ReadApi): Iterable<Key>;
}

/** When to look at the key again by itself. Nothing: not before something changes. */
export interface Requeue {
  readonly afterMs: number;
  /**
   * A background look (a lease, a resync) does not keep the cluster from being quiescent: a dry run does not wait for
   * it. A foreground one (a probe that is due, a back-off that ends, a deadline) does.
   */
  readonly background?: boolean;
}

/** Reading: always what is stored now, so that no cache is ever stale. Objects are frozen. */
export interface ReadApi {
  readonly now: Instant;
  get<T extends ApiObject>(gvk: GroupVersionKind, namespace: string, name: string): DeepReadonly<T> | undefined;
  /** All objects of a kind, in one namespace or (without `namespace`) in all, ordered by namespace and name. */
  list<T extends ApiObject>(gvk: GroupVersionKind, namespace?: string): readonly DeepReadonly<T>[];
  /** The objects that have an owner reference (controller or not) to `uid`, of one kind. */
  ownedBy<T extends ApiObject>(gvk: GroupVersionKind, uid: string): readonly DeepReadonly<T>[];
  /** The same of every kind. */
  dependents(uid: string): readonly DeepReadonly<ApiObject>[];
  /** The objects of a kind that no owner reference marks as managed by a controller: what may be adopted. */
  orphans<T extends ApiObject>(gvk: GroupVersionKind, namespace: string): readonly DeepReadonly<T>[];
  /** A view of the store, kept up to date by every commit (see view.ts). Not to be changed by who reads it. */
  view<V>(view: View<V>): V;
}

/** How to delete. Source: metav1.DeleteOptions. */
export interface DeleteOptions {
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
}

/** Writing: every change goes through the API server, is defaulted, admitted and validated there. */
export interface WriteApi {
  create<T extends ApiObject>(object: T): Result<DeepReadonly<T>, Status>;
  /** Replaces spec and metadata; a `resourceVersion` that is not the stored one is a conflict. */
  update<T extends ApiObject>(object: DeepReadonly<T>): Result<DeepReadonly<T>, Status>;
  /**
   * Replaces the status, and of the metadata what upstream's status strategies let pass: annotations (the Deployment
   * controller writes its revision that way), for most kinds labels and finalizers, too. The spec stays, the
   * generation does not rise. A `resourceVersion` that is not the stored one is a conflict.
   */
  updateStatus<T extends ApiObject>(object: DeepReadonly<T>): Result<DeepReadonly<T>, Status>;
  delete(gvk: GroupVersionKind, namespace: string, name: string, options?: DeleteOptions): Result<void, Status>;
  /** Takes the finalizer `kubernetes` of a namespace away, once it is empty (the `finalize` subresource). */
  finalizeNamespace(namespace: DeepReadonly<ApiObject>): Result<void, Status>;
  /** The `binding` subresource: gives a Pod its node. */
  bind(namespace: string, pod: string, node: string): Result<void, Status>;
  /** The `eviction` subresource; refused with 429 where a PodDisruptionBudget does not allow it. */
  evict(namespace: string, pod: string, gracePeriodSeconds?: number): Result<void, Status>;
}

/** What an event is about. */
export interface EventSubject {
  readonly apiVersion?: string | undefined;
  readonly kind?: string | undefined;
  readonly metadata?:
    | { readonly name?: string | undefined; readonly namespace?: string | undefined; readonly uid?: string | undefined }
    | undefined;
}

/** Everything an actor can do. */
export interface ClusterApi extends ReadApi, WriteApi {
  /** The actor's own generator, seeded by its name. */
  readonly prng: Prng;
  /** Records an Event object, aggregated as upstream's recorder does (count, "combined from similar events"). */
  event(subject: EventSubject, type: 'Normal' | 'Warning', reason: string, message: string, fieldPath?: string): void;
  /**
   * The actor's own memory under a key: plain JSON. It is saved and forked with the cluster. Whatever can be read from
   * the store must not be kept here.
   */
  recall<T>(key: Key): T | undefined;
  remember(key: Key, value: unknown): void;
  forget(key: Key): void;
}

/** An actor. Values of this type hold no state of their own. */
export interface Controller {
  /** As upstream names the component in events: `deployment-controller`, `default-scheduler`, `kubelet`. */
  readonly name: string;
  readonly watches: readonly Watch[];
  /** Keys that are looked at when the cluster is made. */
  initialKeys?(api: ReadApi): Iterable<Key>;
  /**
   * Brings one key closer to what is wanted. An error is tried again with upstream's rate limit
   * (5 ms × 2^n, at most 1000 s). It may write as often as it needs to; each write is a commit of its own.
   */
  reconcile(key: Key, api: ClusterApi): Result<Requeue | undefined, Status>;
}

/** What a file below controllers/ exports as `controller`. */
export type ControllerFactory = Controller;
