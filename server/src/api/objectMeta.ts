// Names, namespaces and owners of objects.
import type { ApiObject } from './kindRules.ts';
import type { ObjectMeta, OwnerReference } from './types.generated.ts';

/** The metadata of an object; an empty one if it has none. */
export const metaOf = (object: ApiObject): ObjectMeta => object.metadata ?? {};

/** The name, "" if there is none yet. */
export const nameOf = (object: ApiObject): string => object.metadata?.name ?? '';

/** The namespace, "" for cluster-scoped objects. */
export const namespaceOf = (object: ApiObject): string => object.metadata?.namespace ?? '';

/** The owner that manages the object, if any. Source: metav1.GetControllerOf. */
export const controllerOf = (object: ApiObject): OwnerReference | undefined =>
  object.metadata?.ownerReferences?.find((owner) => owner.controller === true);
