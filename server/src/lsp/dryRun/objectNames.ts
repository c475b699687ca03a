// Objects of the cluster as the protocol names them.
import { apiVersionOf, gvkOf, type GroupVersionKind } from '../../api/gvk.ts';
import type { ApiObject } from '../../api/kindRules.ts';
import type { DeepReadonly, ReadApi } from '../../cluster/controller.ts';
import type { ObjectName } from '../../protocol/cluster.ts';

/** Any object as it is stored. */
export type Stored = DeepReadonly<ApiObject>;

export const objectName = (gvk: GroupVersionKind, namespace: string, name: string): ObjectName => ({
  apiVersion: apiVersionOf(gvk),
  kind: gvk.kind,
  namespace,
  name,
});

export const nameOfObject = (object: Stored): ObjectName => ({
  apiVersion: object.apiVersion ?? '',
  kind: object.kind ?? '',
  namespace: object.metadata?.namespace ?? '',
  name: object.metadata?.name ?? '',
});

export const gvkOfName = (object: ObjectName): GroupVersionKind => gvkOf(object.apiVersion, object.kind);

/** The object of that name, if it is in the cluster. */
export const findObject = (api: ReadApi, object: ObjectName): Stored | undefined =>
  api.get(gvkOfName(object), object.namespace, object.name);

/** One text per object: a key for tables. */
export const keyOf = ({ apiVersion, kind, namespace, name }: ObjectName): string =>
  `${apiVersion} ${kind} ${namespace}/${name}`;
