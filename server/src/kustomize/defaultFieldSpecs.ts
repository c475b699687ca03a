// The fields that kustomize knows without being told: where labels, images and replica counts stand, and which fields
// refer to objects by name.
// Source: sigs.k8s.io/kustomize/api v0.21.1 (internal/konfig/builtinpluginconsts/).
import type { ConfigurationFile, FieldSpec } from './fields.ts';

const create = (path: string, kind?: string, more: FieldSpec = {}): FieldSpec => ({
  path,
  create: true,
  ...(kind === undefined ? {} : { kind }),
  ...more,
});

const inKind = (kind: string, path: string, more: FieldSpec = {}): FieldSpec => ({ path, kind, ...more });

/** Where the spec of a kind's Pods stands. */
const POD_SPEC: Readonly<Record<string, string>> = {
  Pod: 'spec',
  PodTemplate: 'template/spec',
  CronJob: 'spec/jobTemplate/spec/template/spec',
};

const inPods = (kinds: readonly string[], paths: readonly string[], more: FieldSpec = {}): FieldSpec[] =>
  kinds.flatMap((kind) =>
    paths.map((path) => inKind(kind, `${POD_SPEC[kind] ?? 'spec/template/spec'}/${path}`, kind === 'Pod' ? more : {})),
  );

const WITH_PODS = ['Pod', 'PodTemplate', 'Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'Job', 'CronJob'];
const WORKLOADS = ['Pod', 'StatefulSet', 'Deployment', 'ReplicationController', 'CronJob', 'Job', 'DaemonSet'];
const RBAC = { group: 'rbac.authorization.k8s.io' };
const BATCH = { group: 'batch' };
const APPS = { group: 'apps' };
const WEBHOOKS = { group: 'admissionregistration.k8s.io' };

/** Labels of the object and of what is made from its templates. */
const METADATA_LABELS: readonly FieldSpec[] = [
  create('metadata/labels'),
  create('spec/template/metadata/labels', 'ReplicationController', { version: 'v1' }),
  create('spec/template/metadata/labels', 'Deployment'),
  create('spec/template/metadata/labels', 'ReplicaSet'),
  create('spec/template/metadata/labels', 'DaemonSet'),
  create('spec/template/metadata/labels', 'StatefulSet', APPS),
  create('spec/volumeClaimTemplates[]/metadata/labels', 'StatefulSet', APPS),
  create('spec/template/metadata/labels', 'Job', BATCH),
  create('spec/jobTemplate/metadata/labels', 'CronJob', BATCH),
  create('spec/jobTemplate/spec/template/metadata/labels', 'CronJob', BATCH),
];

const affinityOf = (kind: string): FieldSpec[] =>
  [
    'affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels',
    'affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels',
    'affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels',
    'affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels',
    'topologySpreadConstraints/labelSelector/matchLabels',
  ].map((path) => inKind(kind, `spec/template/spec/${path}`, APPS));

const COMMON_LABELS: readonly FieldSpec[] = [
  create('spec/selector', 'Service', { version: 'v1' }),
  create('spec/selector', 'ReplicationController', { version: 'v1' }),
  create('spec/selector/matchLabels', 'Deployment'),
  ...affinityOf('Deployment'),
  create('spec/selector/matchLabels', 'ReplicaSet'),
  create('spec/selector/matchLabels', 'DaemonSet'),
  create('spec/selector/matchLabels', 'StatefulSet', APPS),
  ...affinityOf('StatefulSet'),
  inKind('Job', 'spec/selector/matchLabels', BATCH),
  inKind('CronJob', 'spec/jobTemplate/spec/selector/matchLabels', BATCH),
  inKind('PodDisruptionBudget', 'spec/selector/matchLabels', { group: 'policy' }),
  ...['spec/podSelector', 'spec/ingress/from/podSelector', 'spec/egress/to/podSelector'].map((path) =>
    inKind('NetworkPolicy', `${path}/matchLabels`, { group: 'networking.k8s.io' }),
  ),
  ...METADATA_LABELS,
];

const COMMON_ANNOTATIONS: readonly FieldSpec[] = [
  create('metadata/annotations'),
  create('spec/template/metadata/annotations', 'ReplicationController', { version: 'v1' }),
  ...['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet'].map((kind) =>
    create('spec/template/metadata/annotations', kind),
  ),
  create('spec/template/metadata/annotations', 'Job', BATCH),
  create('spec/jobTemplate/metadata/annotations', 'CronJob', BATCH),
  create('spec/jobTemplate/spec/template/metadata/annotations', 'CronJob', BATCH),
];

const IMAGES: readonly FieldSpec[] = ['spec', 'spec/template/spec'].flatMap((path) =>
  ['containers[]/image', 'initContainers[]/image', 'volumes[]/image/reference'].map((field) =>
    create(`${path}/${field}`),
  ),
);

/** Where a var may stand in the containers of a Pod. */
const VARS_IN_CONTAINERS = ['containers', 'initContainers'].flatMap((list) =>
  ['args', 'command', 'env/value', 'volumeMounts/mountPath'].map((field) => `${list}/${field}`),
);

const VAR_REFERENCES: readonly FieldSpec[] = [
  ...inPods(['CronJob', 'DaemonSet', 'Deployment', 'Job', 'Pod', 'ReplicaSet', 'StatefulSet'], VARS_IN_CONTAINERS),
  inKind('CronJob', 'spec/jobTemplate/spec/template/volumes/nfs/server'),
  ...inPods(['DaemonSet', 'Deployment', 'Job', 'Pod', 'ReplicaSet'], ['volumes/nfs/server']),
  inKind('Deployment', 'spec/template/metadata/annotations'),
  inKind('Ingress', 'spec/rules/host'),
  inKind('Ingress', 'spec/tls/hosts'),
  inKind('Ingress', 'spec/tls/secretName'),
  inKind('Service', 'spec/ports/port'),
  inKind('Service', 'spec/ports/targetPort'),
  inKind('StatefulSet', 'spec/volumeClaimTemplates/spec/nfs/server'),
  inKind('PersistentVolume', 'spec/nfs/server'),
  { path: 'metadata/labels' },
  { path: 'metadata/annotations' },
];

const IN_RULES = [inKind('Role', 'rules/resourceNames'), inKind('ClusterRole', 'rules/resourceNames')];

const CONFIG_MAP_REFERENCES: readonly FieldSpec[] = [
  ...inPods(
    WITH_PODS,
    [
      'volumes/configMap/name',
      'containers/env/valueFrom/configMapKeyRef/name',
      'initContainers/env/valueFrom/configMapKeyRef/name',
      'containers/envFrom/configMapRef/name',
      'initContainers/envFrom/configMapRef/name',
      'volumes/projected/sources/configMap/name',
    ],
    { version: 'v1' },
  ),
  inKind('Node', 'spec/configSource/configMap'),
  ...IN_RULES,
  inKind('Ingress', 'metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap'),
];

const SECRET_REFERENCES: readonly FieldSpec[] = [
  ...inPods(
    WITH_PODS,
    [
      'volumes/secret/secretName',
      'containers/env/valueFrom/secretKeyRef/name',
      'initContainers/env/valueFrom/secretKeyRef/name',
      'containers/envFrom/secretRef/name',
      'initContainers/envFrom/secretRef/name',
      'imagePullSecrets/name',
      'volumes/projected/sources/secret/name',
    ],
    { version: 'v1' },
  ),
  inKind('Ingress', 'spec/tls/secretName'),
  ...['ingress', 'nginx.ingress'].map((prefix) =>
    inKind('Ingress', `metadata/annotations/${prefix}.kubernetes.io\\/auth-secret`),
  ),
  inKind('Ingress', 'metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret'),
  inKind('ServiceAccount', 'imagePullSecrets/name'),
  ...['secretName', 'adminSecretName', 'userSecretName', 'secretRef'].map((field) =>
    inKind('StorageClass', `parameters/${field}`),
  ),
  ...IN_RULES,
  inKind('Service', 'spec/template/spec/containers/env/valueFrom/secretKeyRef/name', {
    group: 'serving.knative.dev',
    version: 'v1',
  }),
  inKind('PersistentVolume', 'spec/azureFile/secretName'),
];

const SERVICE_REFERENCES: readonly FieldSpec[] = [
  inKind('StatefulSet', 'spec/serviceName', APPS),
  inKind('Ingress', 'spec/rules/http/paths/backend/serviceName'),
  inKind('Ingress', 'spec/backend/serviceName'),
  inKind('Ingress', 'spec/rules/http/paths/backend/service/name'),
  inKind('Ingress', 'spec/defaultBackend/service/name'),
  inKind('APIService', 'spec/service/name', { group: 'apiregistration.k8s.io' }),
  inKind('ValidatingWebhookConfiguration', 'webhooks/clientConfig/service', WEBHOOKS),
  inKind('MutatingWebhookConfiguration', 'webhooks/clientConfig/service', WEBHOOKS),
];

const scaled = (kind: string) => ({
  kind,
  fieldSpecs: [inKind('HorizontalPodAutoscaler', 'spec/scaleTargetRef/name')],
});

const NAME_REFERENCES: NonNullable<ConfigurationFile['nameReference']> = [
  ...['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map(scaled),
  { kind: 'ConfigMap', version: 'v1', fieldSpecs: CONFIG_MAP_REFERENCES },
  { kind: 'Secret', version: 'v1', fieldSpecs: SECRET_REFERENCES },
  { kind: 'Service', version: 'v1', fieldSpecs: SERVICE_REFERENCES },
  { kind: 'Role', ...RBAC, fieldSpecs: [inKind('RoleBinding', 'roleRef/name', RBAC)] },
  {
    kind: 'ClusterRole',
    ...RBAC,
    fieldSpecs: [inKind('RoleBinding', 'roleRef/name', RBAC), inKind('ClusterRoleBinding', 'roleRef/name', RBAC)],
  },
  {
    kind: 'ServiceAccount',
    version: 'v1',
    fieldSpecs: [
      inKind('RoleBinding', 'subjects', RBAC),
      inKind('ClusterRoleBinding', 'subjects', RBAC),
      ...inPods(WORKLOADS, ['serviceAccountName']),
    ],
  },
  {
    kind: 'PersistentVolumeClaim',
    version: 'v1',
    fieldSpecs: inPods(WORKLOADS, ['volumes/persistentVolumeClaim/claimName']),
  },
  {
    kind: 'PersistentVolume',
    version: 'v1',
    fieldSpecs: [inKind('PersistentVolumeClaim', 'spec/volumeName'), inKind('ClusterRole', 'rules/resourceNames')],
  },
  {
    kind: 'StorageClass',
    version: 'v1',
    group: 'storage.k8s.io',
    fieldSpecs: [
      inKind('PersistentVolume', 'spec/storageClassName'),
      inKind('PersistentVolumeClaim', 'spec/storageClassName'),
      inKind('StatefulSet', 'spec/volumeClaimTemplates/spec/storageClassName'),
    ],
  },
  {
    kind: 'PriorityClass',
    version: 'v1',
    group: 'scheduling.k8s.io',
    fieldSpecs: inPods(WORKLOADS, ['priorityClassName']),
  },
  // The group is kustomize's slip: no IngressClass has it, so that its name is never followed.
  {
    kind: 'IngressClass',
    version: 'v1',
    group: 'networking.k8s.io/v1',
    fieldSpecs: [inKind('Ingress', 'spec/ingressClassName')],
  },
  {
    kind: 'ValidatingAdmissionPolicy',
    ...WEBHOOKS,
    fieldSpecs: [inKind('ValidatingAdmissionPolicyBinding', 'spec/policyName', WEBHOOKS)],
  },
];

/** All of them. */
export const DEFAULT_FIELD_SPECS: ConfigurationFile = {
  namePrefix: [{ path: 'metadata/name' }],
  nameSuffix: [{ path: 'metadata/name' }],
  namespace: [
    create('metadata/name', 'Namespace'),
    create('spec/service/namespace', 'APIService', { group: 'apiregistration.k8s.io' }),
    inKind('CustomResourceDefinition', 'spec/conversion/webhook/clientConfig/service/namespace', {
      group: 'apiextensions.k8s.io',
    }),
  ],
  commonLabels: COMMON_LABELS,
  templateLabels: METADATA_LABELS,
  commonAnnotations: COMMON_ANNOTATIONS,
  varReference: VAR_REFERENCES,
  nameReference: NAME_REFERENCES,
  images: IMAGES,
  replicas: ['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map((kind) =>
    create('spec/replicas', kind),
  ),
};
