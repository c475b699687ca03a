// The garbage collector: what lost its owners goes, what is deleted in the foreground waits for its dependents, what is
// deleted with `orphan` lets them go. Source: pkg/controller/garbagecollector/{garbagecollector,graph_builder}.go, 1.36.
// Not modelled: owners in other namespaces, which upstream reports with an event.
import { ok, type Result } from '../../base/result.ts';
import { gvkOf, type GroupVersionKind } from '../../api/gvk.ts';
import type { ApiObject } from '../../api/kindRules.ts';
import { isNamespaced, resources } from '../../api/resource.ts';
import type { Status } from '../../api/status.ts';
import type { OwnerReference } from '../../api/types.generated.ts';
import { ANY_CUSTOM, kindOf, storedKind } from '../customKinds.ts';
import type { ClusterApi, Commit, Controller, DeepReadonly, Key, ReadApi, Requeue, Watch } from '../controller.ts';

type Stored = DeepReadonly<ApiObject>;
type Owner = DeepReadonly<OwnerReference>;

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';

/** Kinds are kept by their text, so that keys need no table. */
const types = new Map<string, GroupVersionKind>();

function typeOf(apiVersion: string, kind: string): GroupVersionKind {
  const text = `${apiVersion} ${kind}`;
  let gvk = types.get(text);
  if (!gvk) types.set(text, (gvk = gvkOf(apiVersion, kind)));
  return gvk;
}

const keyOf = (object: Stored): Key =>
  [object.apiVersion, object.kind, object.metadata?.namespace ?? '', object.metadata?.name].join(' ');

/** The owner as it is stored, if it is the very one that the reference means. */
function ownerOf(api: ReadApi, owner: Owner, namespace: string): Stored | undefined {
  const gvk = storedKind(kindOf(api, typeOf(owner.apiVersion ?? '', owner.kind ?? '')));
  const found = api.get(gvk, isNamespaced(gvk) === false ? '' : namespace, owner.name ?? '');
  return found?.metadata?.uid === owner.uid ? found : undefined;
}

const waitsForDependents = (object: Stored): boolean =>
  object.metadata?.deletionTimestamp !== undefined && object.metadata.finalizers?.includes(FOREGROUND) === true;

const isOrphaning = (object: Stored): boolean =>
  object.metadata?.deletionTimestamp !== undefined && object.metadata.finalizers?.includes(ORPHAN) === true;

/** What a change makes the collector look at. */
function* keysOf({ before, after }: Commit, api: ReadApi): Iterable<Key> {
  const namespace = (after ?? before)?.metadata?.namespace ?? '';
  if (!after) {
    for (const dependent of api.dependents(before?.metadata?.uid ?? '')) yield keyOf(dependent);
    for (const owner of before?.metadata?.ownerReferences ?? []) {
      const found = ownerOf(api, owner, namespace);
      if (found && waitsForDependents(found)) yield keyOf(found);
    }
    return;
  }
  const owners = after.metadata?.ownerReferences;
  if (
    owners !== before?.metadata?.ownerReferences &&
    owners?.some((owner) => !ownerOf(api, owner, namespace)) === true
  ) {
    yield keyOf(after);
  }
  if (after.metadata?.deletionTimestamp !== undefined && (waitsForDependents(after) || isOrphaning(after))) {
    yield keyOf(after);
  }
}

/** Everything but Events, which own nothing and are owned by nothing, and what is stored under another version. */
const builtIn: readonly Watch[] = resources
  .filter(
    ({ kind, apiVersion, verbs }) => verbs.includes('delete') && kind !== 'Event' && apiVersion !== 'autoscaling/v1',
  )
  .map(({ apiVersion, kind }) => ({ gvk: typeOf(apiVersion, kind), keys: keysOf }));
const watches: readonly Watch[] = [...builtIn, { gvk: ANY_CUSTOM, keys: keysOf }];

/** An object's metadata without some of its owners or finalizers. */
function without(object: Stored, owners: readonly Owner[], finalizer?: string): Stored {
  const { ownerReferences = [], finalizers = [], ...meta } = object.metadata ?? {};
  const keptOwners = ownerReferences.filter((owner) => !owners.includes(owner));
  const keptFinalizers = finalizers.filter((one) => one !== finalizer);
  return {
    ...object,
    metadata: {
      ...meta,
      ...(keptOwners.length > 0 ? { ownerReferences: keptOwners } : {}),
      ...(keptFinalizers.length > 0 ? { finalizers: keptFinalizers } : {}),
    },
  };
}

const nothing = (result: Result<unknown, Status>): Result<undefined, Status> => {
  // What is gone needs no collecting; what has changed is looked at again because it has.
  if (result.ok || result.error.reason === 'NotFound' || result.error.reason === 'Conflict') return ok(undefined);
  return result;
};

/** Deletes what has no owner any more, or waits with an owner that waits for it. Source: attemptToDeleteItem. */
function collect(object: Stored, api: ClusterApi): Result<undefined, Status> {
  const meta = object.metadata ?? {};
  const references = meta.ownerReferences ?? [];
  if (references.length === 0 || (meta.deletionTimestamp !== undefined && !waitsForDependents(object)))
    return ok(undefined);
  const namespace = meta.namespace ?? '';
  const found = references.map((owner) => ({ owner, stored: ownerOf(api, owner, namespace) }));
  const waiting = found.filter(
    ({ owner, stored }) => stored && waitsForDependents(stored) && owner.blockOwnerDeletion === true,
  );
  const dangling = found.filter(({ stored }) => !stored);
  const solid = found.length - waiting.length - dangling.length;
  if (solid > 0) {
    const gone = [...dangling, ...waiting].map(({ owner }) => owner);
    return gone.length === 0 ? ok(undefined) : nothing(api.update(without(object, gone)));
  }
  if (meta.deletionTimestamp !== undefined) return ok(undefined);
  const gvk = typeOf(object.apiVersion ?? '', object.kind ?? '');
  const finalizers = meta.finalizers ?? [];
  const hasDependents = api.dependents(meta.uid ?? '').length > 0;
  const foreground = (waiting.length > 0 && hasDependents) || finalizers.includes(FOREGROUND);
  const propagationPolicy = finalizers.includes(ORPHAN) ? 'Orphan' : foreground ? 'Foreground' : 'Background';
  const options = { propagationPolicy, ...(meta.uid === undefined ? {} : { uid: meta.uid }) } as const;
  return nothing(api.delete(gvk, namespace, meta.name ?? '', options));
}

/** Foreground: first the dependents that block, then the owner. Source: processDeletingDependentsItem. */
function deleteDependents(object: Stored, api: ClusterApi): Result<undefined, Status> {
  const dependents = api.dependents(object.metadata?.uid ?? '');
  const blocking = dependents.filter(({ metadata }) =>
    metadata?.ownerReferences?.some((owner) => owner.uid === object.metadata?.uid && owner.blockOwnerDeletion === true),
  );
  if (blocking.length === 0) return nothing(api.update(without(object, [], FOREGROUND)));
  for (const dependent of dependents) {
    const done = collect(dependent, api);
    if (!done.ok) return done;
  }
  return ok(undefined);
}

/**
 * Orphan: the dependents forget their owner, then it goes. Between the two its controller sees that nothing is left:
 * a Deployment says, with its last words, that it is not available. Source: attemptToOrphan.
 */
function orphanDependents(object: Stored, api: ClusterApi): Result<Requeue | undefined, Status> {
  const uid = object.metadata?.uid;
  const dependents = api.dependents(uid ?? '');
  for (const dependent of dependents) {
    const owners = (dependent.metadata?.ownerReferences ?? []).filter((owner) => owner.uid === uid);
    const done = nothing(api.update(without(dependent, owners)));
    if (!done.ok) return done;
  }
  return dependents.length > 0 ? ok({ afterMs: 1 }) : nothing(api.update(without(object, [], ORPHAN)));
}

export const controller: Controller = {
  name: 'garbage-collector-controller',
  watches,
  reconcile(key, api) {
    const [apiVersion = '', kind = '', namespace = '', name = ''] = key.split(' ');
    const object = api.get(typeOf(apiVersion, kind), namespace, name);
    if (!object) return ok(undefined);
    if (isOrphaning(object)) return orphanDependents(object, api);
    if (waitsForDependents(object)) return deleteDependents(object, api);
    return collect(object, api);
  },
};
