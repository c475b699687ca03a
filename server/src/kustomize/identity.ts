// What tells objects apart during a build, and which kinds kustomize takes for cluster-scoped.
// Source: sigs.k8s.io/kustomize/kyaml v0.21.1 (resid/, openapi/openapi.go).
import { apiVersionOf, gvkOf, sameGvk, type GroupVersionKind } from '../api/gvk.ts';

/** A type, a name and a namespace, as they are or were. */
export interface Id {
  readonly gvk: GroupVersionKind;
  readonly name: string;
  readonly namespace: string;
  /** Former ids are never cluster-scoped by kind: their namespace already says so. */
  readonly former?: boolean;
}

const NOWHERE = '_non_namespaceable_';

const CLUSTER_SCOPED: ReadonlySet<string> = new Set(
  Object.entries({
    v1: 'ComponentStatus Namespace Node NodeProxyOptions PersistentVolume',
    'admissionregistration.k8s.io/v1': 'MutatingWebhookConfiguration ValidatingWebhookConfiguration',
    'admissionregistration.k8s.io/v1beta1': 'MutatingWebhookConfiguration ValidatingWebhookConfiguration',
    'apiextensions.k8s.io/v1': 'CustomResourceDefinition',
    'apiextensions.k8s.io/v1beta1': 'CustomResourceDefinition',
    'apiregistration.k8s.io/v1': 'APIService',
    'apiregistration.k8s.io/v1beta1': 'APIService',
    'certificates.k8s.io/v1': 'CertificateSigningRequest',
    'certificates.k8s.io/v1beta1': 'CertificateSigningRequest',
    'flowcontrol.apiserver.k8s.io/v1beta1': 'FlowSchema PriorityLevelConfiguration',
    'networking.k8s.io/v1': 'IngressClass',
    'networking.k8s.io/v1beta1': 'IngressClass',
    'node.k8s.io/v1': 'RuntimeClass',
    'node.k8s.io/v1beta1': 'RuntimeClass',
    'policy/v1beta1': 'PodSecurityPolicy',
    'rbac.authorization.k8s.io/v1': 'ClusterRole ClusterRoleBinding',
    'rbac.authorization.k8s.io/v1beta1': 'ClusterRole ClusterRoleBinding',
    'scheduling.k8s.io/v1': 'PriorityClass',
    'scheduling.k8s.io/v1beta1': 'PriorityClass',
    'storage.k8s.io/v1': 'CSIDriver CSINode StorageClass VolumeAttachment',
    'storage.k8s.io/v1beta1': 'CSIDriver CSINode StorageClass VolumeAttachment',
  }).flatMap(([apiVersion, kinds]) => kinds.split(' ').map((kind) => `${apiVersion}/${kind}`)),
);

/** The kinds of which some version is cluster-scoped: most others need no second look. */
const CLUSTER_KINDS: ReadonlySet<string> = new Set(
  [...CLUSTER_SCOPED].map((type) => type.slice(type.lastIndexOf('/') + 1)),
);

/**
 * Whether kustomize knows a kind to be cluster-scoped. It knows the kinds of Kubernetes 1.21: to it a
 * ValidatingAdmissionPolicy has a namespace, and gets one.
 */
export const isClusterScoped = (id: Id): boolean =>
  id.former !== true && CLUSTER_KINDS.has(id.gvk.kind) && CLUSTER_SCOPED.has(`${apiVersionOf(id.gvk)}/${id.gvk.kind}`);

/** The namespace for comparing: `default` where none is said. */
export function effectiveNamespace(id: Id): string {
  if (isClusterScoped(id)) return NOWHERE;
  return id.namespace === '' ? 'default' : id.namespace;
}

/** Whether two ids are in the same namespace. */
export const sameNamespace = (a: Id, b: Id): boolean => effectiveNamespace(a) === effectiveNamespace(b);

/** Whether type and name are the same. */
export const sameTypeAndName = (a: Id, b: Id): boolean => a.name === b.name && sameGvk(a.gvk, b.gvk);

/** Whether two ids mean one object. */
export const sameId = (a: Id, b: Id): boolean => sameTypeAndName(a, b) && sameNamespace(a, b);

/** One text per object that an id can mean. */
export const idKey = (id: Id): string =>
  [id.gvk.group, id.gvk.version, id.gvk.kind, id.name, effectiveNamespace(id)].join('\0');

/** A type of which any part may be left open. */
export interface GvkSelector {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
}

/** Whether a selector, of which empty parts match everything, means a type. */
export const selectsGvk = (selector: GvkSelector, gvk: GroupVersionKind): boolean =>
  (['group', 'version', 'kind'] as const).every((part) => {
    const wanted = selector[part] ?? '';
    return wanted === '' || wanted === gvk[part];
  });

/** `Deployment.v1.apps`, with what is missing in brackets. */
export const gvkText = ({ group = '', version = '', kind = '' }: GvkSelector): string =>
  [kind === '' ? '[noKind]' : kind, version === '' ? '[noVer]' : version, group === '' ? '[noGrp]' : group].join('.');

/** `Deployment.v1.apps/web.[noNs]`: an id in kustomize's messages. */
export const idText = ({ gvk, name, namespace }: Id): string =>
  `${gvkText(gvk)}/${name === '' ? '[noName]' : name}.${namespace === '' ? '[noNs]' : namespace}`;

/** The id that `apiVersion`, `kind`, a name and a namespace give. */
export const idOf = (apiVersion: string, kind: string, name: string, namespace: string): Id => ({
  gvk: gvkOf(apiVersion, kind),
  name,
  namespace,
});
