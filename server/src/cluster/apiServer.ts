// The API server: the only door into the store. Each request runs to its end at one instant of virtual time.
// What happens inside stands in apiServer/*.ts, one file per kind of request.
import { cloneJson } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import { gvkOf, type GroupVersionKind, type KnownKind } from '../api/gvk.ts';
import type { ApiObject } from '../api/kindRules.ts';
import { isNamespaced, resourceOf, type ApiResource } from '../api/resource.ts';
import { notFoundStatus, type Status } from '../api/status.ts';
import type { Scale } from '../api/types.generated.ts';
import { applyFrom, type ApplyOptions } from './apiServer/apply.ts';
import { create, createFrom, named } from './apiServer/create.ts';
import { remove } from './apiServer/delete.ts';
import {
  noSuchResource,
  pluralOf,
  specOf,
  type Answer,
  type ApiHost,
  type Draft,
  type WriteOptions,
} from './apiServer/host.ts';
import { managersOf, setManagers, type ManagerEntry } from './apiServer/managers.ts';
import { patchFrom, type PatchType } from './apiServer/patch.ts';
import { bind, createPod, evict } from './apiServer/pods.ts';
import { getScale, setScale } from './apiServer/scale.ts';
import { updateStatus } from './apiServer/status.ts';
import { store, update, updateFrom, updateMetadata } from './apiServer/update.ts';
import { asVersion, customKinds, kindOf, storedKind } from './customKinds.ts';
import type { DeepReadonly, DeleteOptions, ReadApi } from './controller.ts';
import type { Stored } from './store.ts';
import { POD } from './types.ts';

export type { Accepted, Answer, WriteOptions } from './apiServer/host.ts';

/** Other versions of a kind that are stored as one. */
const STORED_AS: Readonly<Record<string, GroupVersionKind>> = {
  'events.k8s.io/v1/Event': { group: '', version: 'v1', kind: 'Event' },
  'autoscaling/v1/HorizontalPodAutoscaler': { group: 'autoscaling', version: 'v2', kind: 'HorizontalPodAutoscaler' },
};

/** The requests of clients (unchecked bodies) and of the cluster's own actors (right types, trusted). */
export class ApiServer {
  readonly #host: ApiHost;
  /** What every write of this client says of itself. */
  readonly #own: WriteOptions;

  constructor(host: ApiHost, own: WriteOptions = {}) {
    this.#host = host;
    this.#own = own;
  }

  /** The same server for a client whose writes bear a name. */
  as(fieldManager: string): ApiServer {
    return new ApiServer(this.#host, { fieldManager });
  }

  /** Reading, as controllers do it. */
  get read(): ReadApi {
    return this.#host.read;
  }

  /** `GET` of one object. */
  get(type: GroupVersionKind, namespace: string, name: string): Result<Stored, Status> {
    const gvk = this.kindOf(type);
    if (!resourceOf(gvk)) return err(noSuchResource());
    const object = this.#host.store.get(storedAs(gvk), scopeOf(gvk, namespace), name);
    return object ? ok(asVersion(object, gvk)) : err(notFoundStatus(gvk.group, pluralOf(gvk), name));
  }

  /** A type with what the cluster's definitions say of it. */
  kindOf(gvk: KnownKind): KnownKind {
    return kindOf(this.#host.read, gvk);
  }

  /** The rows that the cluster's definitions add to discovery. */
  get customResources(): readonly ApiResource[] {
    return customKinds(this.#host.read).map(({ resource }) => resource);
  }

  /** `GET` of a list, in one namespace or in all. */
  list(type: GroupVersionKind, namespace?: string): readonly Stored[] {
    const gvk = this.kindOf(type);
    const objects = this.#host.store.list(storedAs(gvk), isNamespaced(gvk) === false ? undefined : namespace);
    return gvk.custom === undefined ? objects : objects.map((object) => asVersion(object, gvk));
  }

  /** `POST`: what a client sends, decoded strictly. */
  create(type: GroupVersionKind, namespace: string, value: unknown, options: WriteOptions = {}): Answer {
    const gvk = this.kindOf(type);
    return createFrom(this.#host, gvk, scopeOf(gvk, namespace), value, { ...this.#own, ...options });
  }

  /** `PUT`. */
  update(type: GroupVersionKind, namespace: string, name: string, value: unknown, options: WriteOptions = {}): Answer {
    const gvk = this.kindOf(type);
    return updateFrom(this.#host, gvk, scopeOf(gvk, namespace), name, value, { ...this.#own, ...options });
  }

  /** `PATCH`, of the object or of its status. */
  patch(
    kind: GroupVersionKind,
    namespace: string,
    name: string,
    type: PatchType,
    patch: unknown,
    options: WriteOptions = {},
    subresource?: 'status',
  ): Answer {
    const gvk = this.kindOf(kind);
    const stored = gvk.custom === undefined ? storedAs(gvk) : gvk;
    const all = { ...this.#own, ...options };
    return patchFrom(this.#host, stored, scopeOf(gvk, namespace), name, type, patch, all, subresource);
  }

  /** `PATCH` with `application/apply-patch+yaml`. */
  apply(type: GroupVersionKind, namespace: string, name: string, config: unknown, options: ApplyOptions): Answer {
    const gvk = this.kindOf(type);
    return applyFrom(this.#host, storedAs(gvk), scopeOf(gvk, namespace), name, config, options);
  }

  /** Who owns which fields of an object. */
  managersOf(object: Stored): readonly ManagerEntry[] {
    return managersOf(this.#host, typeOf(object), object);
  }

  /** Writes down anew who owns which fields, as a patch of `metadata.managedFields` does. */
  setManagers(object: Stored, entries: readonly ManagerEntry[]): void {
    setManagers(this.#host, typeOf(object), object, entries);
  }

  /** `DELETE` of one object. */
  delete(
    type: GroupVersionKind,
    namespace: string,
    name: string,
    options: DeleteOptions = {},
    write: WriteOptions = {},
  ): Answer {
    const gvk = this.kindOf(type);
    return remove(this.#host, storedAs(gvk), scopeOf(gvk, namespace), name, options, write);
  }

  /** `GET …/scale`. */
  getScale(type: GroupVersionKind, namespace: string, name: string): Result<DeepReadonly<Scale>, Status> {
    return getScale(this.#host, this.kindOf(type), namespace, name);
  }

  /** `PUT …/scale`. */
  setScale(
    gvk: GroupVersionKind,
    namespace: string,
    name: string,
    replicas: number,
    resourceVersion?: string,
    options: WriteOptions = {},
  ): Answer {
    return setScale(this.#host, this.kindOf(gvk), namespace, name, replicas, resourceVersion, {
      ...this.#own,
      ...options,
    });
  }

  /** `POST …/binding`. */
  bind(namespace: string, pod: string, node: string): Answer {
    return bind(this.#host, namespace, pod, node);
  }

  /** `POST …/eviction`. */
  evict(namespace: string, pod: string, gracePeriodSeconds?: number, options: WriteOptions = {}): Answer {
    return evict(this.#host, namespace, pod, gracePeriodSeconds, options);
  }

  /** A create by an actor of the cluster: not decoded, but defaulted, admitted and validated. */
  createTrusted(object: ApiObject): Answer {
    const gvk = this.kindOf(typeOf(object));
    if (gvk.kind === 'Pod' && gvk.group === '') return createPod(this.#host, object);
    return create(this.#host, gvk, object.metadata?.namespace ?? '', named(cloneJson(object), gvk));
  }

  /** An update by an actor. Where only metadata changes, only metadata is looked at. */
  updateTrusted(object: DeepReadonly<ApiObject>): Answer {
    const gvk = this.kindOf(typeOf(object));
    const { namespace = '', name = '' } = object.metadata ?? {};
    const old = this.#host.store.get(gvk, namespace, name);
    if (!old) return err(notFoundStatus(gvk.group, pluralOf(gvk), name));
    if (gvk.kind === 'Pod' && specOf(object) === specOf(old)) {
      return updateMetadata(this.#host, POD, { ...old, metadata: cloneJson(object.metadata) } as Draft, old);
    }
    return update(this.#host, gvk, cloneJson(object) as Draft, old);
  }

  /** A status update by an actor. */
  updateStatusTrusted(object: DeepReadonly<ApiObject>): Answer {
    return updateStatus(this.#host, typeOf(object), object as Draft);
  }

  /** `PUT namespaces/NAME/finalize`: how the namespace controller lets a namespace go. */
  finalizeNamespace(namespace: Stored): Answer {
    const gvk = typeOf(namespace);
    const old = this.#host.store.get(gvk, '', namespace.metadata?.name ?? '');
    if (!old) return err(notFoundStatus('', 'namespaces', namespace.metadata?.name ?? ''));
    const draft = { ...cloneJson(old), spec: { ...specOf(namespace) } } as Draft;
    return ok({ ...store(this.#host, gvk, draft, old, {}), warnings: [] });
  }
}

const types = new Map<string, GroupVersionKind>();

/** The type of an object that says it. */
function typeOf(object: DeepReadonly<ApiObject>): GroupVersionKind {
  const text = `${object.apiVersion ?? ''}/${object.kind ?? ''}`;
  let gvk = types.get(text);
  if (gvk === undefined) {
    gvk = gvkOf(object.apiVersion ?? '', object.kind ?? '');
    types.set(text, gvk);
  }
  return gvk;
}

const storedAs = (gvk: KnownKind): KnownKind => STORED_AS[`${gvk.group}/${gvk.version}/${gvk.kind}`] ?? storedKind(gvk);

/** The namespace of a request; none for cluster-scoped types. */
const scopeOf = (gvk: KnownKind, namespace: string): string => (isNamespaced(gvk) === false ? '' : namespace);
