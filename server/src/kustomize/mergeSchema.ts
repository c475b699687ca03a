// How lists merge in kustomize's strategic merge. It knows the types of Kubernetes 1.21: what has come since then is
// replaced as a whole, as are the lists of custom resources. What the types have in common with 1.36 stands in the
// schema facts.
// Source: sigs.k8s.io/kustomize/kyaml v0.21.1 (openapi/kubernetesapi/v1_21_2, openapi.go, yaml/schema/schema.go).
import { gvkOf } from '../api/gvk.ts';
import { patchSchema } from '../schema/patchSchema.ts';
import { fieldOf, present, textOf, type YamlNode } from './node.ts';

/** What is known of a value's type. */
export interface MergeSchema {
  readonly type: string | undefined;
  /** Whether a list of it merges; by these keys, or by value where there are none. */
  readonly merges: boolean;
  readonly keys: readonly string[];
}

/** Lists that merge today and are younger than 1.21. */
const YOUNGER_FIELDS: ReadonlySet<string> = new Set([
  'schedulingGates',
  'resourceClaims',
  'resourceClaimStatuses',
  'hostIPs',
  'allocatedResourcesStatus',
  'matchConditions',
  'x-kubernetes-validations',
]);

const YOUNGER_KINDS: ReadonlySet<string> = new Set([
  'authentication.k8s.io/v1/SelfSubjectReview',
  'autoscaling/v2/HorizontalPodAutoscaler',
  'networking.k8s.io/v1/IPAddress',
  'networking.k8s.io/v1/ServiceCIDR',
  'storage.k8s.io/v1/CSIStorageCapacity',
  'storage.k8s.io/v1/VolumeAttributesClass',
  'admissionregistration.k8s.io/v1/MutatingAdmissionPolicy',
  'admissionregistration.k8s.io/v1/MutatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy',
  'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding',
  'resource.k8s.io/v1/DeviceClass',
  'resource.k8s.io/v1/ResourceClaim',
  'resource.k8s.io/v1/ResourceClaimTemplate',
  'resource.k8s.io/v1/ResourceSlice',
  'flowcontrol.apiserver.k8s.io/v1/FlowSchema',
  'flowcontrol.apiserver.k8s.io/v1/PriorityLevelConfiguration',
]);

/** Kinds of 1.21 that are gone, and those that have taken over their types. */
const SUCCESSORS: ReadonlyMap<string, string> = new Map([
  ['batch/v1beta1/CronJob', 'batch/v1'],
  ['admissionregistration.k8s.io/v1beta1/MutatingWebhookConfiguration', 'admissionregistration.k8s.io/v1'],
  ['admissionregistration.k8s.io/v1beta1/ValidatingWebhookConfiguration', 'admissionregistration.k8s.io/v1'],
]);

function ofType(apiVersion: string, kind: string): MergeSchema | undefined {
  const key = `${apiVersion}/${kind}`;
  if (YOUNGER_KINDS.has(key)) return undefined;
  const gvk = gvkOf(SUCCESSORS.get(key) ?? apiVersion, kind);
  const type = patchSchema.typeOf(gvk);
  return type === undefined ? undefined : { type, merges: false, keys: [] };
}

/** The schema of a value that says its type itself. */
export function schemaOfObject(nodes: readonly (YamlNode | undefined)[]): MergeSchema | undefined {
  for (const node of nodes) {
    const object = present(node);
    const kind = textOf(fieldOf(object, 'kind'));
    const apiVersion = textOf(fieldOf(object, 'apiVersion'));
    const schema = kind === '' || apiVersion === '' ? undefined : ofType(apiVersion, kind);
    if (schema !== undefined) return schema;
  }
  return undefined;
}

/** The schema of a field; undefined where nothing is known of it. */
export function schemaOfField(schema: MergeSchema | undefined, name: string): MergeSchema | undefined {
  const field = schema?.type === undefined ? undefined : patchSchema.field(schema.type, name);
  if (field === undefined) return undefined;
  const { listMapKeys, mergeKey } = field;
  return {
    type: field.type,
    merges: field.strategies.includes('merge') && !YOUNGER_FIELDS.has(name),
    keys: listMapKeys.length > 0 ? listMapKeys : mergeKey === undefined ? [] : [mergeKey],
  };
}
