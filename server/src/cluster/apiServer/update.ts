// Updating: the same stages as a create, with what is stored beside it; then what finalizers held back may go.
// Source: staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go (Update), rest/update.go, 1.36.
import { cloneJson } from '../../base/json.ts';
import { err, ok } from '../../base/result.ts';
import type { KnownKind } from '../../api/gvk.ts';
import { rulesOf } from '../../api/judge.ts';
import { resourceOf } from '../../api/resource.ts';
import { conflict, notFoundStatus, type Status } from '../../api/status.ts';
import { asVersion, storedKind } from '../customKinds.ts';
import type { AdmissionRequest } from '../admissionPlugin.ts';
import type { Stored } from '../store.ts';
import { inspect, mutate } from './admit.ts';
import { allocateFor } from './allocate.ts';
import { decodeBody } from './create.ts';
import {
  hasSubresource,
  noSuchResource,
  pluralOf,
  specOf,
  type Answer,
  type ApiHost,
  type Draft,
  type WriteOptions,
} from './host.ts';
import { CONTROLLER_MANAGER, managersOf, noteUpdate } from './managers.ts';
import { keepSystemMetadata, raiseGeneration } from './metadata.ts';
import { validationStatus } from './refusals.ts';

/** Upstream's sentence for an update that was made from an older version. */
export const STALE = 'the object has been modified; please apply your changes to the latest version and try again';

/** 409 where the request names another version or another object than the stored one. */
export function staleStatus(gvk: KnownKind, object: Draft, old: Stored): Status | undefined {
  const name = old.metadata?.name ?? '';
  const { resourceVersion, uid } = object.metadata ?? {};
  if (resourceVersion !== undefined && resourceVersion !== '' && resourceVersion !== old.metadata?.resourceVersion) {
    return conflict(gvk.group, pluralOf(gvk), name, STALE);
  }
  if (uid !== undefined && uid !== '' && uid !== old.metadata?.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata?.uid ?? ''}`;
    return conflict(gvk.group, pluralOf(gvk), name, why);
  }
  return undefined;
}

/** Replaces what is stored by what a client sends. */
export function updateFrom(
  host: ApiHost,
  gvk: KnownKind,
  namespace: string,
  name: string,
  value: unknown,
  options: WriteOptions = {},
): Answer {
  if (!resourceOf(gvk)) return err(noSuchResource());
  const old = host.store.get(storedKind(gvk), namespace, name);
  if (!old) return err(notFoundStatus(gvk.group, pluralOf(gvk), name));
  const body = decodeBody(host, gvk, value, options);
  return body.ok ? update(host, gvk, body.value.object, old, options) : body;
}

/** Replaces `old` by what has the right types already. `object` is given away; the status stays as it is. */
export function update(host: ApiHost, gvk: KnownKind, object: Draft, old: Stored, options: WriteOptions = {}): Answer {
  const stale = staleStatus(gvk, object, old);
  if (stale) return err(stale);
  const name = old.metadata?.name ?? '';
  const rules = rulesOf(gvk, host.decoder);
  rules?.setDefaults?.(object);
  keepSystemMetadata(object, old);
  delete object.metadata?.resourceVersion;
  const request: AdmissionRequest = {
    operation: 'UPDATE',
    gvk,
    namespace: old.metadata?.namespace ?? '',
    name,
    old,
    ...(options.dryRun === true ? { dryRun: true } : {}),
  };
  const refused = mutate(request, object, host.read);
  if (refused) return err(refused);
  if (hasSubresource(gvk, 'status')) keepStatus(object, old);
  // The rules of a version see what is stored as that version shows it.
  const before = asVersion(old, gvk) as never;
  rules?.prepareForUpdate?.(object, before);
  const unavailable = allocateFor(host, gvk, object, old, options);
  if (unavailable) return err(unavailable);
  raiseGeneration(object, old, gvk);
  object.metadata = { ...object.metadata, resourceVersion: old.metadata?.resourceVersion };
  const { checkValue } = host.decoder;
  const errors = rules
    ? (rules.validateUpdate?.(object, before, checkValue) ?? rules.validate(object, checkValue))
    : [];
  if (errors.length > 0) return err(validationStatus(gvk, name, errors));
  const forbidden = inspect(request, object, host.read);
  if (forbidden) return err(forbidden);
  const warnings = rules?.warnings?.(object, before) ?? [];
  rules?.storeAndRead?.(object);
  if (gvk.custom !== undefined) object.apiVersion = old.apiVersion;
  return ok({ ...store(host, storedKind(gvk), object, old, options), warnings });
}

/** An update by an actor that changes nothing but metadata: labels, owners, finalizers. */
export function updateMetadata(host: ApiHost, gvk: KnownKind, object: Draft, old: Stored): Answer {
  const stale = staleStatus(gvk, object, old);
  if (stale) return err(stale);
  keepSystemMetadata(object, old);
  object.metadata = { ...object.metadata, resourceVersion: old.metadata?.resourceVersion };
  return ok({ ...store(host, gvk, object, old, {}), warnings: [] });
}

/** An update leaves the status alone. It is shared with what is stored: no strategy changes it in place. */
function keepStatus(object: Draft, old: Stored): void {
  const status = (old as Draft).status;
  if (status === undefined) delete object.status;
  else object.status = cloneJson(status);
}

/** Stores an update: nothing if nothing has changed, a removal if it took the last finalizer away. */
export function store(
  host: ApiHost,
  gvk: KnownKind,
  object: Draft,
  old: Stored,
  options: WriteOptions,
): { readonly object: Stored; readonly changed: boolean } {
  const shared = share(object, old) as Draft;
  if (shared === old) return { object: old, changed: false };
  if (options.dryRun === true) return { object: cloneJson(object), changed: false };
  if (endsDeletion(gvk, shared)) {
    host.store.remove(gvk, old, host.now());
    return { object: shared, changed: true };
  }
  const written = host.store.write(gvk, shared, old, host.now());
  noteOwner(host, gvk, old, written, options);
  return { object: written, changed: true };
}

/** Notes whose the changed fields are now: the client's, or of objects that clients have written the controllers'. */
function noteOwner(host: ApiHost, gvk: KnownKind, old: Stored, next: Stored, options: WriteOptions): void {
  const { fieldManager, subresource } = options;
  if (fieldManager === undefined && managersOf(host, gvk, old).length === 0) return;
  noteUpdate(host, gvk, old, next, {
    manager: fieldManager ?? CONTROLLER_MANAGER,
    ...(subresource === undefined ? {} : { subresource }),
  });
}

/** Whether an object that waits for its finalizers has none left. Source: ShouldDeleteDuringUpdate. */
function endsDeletion(gvk: KnownKind, object: Draft): boolean {
  const meta = object.metadata;
  if (meta?.deletionTimestamp === undefined || (meta.finalizers ?? []).length > 0) return false;
  if ((meta.deletionGracePeriodSeconds ?? 0) !== 0) return false;
  if (gvk.kind !== 'Namespace' || gvk.group !== '') return true;
  return ((specOf(object)['finalizers'] as readonly string[] | undefined) ?? []).length === 0;
}

/**
 * `next` with everything that is equal to the same place of `previous` taken from there: `previous` itself if nothing
 * differs. Templates stay one object in memory, whoever reads and writes them.
 */
export function share(next: unknown, previous: unknown): unknown {
  if (next === previous) return previous;
  if (typeof next !== 'object' || typeof previous !== 'object' || next === null || previous === null) return next;
  if (Array.isArray(next)) {
    if (!Array.isArray(previous)) return next;
    const items = next.map((item, index) => share(item, previous[index]));
    const same = items.length === previous.length && items.every((item, index) => item === previous[index]);
    return same ? previous : items;
  }
  if (Array.isArray(previous)) return next;
  const before = previous as Readonly<Record<string, unknown>>;
  const fields = Object.entries(next as Readonly<Record<string, unknown>>).filter(([, value]) => value !== undefined);
  let same = fields.length === Object.keys(before).length;
  const out: Record<string, unknown> = {};
  for (const [field, value] of fields) {
    const had = Object.hasOwn(before, field);
    const item = had ? share(value, before[field]) : value;
    if (!had || item !== before[field]) same = false;
    if (field === '__proto__') Object.defineProperty(out, field, { value: item, enumerable: true });
    else out[field] = item;
  }
  return same ? previous : out;
}
