// What most kinds' REST strategies do around a create or update: the status is the server's, and the generation counts
// the changes of what a person wants. Source: pkg/registry/*/strategy.go, 1.36.
import type { ApiObject } from './kindRules.ts';
import { semanticallyEqual } from './validation/fields.ts';

type WithStatus = ApiObject & { status?: unknown };

/** A copy of JSON, so that what is stored is never shared with what may still change. */
export const copyJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** A create brings no status of its own; the generation begins at 1. */
export function beginLife(object: WithStatus, status?: unknown): void {
  if (status === undefined) delete object.status;
  else object.status = status;
  (object.metadata ??= {}).generation = 1;
}

/** An update keeps the stored status. */
export function keepStatus(object: WithStatus, old: WithStatus): void {
  if (old.status === undefined) delete object.status;
  else object.status = copyJson(old.status);
}

/** The generation rises by one when `spec` (or another field) has changed, and stays otherwise. */
export function countGeneration(object: ApiObject, old: ApiObject, field = 'spec'): void {
  const now = (object as Readonly<Record<string, unknown>>)[field];
  const before = (old as Readonly<Record<string, unknown>>)[field];
  const generation = old.metadata?.generation ?? 0;
  (object.metadata ??= {}).generation = semanticallyEqual(now, before) ? generation : generation + 1;
}

/** Adds a finalizer that is not there yet. */
export function addFinalizer(object: ApiObject, finalizer: string): void {
  const meta = (object.metadata ??= {});
  if (!meta.finalizers?.includes(finalizer)) meta.finalizers = [...(meta.finalizers ?? []), finalizer];
}

/** Lists that Go always writes are stored as null when there is nothing in them. */
export function emptyToNull(object: ApiObject, ...fields: readonly string[]): void {
  const values = object as Record<string, unknown>;
  for (const field of fields) {
    const list = values[field];
    if (list === undefined || (Array.isArray(list) && list.length === 0)) values[field] = null;
  }
}
