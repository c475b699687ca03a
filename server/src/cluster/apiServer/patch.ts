// Patching: what is stored, changed by a patch, then an ordinary update.
// Source: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go, 1.36.
import { cloneJson } from '../../base/json.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { KnownKind } from '../../api/gvk.ts';
import { jsonPatch, mergePatch } from '../../api/jsonPatch.ts';
import { resourceOf } from '../../api/resource.ts';
import { badRequest, failure, notFoundStatus, type Status } from '../../api/status.ts';
import { isObject, MergeError, strategicMerge } from '../../api/strategicMerge.ts';
import { asVersion, storedKind } from '../customKinds.ts';
import type { Stored } from '../store.ts';
import { decodeBody } from './create.ts';
import {
  hasSubresource,
  noSuchResource,
  pluralOf,
  type Answer,
  type ApiHost,
  type Draft,
  type WriteOptions,
} from './host.ts';
import { staleStatus, store, update } from './update.ts';

/** The kinds of patches; `whole` is an object that a client has merged by itself. */
export type PatchType = 'strategic' | 'merge' | 'json' | 'whole';

const unprocessable = (message: string): Status => failure(422, 'Invalid', message, {});

/** The object that a patch makes of what is stored. */
function patched(host: ApiHost, gvk: KnownKind, old: Stored, type: PatchType, patch: unknown): Result<unknown, Status> {
  switch (type) {
    case 'whole':
      return ok(patch);
    case 'json': {
      const result = jsonPatch(old, patch);
      // The server keeps to itself what was wrong with the patch.
      return result.ok ? result : err(unprocessable('the server rejected our request due to an error in our request'));
    }
    case 'merge':
      return isObject(patch)
        ? ok(mergePatch(old, patch))
        : err(badRequest('the body of the request was not a mapping'));
    case 'strategic': {
      const schemaType = host.patchSchema.typeOf(gvk);
      if (schemaType === undefined) {
        const message =
          'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml';
        return err(failure(415, 'UnsupportedMediaType', message));
      }
      try {
        return ok(strategicMerge(cloneJson(old), patch, schemaType, host.patchSchema));
      } catch (error) {
        if (error instanceof MergeError) return err(failure(500, '', error.message));
        throw error;
      }
    }
  }
}

/** `PATCH` of an object, or of its status. */
export function patchFrom(
  host: ApiHost,
  gvk: KnownKind,
  namespace: string,
  name: string,
  type: PatchType,
  patch: unknown,
  options: WriteOptions = {},
  subresource?: 'status',
): Answer {
  if (!resourceOf(gvk)) return err(noSuchResource());
  const old = host.store.get(storedKind(gvk), namespace, name);
  if (!old) return err(notFoundStatus(gvk.group, pluralOf(gvk), name));
  const next = patched(host, gvk, asVersion(old, gvk), type, patch);
  if (!next.ok) return next;
  const body = decodeBody(host, gvk, next.value, options);
  if (!body.ok) return body;
  const draft = body.value.object;
  if (subresource === undefined) return update(host, gvk, draft, old, options);
  if (!hasSubresource(gvk, 'status')) return err(noSuchResource());
  const stale = staleStatus(gvk, draft, old);
  if (stale) return err(stale);
  return ok({ ...store(host, storedKind(gvk), { ...old, status: draft.status } as Draft, old, options), warnings: [] });
}
