// What etcd is to a real cluster: every object as it is now, one revision per change, nothing else. It knows nothing
// of defaults, validation or finalizers (that is apiServer.ts), and it forks in O(kinds).
import { digestOf, Digest, freezeJson, jsonText } from '../base/json.ts';
import { SortedMap } from '../base/sortedMap.ts';
import { gvkKey, gvkOf, type GroupVersionKind } from '../api/gvk.ts';
import type { ApiObject } from '../api/kindRules.ts';
import { nameOf, namespaceOf } from '../api/objectMeta.ts';
import type { Commit, DeepReadonly, Instant } from './controller.ts';
import { Views, type View } from './view.ts';

/** Any object as it is stored. */
export type Stored = DeepReadonly<ApiObject>;

/** Told of every change, after it has been made and before anybody reads again. */
export type CommitListener = (commit: Commit) => void;

/** The key of an object within its kind; texts of this form sort by namespace, then name. */
const placeOf = (namespace: string, name: string): string => `${namespace}\0${name}`;

const kindKeys = new WeakMap<GroupVersionKind, string>();

/** `gvkKey`, remembered per value: types are module constants, and this is asked at every read. */
export function kindKeyOf(gvk: GroupVersionKind): string {
  let key = kindKeys.get(gvk);
  if (key === undefined) {
    key = gvkKey(gvk);
    kindKeys.set(gvk, key);
  }
  return key;
}

const EMPTY = new SortedMap<Stored>();

/** The objects of one cluster with their indexes, and a digest of everything that ever happened to them. */
export class Store {
  #kinds = new Map<string, SortedMap<Stored>>();
  /** owner uid → kind → place: what refers to an owner. */
  #owned = new SortedMap<Stored>();
  /** kind → place: what no controller manages. */
  #orphans = new SortedMap<Stored>();
  #views = new Views();
  /** kind → revision of the last change. */
  #changes = new Map<string, number>();
  #revision = 0;
  #commits = 0;
  #digest = new Digest();
  readonly #listeners: CommitListener[] = [];

  /** The revision of the last change; strictly rising. */
  get revision(): number {
    return this.#revision;
  }

  /** How many changes there have been. */
  get commits(): number {
    return this.#commits;
  }

  /** The digest of all changes so far: equal histories, equal digests. */
  get journalHash(): string {
    return this.#digest.toText();
  }

  /** Registers a listener; call what it gives to unregister. */
  onCommit(listener: CommitListener): () => void {
    this.#listeners.push(listener);
    return () => {
      const at = this.#listeners.indexOf(listener);
      if (at >= 0) this.#listeners.splice(at, 1);
    };
  }

  /** An independent store with the same content and history; listeners stay with the original. */
  fork(): Store {
    const copy = new Store();
    for (const [kind, objects] of this.#kinds) copy.#kinds.set(kind, objects.fork());
    copy.#owned = this.#owned.fork();
    copy.#orphans = this.#orphans.fork();
    copy.#changes = new Map(this.#changes);
    copy.#revision = this.#revision;
    copy.#commits = this.#commits;
    copy.#digest = new Digest(this.#digest.save());
    return copy;
  }

  get(gvk: GroupVersionKind, namespace: string, name: string): Stored | undefined {
    return this.#kinds.get(kindKeyOf(gvk))?.get(placeOf(namespace, name));
  }

  /** In the order of namespace and name. */
  list(gvk: GroupVersionKind, namespace?: string): readonly Stored[] {
    const objects = this.#kinds.get(kindKeyOf(gvk)) ?? EMPTY;
    return objects.valuesFrom(namespace === undefined ? '' : placeOf(namespace, ''));
  }

  /** How many objects of a kind there are. */
  count(gvk: GroupVersionKind): number {
    return this.#kinds.get(kindKeyOf(gvk))?.size ?? 0;
  }

  /** The revision of the last change to any object of a kind; 0 if there was none. */
  changedAt(gvk: GroupVersionKind): number {
    return this.#changes.get(kindKeyOf(gvk)) ?? 0;
  }

  /** The types of which there are objects, in the order of their names. */
  kinds(): readonly GroupVersionKind[] {
    const kinds: GroupVersionKind[] = [];
    for (const key of [...this.#kinds.keys()].sort()) {
      if ((this.#kinds.get(key)?.size ?? 0) === 0) continue;
      const slash = key.lastIndexOf('/');
      kinds.push(gvkOf(key.slice(0, slash), key.slice(slash + 1)));
    }
    return kinds;
  }

  /** What has an owner reference to `uid`, of one kind or of all. */
  ownedBy(uid: string, gvk?: GroupVersionKind): readonly Stored[] {
    return this.#owned.valuesFrom(gvk === undefined ? `${uid}\0` : `${uid}\0${kindKeyOf(gvk)}\0`);
  }

  /** What no controller manages. */
  orphans(gvk: GroupVersionKind, namespace: string): readonly Stored[] {
    return this.#orphans.valuesFrom(`${kindKeyOf(gvk)}\0${placeOf(namespace, '')}`);
  }

  view<V>(view: View<V>): V {
    return this.#views.get(view, (gvk) => this.list(gvk));
  }

  /**
   * Puts `object` in the place of `before` (undefined: it is new). It gets the next revision and is frozen; the
   * caller gives it away.
   */
  write(gvk: GroupVersionKind, object: ApiObject, before: Stored | undefined, at: Instant): Stored {
    const revision = ++this.#revision;
    object.metadata = { ...object.metadata, resourceVersion: String(revision) };
    const after = freezeJson(object) as Stored;
    const kind = kindKeyOf(gvk);
    let objects = this.#kinds.get(kind);
    if (objects === undefined) {
      objects = new SortedMap();
      this.#kinds.set(kind, objects);
    }
    objects.set(placeOf(namespaceOf(object), nameOf(object)), after);
    this.#index(kind, before, after);
    this.#changed({ revision, at, gvk, ...(before ? { before } : {}), after });
    return after;
  }

  /** Removes an object that is stored. */
  remove(gvk: GroupVersionKind, before: Stored, at: Instant): void {
    const revision = ++this.#revision;
    const kind = kindKeyOf(gvk);
    const meta = before.metadata;
    this.#kinds.get(kind)?.delete(placeOf(meta?.namespace ?? '', meta?.name ?? ''));
    this.#index(kind, before, undefined);
    this.#changed({ revision, at, gvk, before });
  }

  #index(kind: string, before: Stored | undefined, after: Stored | undefined): void {
    const meta = (after ?? before)?.metadata;
    const place = `${kind}\0${placeOf(meta?.namespace ?? '', meta?.name ?? '')}`;
    const owners = after?.metadata?.ownerReferences;
    for (const owner of before?.metadata?.ownerReferences ?? []) {
      if (!owners?.some((other) => other.uid === owner.uid)) this.#owned.delete(`${owner.uid ?? ''}\0${place}`);
    }
    if (after) for (const owner of owners ?? []) this.#owned.set(`${owner.uid ?? ''}\0${place}`, after);
    if (after && !owners?.some((owner) => owner.controller === true)) this.#orphans.set(place, after);
    else if (before && !before.metadata?.ownerReferences?.some((owner) => owner.controller === true)) {
      this.#orphans.delete(place);
    }
  }

  #changed(commit: Commit): void {
    this.#commits++;
    this.#changes.set(kindKeyOf(commit.gvk), commit.revision);
    this.#digest.add(commitText(commit));
    this.#views.changed(commit);
    for (const listener of this.#listeners) listener(commit);
  }

  /** The content as JSON. */
  save(): SavedStore {
    return {
      revision: this.#revision,
      commits: this.#commits,
      digest: this.#digest.save(),
      objects: [...this.#kinds.keys()].sort().flatMap((kind) => this.#kinds.get(kind)?.valuesFrom('') ?? []),
    };
  }

  /** A store with a saved content. Parts that are equal text are shared again, as they were before saving. */
  static restore(saved: SavedStore): Store {
    const store = new Store();
    const shared = new Map<string, unknown>();
    for (const stored of saved.objects) {
      const object: Record<string, unknown> = { ...stored };
      const spec = object['spec'];
      if (spec !== undefined && stored.kind === 'Pod') {
        const text = jsonText(spec);
        if (!shared.has(text)) shared.set(text, freezeJson(spec));
        object['spec'] = shared.get(text);
      }
      const after = freezeJson(object) as Stored;
      const kind = gvkKey(gvkOf(after.apiVersion ?? '', after.kind ?? ''));
      let objects = store.#kinds.get(kind);
      if (objects === undefined) store.#kinds.set(kind, (objects = new SortedMap()));
      objects.set(placeOf(after.metadata?.namespace ?? '', after.metadata?.name ?? ''), after);
      store.#index(kind, undefined, after);
    }
    store.#revision = saved.revision;
    store.#commits = saved.commits;
    store.#digest = new Digest(saved.digest);
    return store;
  }
}

/** A store as JSON. */
export interface SavedStore {
  readonly revision: number;
  readonly commits: number;
  readonly digest: readonly [number, number];
  readonly objects: readonly Stored[];
}

/** What differs of a field, one level down: a Pod that is bound differs from its template in one of many fields. */
function fieldsText(value: unknown, old: unknown): string {
  if (typeof value !== 'object' || value === null || typeof old !== 'object' || old === null) return digestOf(value);
  let text = '';
  const before = old as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(value)) {
    const item = (value as Readonly<Record<string, unknown>>)[key];
    if (item !== before[key]) text += ` .${key}=${digestOf(item)}`;
  }
  return `${Object.keys(value).length}${text}`;
}

/** One line per change; what is shared with other objects goes in as its digest. */
function commitText({ revision, at, gvk, before, after }: Commit): string {
  let text = `${revision} ${at} ${kindKeyOf(gvk)} ${before ? (after ? 'M' : 'D') : 'A'}`;
  const object = (after ?? before) as Readonly<Record<string, unknown>>;
  if (after === undefined)
    return `${text} ${placeOf(before?.metadata?.namespace ?? '', before?.metadata?.name ?? '')}\n`;
  const old = before as Readonly<Record<string, unknown>> | undefined;
  for (const field of Object.keys(object)) {
    if (old !== undefined && old[field] === object[field]) continue;
    if (field === 'metadata' || field === 'status') text += ` ${field}=${jsonText(object[field])}`;
    else text += ` ${field}=${fieldsText(object[field], old?.[field])}`;
  }
  return `${text}\n`;
}
