// The kinds that a cluster serves because a CustomResourceDefinition in its store says so, once it is established.
// Source: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/customresource_handler.go (ServeHTTP), 1.36.
import { cloneJson } from '../base/json.ts';
import { applyDefaults } from '../api/customResources/defaults.ts';
import {
  DEFINITION,
  readDefinition,
  type CustomDefinition,
  type CustomKind,
} from '../api/customResources/definition.ts';
import { prune, pruneNulls } from '../api/customResources/prune.ts';
import { apiVersionOf, type GroupVersionKind, type KnownKind } from '../api/gvk.ts';
import { resourceOf } from '../api/resource.ts';
import type { ReadApi } from './controller.ts';
import type { Stored } from './store.ts';

/** What actors watch to be told of every custom resource. */
export const ANY_CUSTOM: GroupVersionKind = { group: '*', version: '*', kind: '*' };

/** Stored objects never change, so each is read once. */
const read = new WeakMap<Stored, CustomDefinition | { readonly none: true }>();

/** What a stored definition makes known. */
export function definitionOf(stored: Stored): CustomDefinition | undefined {
  const known = read.get(stored) ?? readDefinition(stored) ?? { none: true };
  read.set(stored, known);
  return 'none' in known ? undefined : known;
}

interface WithConditions {
  readonly status?: { readonly conditions?: readonly { readonly type?: string; readonly status?: string }[] };
}

/** Whether a definition's kinds are served. */
export const isEstablished = (stored: Stored): boolean =>
  (stored as WithConditions).status?.conditions?.some(
    ({ type, status }) => type === 'Established' && status === 'True',
  ) ?? false;

type Reader = Pick<ReadApi, 'list'>;

/** All custom kinds that are served. */
export const customKinds = (api: Reader): readonly CustomKind[] =>
  api
    .list(DEFINITION)
    .filter(isEstablished)
    .flatMap((stored) => [...(definitionOf(stored)?.versions.values() ?? [])].filter(({ served }) => served));

/** A type with what the cluster's definitions say of it. */
export function kindOf(api: Reader, gvk: KnownKind): KnownKind {
  if (gvk.custom !== undefined || resourceOf(gvk) !== undefined || !gvk.group.includes('.')) return gvk;
  for (const stored of api.list(DEFINITION)) {
    const definition = definitionOf(stored);
    if (definition?.group !== gvk.group || definition.kind !== gvk.kind || !isEstablished(stored)) continue;
    const custom = definition.versions.get(gvk.version);
    return custom?.served === true ? { ...custom.gvk, custom } : gvk;
  }
  return gvk;
}

/** The type under which objects are stored: of a custom kind its storage version. */
export function storedKind(gvk: KnownKind): KnownKind {
  if (gvk.custom === undefined || gvk.custom.storage) return gvk;
  const custom = [...gvk.custom.definition.versions.values()].find(({ storage }) => storage);
  return custom === undefined ? gvk : { ...custom.gvk, custom };
}

/** A stored object as a version of its kind shows it: without a webhook, only the version's name changes. */
export function asVersion(object: Stored, gvk: KnownKind): Stored {
  if (gvk.custom === undefined || object.apiVersion === apiVersionOf(gvk)) return object;
  const shown = { ...cloneJson(object), apiVersion: apiVersionOf(gvk) } as Record<string, unknown>;
  prune(shown, gvk.custom.schema);
  pruneNulls(shown, gvk.custom.schema);
  applyDefaults(shown, gvk.custom.schema);
  return shown;
}
