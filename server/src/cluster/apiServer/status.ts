// The `status` subresource: what controllers and kubelets report.
// Source: the statusStrategy of each kind in pkg/registry/…/strategy.go, 1.36.
import { err, ok } from '../../base/result.ts';
import type { KnownKind } from '../../api/gvk.ts';
import { notFoundStatus } from '../../api/status.ts';
import { pluralOf, type Answer, type ApiHost, type Draft, type WriteOptions } from './host.ts';
import { staleStatus, store } from './update.ts';

/**
 * Replaces the status; of the metadata annotations, labels and finalizers pass, as most of upstream's strategies let
 * them. The rest is what is stored. Not validated again: only actors of the cluster write here, and they are trusted.
 */
export function updateStatus(host: ApiHost, gvk: KnownKind, object: Draft, options: WriteOptions = {}): Answer {
  const { name = '', namespace = '' } = object.metadata ?? {};
  const old = host.store.get(gvk, namespace, name);
  if (!old) return err(notFoundStatus(gvk.group, pluralOf(gvk), name));
  const stale = staleStatus(gvk, object, old);
  if (stale) return err(stale);
  const metadata: Record<string, unknown> = { ...old.metadata };
  for (const field of ['annotations', 'labels', 'finalizers'] as const) {
    const value = object.metadata?.[field];
    if (value === undefined || Object.keys(value).length === 0) delete metadata[field];
    else metadata[field] = value;
  }
  const next = { ...old, metadata, status: object.status } as Draft;
  return ok({ ...store(host, gvk, next, old, options), warnings: [] });
}
