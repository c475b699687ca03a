// ControllerRevisions: the history of StatefulSets and DaemonSets.
// Source: pkg/controller/history/controller_history.go, 1.36.
import { compareText, deepEqual } from '../../base/compare.ts';
import { parseTime } from '../../base/instant.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { utf8Bytes } from '../../base/utf8.ts';
import type { GroupVersionKind } from '../../api/gvk.ts';
import type { ApiObject } from '../../api/kindRules.ts';
import type { Labels } from '../../api/labelSelector.ts';
import type { Status } from '../../api/status.ts';
import type { ControllerRevision, PodTemplateSpec } from '../../api/types.generated.ts';
import { safeEncode } from '../podTemplateHash.ts';
import type { ClusterApi, DeepReadonly } from '../controller.ts';
import { claimObjects, controllerRefOf, newControllerRef } from './claim.ts';
import { CONTROLLER_REVISION } from '../kinds.ts';

export type StoredRevision = DeepReadonly<ControllerRevision>;

/** The revisions that the owner manages, adopting those it may; the lowest first. */
export function revisionsOf(
  api: ClusterApi,
  owner: DeepReadonly<ApiObject>,
  ownerGvk: GroupVersionKind,
  matches: (labels: Labels | undefined) => boolean,
): Result<readonly StoredRevision[], Status> {
  const claimed = claimObjects<ControllerRevision>(api, CONTROLLER_REVISION, { owner, ownerGvk, matches });
  return claimed.ok ? ok(claimed.value.toSorted(byRevision)) : claimed;
}

/** Orders by revision, then age, then name. */
export const byRevision = (a: StoredRevision, b: StoredRevision): number =>
  (a.revision ?? 0) - (b.revision ?? 0) ||
  (parseTime(a.metadata?.creationTimestamp) ?? 0) - (parseTime(b.metadata?.creationTimestamp) ?? 0) ||
  compareText(a.metadata?.name ?? '', b.metadata?.name ?? '');

/** What a revision keeps of its owner: a strategic merge patch that brings the template back. */
export const dataOf = (template: DeepReadonly<PodTemplateSpec> | undefined): unknown => ({
  spec: { template: { ...template, $patch: 'replace' } },
});

/** The template that a revision keeps. */
export function templateIn(revision: StoredRevision): DeepReadonly<PodTemplateSpec> {
  const data = revision.data as
    { readonly spec?: { readonly template?: Readonly<Record<string, unknown>> } } | undefined;
  const { $patch: _patch, ...template } = data?.spec?.template ?? {};
  return template;
}

/** JSON as Go writes a map: keys in order, no spaces, `<`, `>` and `&` escaped. */
function goJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    const sorted = entries.sort((a, b) => compareText(a[0], b[0]));
    return `{${sorted.map(([key, item]) => `${goJson(key)}:${goJson(item)}`).join(',')}}`;
  }
  const escape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return (JSON.stringify(value) ?? 'null').replace(/[<>&\u2028\u2029]/g, escape);
}

/** 32-bit FNV-1 (not 1a) of the UTF-8 bytes. */
function fnv1(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of utf8Bytes(text)) hash = (Math.imul(hash, 0x01000193) ^ byte) >>> 0;
  return hash;
}

/** The hash in a StatefulSet's revision names. Source: HashControllerRevision. */
export const hashOfData = (data: unknown, collisionCount: number): string =>
  safeEncode(String(fnv1(`${goJson(data)}${collisionCount}`)));

/** The next revision's number. */
export const nextRevision = (revisions: readonly StoredRevision[]): number => (revisions.at(-1)?.revision ?? 0) + 1;

/** Whether two revisions keep the same. Source: EqualRevision. */
export const sameData = (a: StoredRevision, data: unknown): boolean => deepEqual(a.data, data);

/** `db-7fb5ff5fc`; a long name is cut. Source: ControllerRevisionName. */
export const revisionName = (owner: string, hash: string): string => `${owner.slice(0, 223)}-${hash}`;

/** A revision that does not exist yet. Source: NewControllerRevision. */
export function newRevision(
  owner: DeepReadonly<ApiObject>,
  ownerGvk: GroupVersionKind,
  revision: number,
  data: unknown,
  hash: string,
  labels: Readonly<Record<string, string>>,
): ControllerRevision {
  const annotations = owner.metadata?.annotations ?? {};
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: revisionName(owner.metadata?.name ?? '', hash),
      namespace: owner.metadata?.namespace,
      labels: { ...labels },
      ...(Object.keys(annotations).length === 0 ? {} : { annotations: { ...annotations } }),
      ownerReferences: [newControllerRef(owner, ownerGvk)],
    },
    data: data,
    revision,
  };
}

/** Creates a revision; one of that name with the same content will do. `undefined` stands for a name that is taken. */
export function createRevision(
  api: ClusterApi,
  revision: ControllerRevision,
): Result<StoredRevision | undefined, Status> {
  const created = api.create(revision);
  if (created.ok || created.error.reason !== 'AlreadyExists') return created;
  const { namespace = '', name = '' } = revision.metadata ?? {};
  const other = api.get<ControllerRevision>(CONTROLLER_REVISION, namespace, name);
  if (other === undefined) return err(created.error);
  return ok(sameData(other, revision.data) ? other : undefined);
}

/** Gives a revision another number. */
export const renumber = (api: ClusterApi, stored: StoredRevision, revision: number): Result<StoredRevision, Status> =>
  stored.revision === revision ? ok(stored) : api.update<ControllerRevision>({ ...stored, revision });

/** Deletes the oldest revisions that are not in use, but for `limit`. */
export function truncateHistory(
  api: ClusterApi,
  revisions: readonly StoredRevision[],
  live: ReadonlySet<string | undefined>,
  limit: number,
): Result<void, Status> {
  const unused = revisions.filter((revision) => !live.has(revision.metadata?.name));
  for (const revision of unused.slice(0, Math.max(unused.length - limit, 0))) {
    const { namespace = '', name = '' } = revision.metadata ?? {};
    const deleted = api.delete(CONTROLLER_REVISION, namespace, name);
    if (!deleted.ok && deleted.error.code !== 404) return deleted;
  }
  return ok(undefined);
}

/** Whether the object has a managing controller other than `owner`. */
export const isForeign = (object: DeepReadonly<ApiObject>, owner: DeepReadonly<ApiObject>): boolean => {
  const ref = controllerRefOf(object);
  return ref !== undefined && ref.uid !== owner.metadata?.uid;
};
