// Group, version and kind: the identity of a type.
import type { CustomKind } from './customResources/definition.ts';

/** `group` is "" for the core group. */
export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** A type together with what a CustomResourceDefinition says of it, where it is known to be one's own. */
export interface KnownKind extends GroupVersionKind {
  readonly custom?: CustomKind | undefined;
}

/** `apps/v1` → group `apps`, version `v1`; `v1` → the core group. */
export function parseApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** What is wrong with an `apiVersion` as a text. Source: schema.ParseGroupVersion. */
export function apiVersionComplaint(apiVersion: string): string | undefined {
  const slashes = apiVersion.split('/').length - 1;
  if (slashes > 1) return `unexpected GroupVersion string: ${apiVersion}`;
  return undefined;
}

/** The identity that `apiVersion` and `kind` give. */
export const gvkOf = (apiVersion: string, kind: string): GroupVersionKind => ({ ...parseApiVersion(apiVersion), kind });

/** `apps/v1`, or `v1` for the core group. */
export const apiVersionOf = (gvk: { readonly group: string; readonly version: string }): string =>
  gvk.group === '' ? gvk.version : `${gvk.group}/${gvk.version}`;

/** `apps/v1/Deployment`, `v1/Pod`: one string per type, the key of every table by type. */
export const gvkKey = (gvk: GroupVersionKind): string => `${apiVersionOf(gvk)}/${gvk.kind}`;

/** Whether two identities are the same. */
export const sameGvk = (a: GroupVersionKind, b: GroupVersionKind): boolean =>
  a.group === b.group && a.version === b.version && a.kind === b.kind;
