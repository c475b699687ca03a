// The store as what surrounds an object: what api/admission asks about classes, accounts and namespaces.
import type { ApiObject } from '../api/kindRules.ts';
import type { Surroundings } from '../api/surroundings.ts';
import type { ReadApi } from './controller.ts';

/** Everything that is stored. */
export const surroundingsIn = (api: ReadApi): Surroundings => ({
  find: (gvk, namespace, name) => api.get(gvk, namespace, name) as ApiObject | undefined,
  all: (gvk) => api.list(gvk) as readonly ApiObject[],
});
