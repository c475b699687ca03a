// Deleting: at once, after a grace period, or once all finalizers are gone.
// Source: staging/src/k8s.io/apiserver/pkg/registry/rest/delete.go (BeforeDelete), generic/registry/store.go (Delete,
// deletionFinalizersForGarbageCollection), pkg/registry/core/{pod,namespace}/…, 1.36.
import { formatTime, parseTime } from '../../base/instant.ts';
import { err, ok } from '../../base/result.ts';
import { gvkKey, type KnownKind } from '../../api/gvk.ts';
import {
  qualifiedResource,
  conflict,
  failure,
  forbiddenStatus,
  notFoundStatus,
  type Status,
} from '../../api/status.ts';
import { resourceOf } from '../../api/resource.ts';
import { CLEANUP_FINALIZER, DEFINITION } from '../../api/customResources/definition.ts';
import type { DeleteOptions, Instant } from '../controller.ts';
import type { Stored } from '../store.ts';
import {
  noSuchResource,
  pluralOf,
  specOf,
  statusOf,
  type Answer,
  type ApiHost,
  type Draft,
  type WriteOptions,
} from './host.ts';

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';

/** Where the API itself, asked with no policy, leaves the dependents alone: for the sake of clients before 1.9. */
const ORPHANS_BY_DEFAULT = new Set(['v1/ReplicationController', 'batch/v1/Job']);
/** What the garbage collector does not look at. */
const NOT_COLLECTED = new Set(['v1/Event', 'events.k8s.io/v1/Event']);
const IMMORTAL = new Set(['default', 'kube-system', 'kube-public']);

/** The finalizers after a delete with these options. */
function finalizersFor(gvk: KnownKind, old: Stored, policy: DeleteOptions['propagationPolicy']): readonly string[] {
  const now = old.metadata?.finalizers ?? [];
  if (NOT_COLLECTED.has(gvkKey(gvk))) return now;
  const orphan =
    policy === undefined
      ? now.includes(ORPHAN) || (ORPHANS_BY_DEFAULT.has(gvkKey(gvk)) && !now.includes(FOREGROUND))
      : policy === 'Orphan';
  const foreground = policy === undefined ? now.includes(FOREGROUND) : policy === 'Foreground';
  const rest = now.filter((finalizer) => finalizer !== ORPHAN && finalizer !== FOREGROUND);
  if (orphan) rest.push(ORPHAN);
  if (foreground) rest.push(FOREGROUND);
  return rest.length === now.length && rest.every((finalizer) => now.includes(finalizer)) ? now : rest;
}

/** A Pod's grace period: 0 where nobody would act on it. Source: podStrategy.CheckGracefulDelete. */
function graceOf(pod: Stored, asked: number | undefined): number {
  const spec = specOf(pod);
  const own = spec['terminationGracePeriodSeconds'];
  let period = asked ?? (typeof own === 'number' ? own : 30);
  if (spec['nodeName'] === undefined || spec['nodeName'] === '') period = 0;
  const phase = statusOf(pod)['phase'];
  if (phase === 'Failed' || phase === 'Succeeded') period = 0;
  return period < 0 ? 1 : period;
}

/** How a Pod's metadata changes, or undefined where the deletion need not (or cannot) be graceful. */
function gracefully(pod: Stored, asked: number | undefined, now: Instant): 'pending' | Draft['metadata'] | undefined {
  const meta = pod.metadata ?? {};
  if (meta.deletionTimestamp !== undefined) {
    const current = meta.deletionGracePeriodSeconds ?? 0;
    if (current === 0) return undefined;
    if (asked === undefined || asked >= current) return 'pending';
    const end = (parseTime(meta.deletionTimestamp) ?? now) - (current - asked) * 1000;
    const period = end < now && asked !== 0 ? 1 : asked;
    if (period === 0) return undefined;
    return {
      ...(meta as Draft['metadata']),
      deletionTimestamp: formatTime(Math.max(end, now)),
      deletionGracePeriodSeconds: period,
    };
  }
  const period = graceOf(pod, asked);
  if (period === 0) return undefined;
  return {
    ...(meta as Draft['metadata']),
    deletionTimestamp: formatTime(now + period * 1000),
    deletionGracePeriodSeconds: period,
    generation: (meta.generation ?? 0) + 1,
  };
}

function refusal(gvk: KnownKind, old: Stored, options: DeleteOptions): Status | undefined {
  const { name = '', uid = '', resourceVersion = '' } = old.metadata ?? {};
  if (options.uid !== undefined && options.uid !== uid) {
    const why = `Precondition failed: UID in precondition: ${options.uid}, UID in object meta: ${uid}`;
    return conflict(gvk.group, pluralOf(gvk), name, why);
  }
  if (options.resourceVersion !== undefined && options.resourceVersion !== resourceVersion) {
    const why = `Precondition failed: ResourceVersion in precondition: ${options.resourceVersion}, ResourceVersion in object meta: ${resourceVersion}`;
    return conflict(gvk.group, pluralOf(gvk), name, why);
  }
  if (gvkKey(gvk) === 'v1/Namespace' && IMMORTAL.has(name)) {
    return forbiddenStatus('', 'namespaces', name, 'this namespace may not be deleted');
  }
  return undefined;
}

/** Deletes one object as the options ask. The answer holds the object as it was, or as it now waits to go. */
export function remove(
  host: ApiHost,
  gvk: KnownKind,
  namespace: string,
  name: string,
  options: DeleteOptions = {},
  write: WriteOptions = {},
): Answer {
  if (!resourceOf(gvk)) return err(noSuchResource());
  const old = host.store.get(gvk, namespace, name);
  if (!old) return err(notFoundStatus(gvk.group, pluralOf(gvk), name));
  const refused = refusal(gvk, old, options);
  if (refused) return err(refused);
  if (write.dryRun === true) return ok({ object: old, warnings: [], changed: false });
  if (gvkKey(gvk) === 'v1/Namespace') return removeNamespace(host, gvk, old, options);
  const asked = finalizersFor(gvk, old, options.propagationPolicy);
  const isDefinition = gvkKey(gvk) === gvkKey(DEFINITION) && !asked.includes(CLEANUP_FINALIZER);
  const finalizers = isDefinition ? [...asked, CLEANUP_FINALIZER] : asked;
  const graceful = gvkKey(gvk) === 'v1/Pod' ? gracefully(old, options.gracePeriodSeconds, host.now()) : undefined;
  if (graceful === 'pending' && finalizers === old.metadata?.finalizers) {
    return ok({ object: old, warnings: [], changed: false });
  }
  if (graceful !== undefined && graceful !== 'pending') {
    return waiting(host, gvk, old, { ...graceful, ...(finalizers.length > 0 ? { finalizers: [...finalizers] } : {}) });
  }
  if (finalizers.length === 0 && graceful !== 'pending') {
    host.store.remove(gvk, old, host.now());
    return ok({ object: old, warnings: [], changed: true });
  }
  return waiting(host, gvk, old, markDeleting(old, finalizers, host.now()));
}

/** The metadata of what waits for its finalizers. Source: markAsDeleting. */
function markDeleting(old: Stored, finalizers: readonly string[], now: Instant): Draft['metadata'] {
  const meta = { ...old.metadata, finalizers: [...finalizers] } as NonNullable<Draft['metadata']>;
  if (meta.deletionTimestamp === undefined) {
    meta.deletionTimestamp = formatTime(now);
    if (meta.generation !== undefined && meta.generation > 0) meta.generation++;
  }
  meta.deletionGracePeriodSeconds = 0;
  return meta;
}

function waiting(host: ApiHost, gvk: KnownKind, old: Stored, metadata: Draft['metadata']): Answer {
  const before = old.metadata ?? {};
  const same =
    metadata?.deletionTimestamp === before.deletionTimestamp &&
    metadata?.deletionGracePeriodSeconds === before.deletionGracePeriodSeconds &&
    (metadata?.finalizers ?? []).join() === (before.finalizers ?? []).join();
  if (same) return ok({ object: old, warnings: [], changed: false });
  const object = host.store.write(gvk, { ...(old as Draft), metadata }, old, host.now());
  return ok({ object, warnings: [], changed: true });
}

/** A namespace first becomes Terminating; its controller empties it and takes the finalizer away. */
function removeNamespace(host: ApiHost, gvk: KnownKind, old: Stored, options: DeleteOptions): Answer {
  const held = (specOf(old)['finalizers'] as readonly string[] | undefined) ?? [];
  const name = old.metadata?.name ?? '';
  const finalizers = finalizersFor(gvk, old, options.propagationPolicy);
  if (old.metadata?.deletionTimestamp !== undefined) {
    if (held.length > 0 || finalizers.length > 0) {
      const why =
        'The system is ensuring all content is removed from this namespace.  Upon completion, this namespace will automatically be purged by the system.';
      return err(
        failure(
          409,
          'Conflict',
          `Operation cannot be fulfilled on ${qualifiedResource('', 'namespaces')} "${name}": ${why}`,
          { name, kind: 'namespaces' },
        ),
      );
    }
    host.store.remove(gvk, old, host.now());
    return ok({ object: old, warnings: [], changed: true });
  }
  const metadata = {
    ...old.metadata,
    deletionTimestamp: formatTime(host.now()),
    ...(finalizers.length > 0 ? { finalizers: [...finalizers] } : {}),
  };
  const draft = { ...old, metadata, status: { ...statusOf(old), phase: 'Terminating' } } as Draft;
  if (held.length === 0 && finalizers.length === 0) {
    host.store.remove(gvk, old, host.now());
    return ok({ object: old, warnings: [], changed: true });
  }
  return ok({ object: host.store.write(gvk, draft, old, host.now()), warnings: [], changed: true });
}
