// What else there is, as far as whoever judges an object knows: a cluster's store, a workspace, or nothing.
import type { GroupVersionKind } from './gvk.ts';
import type { ApiObject } from './kindRules.ts';

/** The objects around the one that is judged. What is not known is no error: it may be in the cluster. */
export interface Surroundings {
  /** The object of that name, if it is known; `namespace` is "" for cluster-scoped types. */
  find(gvk: GroupVersionKind, namespace: string, name: string): ApiObject | undefined;
  /** All known objects of a type. */
  all(gvk: GroupVersionKind): Iterable<ApiObject>;
}

/** Nothing is known. */
export const NOTHING_AROUND: Surroundings = { find: () => undefined, all: () => [] };
