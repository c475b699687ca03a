// Who manages what: adoption of orphans that a selector matches, release of what it no longer matches.
// Source: pkg/controller/controller_ref_manager.go, 1.36.
import { apiVersionOf, type GroupVersionKind } from '../../api/gvk.ts';
import type { ApiObject } from '../../api/kindRules.ts';
import type { Labels } from '../../api/labelSelector.ts';
import type { Status } from '../../api/status.ts';
import type { OwnerReference } from '../../api/types.generated.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { ClusterApi, Commit, DeepReadonly, Key } from '../controller.ts';

type Stored<T extends ApiObject = ApiObject> = DeepReadonly<T>;

/** The owner reference that marks the managing controller. Source: metav1.GetControllerOf. */
export const controllerRefOf = (object: Stored | undefined): DeepReadonly<OwnerReference> | undefined =>
  object?.metadata?.ownerReferences?.find((owner) => owner.controller === true);

/** Whether `owner` manages `object`. Source: metav1.IsControlledBy. */
export const isControlledBy = (object: Stored, owner: Stored): boolean =>
  owner.metadata?.uid !== undefined && controllerRefOf(object)?.uid === owner.metadata.uid;

/** The reference by which `owner` manages an object. Source: metav1.NewControllerRef. */
export const newControllerRef = (owner: Stored, gvk: GroupVersionKind): OwnerReference => ({
  apiVersion: apiVersionOf(gvk),
  kind: gvk.kind,
  name: owner.metadata?.name,
  uid: owner.metadata?.uid,
  controller: true,
  blockOwnerDeletion: true,
});

/** `namespace/name`, or the name alone. */
export const keyOf = (object: Stored): Key => {
  const { namespace, name = '' } = object.metadata ?? {};
  return namespace === undefined || namespace === '' ? name : `${namespace}/${name}`;
};

/** Namespace and name of a key. */
export const splitKey = (key: Key): readonly [namespace: string, name: string] => {
  const slash = key.indexOf('/');
  return slash < 0 ? ['', key] : [key.slice(0, slash), key.slice(slash + 1)];
};

/** The metadata with another list of owners; the field goes with the last of them. */
function withOwners<T extends ApiObject>(
  object: Stored<T>,
  owners: readonly DeepReadonly<OwnerReference>[],
): Stored<T> {
  const { ownerReferences: _old, ...rest } = object.metadata ?? {};
  const metadata = owners.length === 0 ? rest : { ...rest, ownerReferences: owners };
  return { ...object, metadata };
}

/** How an owner claims objects. */
export interface Claim {
  readonly owner: Stored;
  readonly ownerGvk: GroupVersionKind;
  readonly matches: (labels: Labels | undefined) => boolean;
  /** Finalizers that adoption adds and release takes away (Jobs). */
  readonly finalizers?: readonly string[];
}

const isGone = (status: Status): boolean => status.code === 404 || status.code === 422;

function release<T extends ApiObject>(api: ClusterApi, object: Stored<T>, claim: Claim): Result<void, Status> {
  const uid = claim.owner.metadata?.uid;
  const owners = (object.metadata?.ownerReferences ?? []).filter((owner) => owner.uid !== uid);
  const freed = withFinalizers(withOwners(object, owners), (list) =>
    list.filter((finalizer) => !(claim.finalizers ?? []).includes(finalizer)),
  );
  const written = api.update(freed);
  return written.ok || isGone(written.error) ? ok(undefined) : written;
}

function withFinalizers<T extends ApiObject>(
  object: Stored<T>,
  change: (list: readonly string[]) => readonly string[],
): Stored<T> {
  const { finalizers, ...rest } = object.metadata ?? {};
  const list = change(finalizers ?? []);
  return { ...object, metadata: list.length === 0 ? rest : { ...rest, finalizers: list } };
}

/**
 * The objects of a kind that the owner manages, after adopting and releasing. `consider` limits what is looked at, as
 * upstream filters before it claims. A failed write is returned, after the others have been tried.
 */
export function claimObjects<T extends ApiObject>(
  api: ClusterApi,
  gvk: GroupVersionKind,
  claim: Claim,
  consider: (object: Stored<T>) => boolean = () => true,
): Result<readonly Stored<T>[], Status> {
  const { owner, ownerGvk, matches } = claim;
  const uid = owner.metadata?.uid ?? '';
  const deleting = owner.metadata?.deletionTimestamp !== undefined;
  const claimed: Stored<T>[] = [];
  let failed: Status | undefined;
  for (const object of api.ownedBy<T>(gvk, uid)) {
    if (controllerRefOf(object)?.uid !== uid || !consider(object)) continue;
    if (matches(object.metadata?.labels)) claimed.push(object);
    else if (!deleting) {
      const released = release(api, object, claim);
      if (!released.ok) failed ??= released.error;
    }
  }
  if (!deleting) {
    for (const object of api.orphans<T>(gvk, owner.metadata?.namespace ?? '')) {
      if (!consider(object) || object.metadata?.deletionTimestamp !== undefined) continue;
      if (!matches(object.metadata?.labels)) continue;
      const owners = [...(object.metadata?.ownerReferences ?? []), newControllerRef(owner, ownerGvk)];
      const adopted = api.update(
        withFinalizers(withOwners(object, owners), (list) => [...new Set([...list, ...(claim.finalizers ?? [])])]),
      );
      if (adopted.ok) claimed.push(adopted.value);
      else if (adopted.error.code !== 404) failed ??= adopted.error;
    }
  }
  return failed === undefined ? ok(claimed) : err(failed);
}

/**
 * The owners to look at after a commit of something they manage: the managing ones before and after; for an orphan all
 * that `candidates` names. Source: the add, update and delete handlers that upstream's controllers share.
 */
export function ownerKeys(
  commit: Commit,
  ownerGvk: GroupVersionKind,
  candidates: (orphan: Stored) => Iterable<Key>,
): readonly Key[] {
  const before = controllerRefOf(commit.before);
  const after = controllerRefOf(commit.after);
  const now = after !== undefined && isOf(after, ownerGvk) ? ownerKey(commit.after, after) : undefined;
  // Every Pod change asks every controller: the usual answers, nobody or one, are given without a set.
  if (commit.after !== undefined && after === undefined) {
    const was = before !== undefined && isOf(before, ownerGvk) ? [ownerKey(commit.before, before)] : [];
    return [...new Set([...was, ...candidates(commit.after)])];
  }
  if (before === undefined || before.uid === after?.uid || !isOf(before, ownerGvk)) {
    return now === undefined ? NOBODY : [now];
  }
  const was = ownerKey(commit.before, before);
  return now === undefined || now === was ? [was] : [was, now];
}

const NOBODY: readonly Key[] = [];

/** Whether the reference is to an object of that kind, in whatever version. */
const isOf = ({ kind, apiVersion = '' }: DeepReadonly<OwnerReference>, gvk: GroupVersionKind): boolean =>
  kind === gvk.kind && (gvk.group === '' ? !apiVersion.includes('/') : apiVersion.startsWith(`${gvk.group}/`));

const ownerKey = (object: Stored | undefined, { name = '' }: DeepReadonly<OwnerReference>): Key =>
  `${object?.metadata?.namespace ?? ''}/${name}`;
