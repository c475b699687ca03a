// Namespaces that are being deleted are emptied, then let go.
// Source: pkg/controller/namespace/deletion/{namespaced_resources_deleter,status_condition_utils}.go, 1.36.
import { compareText, deepEqual } from '../../base/compare.ts';
import { formatTime } from '../../base/instant.ts';
import { ok } from '../../base/result.ts';
import { gvkOf } from '../../api/gvk.ts';
import { parseApiVersion } from '../../api/gvk.ts';
import { resources } from '../../api/resource.ts';
import type { Namespace, NamespaceCondition } from '../../api/types.generated.ts';
import { ANY_CUSTOM, customKinds } from '../customKinds.ts';
import type { ClusterApi, Commit, Controller, DeepReadonly, Key, ReadApi } from '../controller.ts';
import { NAMESPACE } from '../types.ts';

/** How long to wait before looking again, where nothing else makes the controller look. */
const AGAIN_MS = 8_000;

/** What can be in a namespace. */
const contents = resources
  .filter(
    ({ namespaced, verbs, apiVersion }) =>
      namespaced && verbs.includes('deletecollection') && !['events.k8s.io/v1', 'autoscaling/v1'].includes(apiVersion),
  )
  .map(({ apiVersion, kind, plural }) => ({
    gvk: gvkOf(apiVersion, kind),
    shown: `${plural}.${parseApiVersion(apiVersion).group}`,
  }));

/** Something that goes may be the last of its namespace. */
function* leaving({ before, after }: Commit, api: ReadApi): Iterable<Key> {
  if (after) return;
  const namespace = before?.metadata?.namespace ?? '';
  if (api.get<Namespace>(NAMESPACE, '', namespace)?.metadata?.deletionTimestamp !== undefined) yield namespace;
}

const CONDITIONS: ReadonlyArray<readonly [type: string, reason: string, message: string]> = [
  ['NamespaceDeletionDiscoveryFailure', 'ResourcesDiscovered', 'All resources successfully discovered'],
  ['NamespaceDeletionGroupVersionParsingFailure', 'ParsedGroupVersions', 'All legacy kube types successfully parsed'],
  [
    'NamespaceDeletionContentFailure',
    'ContentDeleted',
    'All content successfully deleted, may be waiting on finalization',
  ],
  ['NamespaceContentRemaining', 'ContentRemoved', 'All content successfully removed'],
  ['NamespaceFinalizersRemaining', 'ContentHasNoFinalizers', 'All content-preserving finalizers finished'],
];

/** What is left in a namespace: per resource and per finalizer. */
interface Left {
  readonly byResource: ReadonlyMap<string, number>;
  readonly byFinalizer: ReadonlyMap<string, number>;
}

/** Deletes everything and counts what stays for now. */
function empty(api: ClusterApi, namespace: string): Left {
  const byResource = new Map<string, number>();
  const byFinalizer = new Map<string, number>();
  const custom = customKinds(api)
    .filter(({ storage, resource }) => storage && resource.namespaced)
    .map(({ gvk, resource }) => ({ gvk, shown: `${resource.plural}.${gvk.group}` }));
  for (const { gvk, shown } of [...contents, ...custom]) {
    for (const object of api.list(gvk, namespace)) {
      if (object.metadata?.deletionTimestamp !== undefined) continue;
      api.delete(gvk, namespace, object.metadata?.name ?? '', { propagationPolicy: 'Background' });
    }
    const left = api.list(gvk, namespace);
    if (left.length > 0) byResource.set(shown, left.length);
    for (const object of left) {
      for (const finalizer of object.metadata?.finalizers ?? []) {
        byFinalizer.set(finalizer, (byFinalizer.get(finalizer) ?? 0) + 1);
      }
    }
  }
  return { byResource, byFinalizer };
}

const counted = (counts: ReadonlyMap<string, number>, words: string): string =>
  [...counts]
    .map(([name, count]) => `${name} ${words.replace('%', String(count))}`)
    .sort(compareText)
    .join(', ');

function conditionsFor(namespace: DeepReadonly<Namespace>, left: Left, api: ClusterApi): NamespaceCondition[] {
  const old = namespace.status?.conditions ?? [];
  return CONDITIONS.map(([type, fine, message]) => {
    let next = { type, status: 'False', reason: fine, message };
    if (type === 'NamespaceContentRemaining' && left.byResource.size > 0) {
      const text = `Some resources are remaining: ${counted(left.byResource, 'has % resource instances')}`;
      next = { type, status: 'True', reason: 'SomeResourcesRemain', message: text };
    }
    if (type === 'NamespaceFinalizersRemaining' && left.byFinalizer.size > 0) {
      const text = `Some content in the namespace has finalizers remaining: ${counted(left.byFinalizer, 'in % resource instances')}`;
      next = { type, status: 'True', reason: 'SomeFinalizersRemain', message: text };
    }
    const known = old.find((condition) => condition.type === type);
    const same = known?.status === next.status && known.reason === next.reason && known.message === next.message;
    return { ...next, lastTransitionTime: same ? known.lastTransitionTime : formatTime(api.now) };
  });
}

export const controller: Controller = {
  name: 'namespace-controller',
  watches: [{ gvk: NAMESPACE }, ...[...contents, { gvk: ANY_CUSTOM }].map(({ gvk }) => ({ gvk, keys: leaving }))],
  reconcile(key, api) {
    const namespace = api.get<Namespace>(NAMESPACE, '', key);
    if (namespace?.metadata?.deletionTimestamp === undefined) return ok(undefined);
    if ((namespace.spec?.finalizers ?? []).length === 0) return ok(undefined);
    const left = empty(api, key);
    const conditions = conditionsFor(namespace, left, api);
    if (!deepEqual(conditions, namespace.status?.conditions ?? [])) {
      const written = api.updateStatus<Namespace>({ ...namespace, status: { ...namespace.status, conditions } });
      if (!written.ok) return written;
    }
    if (left.byResource.size > 0) return ok({ afterMs: AGAIN_MS, background: true });
    const now = api.get<Namespace>(NAMESPACE, '', key);
    if (!now) return ok(undefined);
    const finalizers = (now.spec?.finalizers ?? []).filter((finalizer) => finalizer !== 'kubernetes');
    const done = api.finalizeNamespace({ ...now, spec: { ...now.spec, finalizers } } as DeepReadonly<Namespace>);
    return done.ok ? ok(undefined) : done;
  },
};
