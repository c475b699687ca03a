// Admission: what the API server changes or refuses after decoding and defaulting. One file per plugin under admission/.
import type { GroupVersionKind } from '../api/gvk.ts';
import type { ApiObject } from '../api/kindRules.ts';
import type { Status } from '../api/status.ts';
import type { DeepReadonly, ReadApi } from './controller.ts';

/** A request on its way into the store. */
export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly gvk: GroupVersionKind;
  readonly namespace: string;
  readonly name: string;
  readonly subresource?: string;
  /** Nothing will be stored. */
  readonly dryRun?: boolean;
  readonly old?: DeepReadonly<ApiObject>;
}

/** An admission plugin of a default cluster. */
export interface AdmissionPlugin {
  /** Upstream's name: `NamespaceLifecycle`, `LimitRanger`, … */
  readonly name: string;
  /** Place in upstream's order (pkg/kubeapiserver/options/plugins.go). */
  readonly order: number;
  /**
   * Whether `validate` depends on more than the object's content, its namespace and the classes, limits and accounts
   * that are stored (a quota that is used up). Other plugins are asked once for all Pods of one template.
   */
  readonly perObject?: boolean;
  /** Changes the object, in place, or refuses it. */
  admit?(request: AdmissionRequest, object: ApiObject, api: ReadApi): Status | undefined;
  /** Refuses the object as it stands after all mutation. */
  validate?(request: AdmissionRequest, object: DeepReadonly<ApiObject>, api: ReadApi): Status | undefined;
}
