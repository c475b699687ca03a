// Snippets: a whole object of a kind, ready to fill in. Each is accepted by the API server as it stands.

/** A snippet for an empty section. `body` is in snippet syntax. */
export interface KindSnippet {
  readonly kind: string;
  readonly apiVersion: string;
  readonly description: string;
  readonly body: string;
}

const indent = (text: string, by: number): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? line : ' '.repeat(by) + line))
    .join('\n');

const CONTAINER = `- name: \${2:main}
  image: \${3:nginx:1.29}
  resources:
    requests:
      cpu: \${4:100m}
      memory: \${5:128Mi}
    limits:
      memory: \${5:128Mi}`;

const TEMPLATE = `template:
  metadata:
    labels:
      app: \${1:app}
  spec:
    containers:
${indent(CONTAINER, 6)}`;

const SELECTOR = `selector:
  matchLabels:
    app: \${1:app}`;

const snippet = (apiVersion: string, kind: string, description: string, rest: string, name = 'app'): KindSnippet => ({
  kind,
  apiVersion,
  description,
  body: `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: \${1:${name}}\n${rest}`,
});

const spec = (...parts: readonly string[]): string => `spec:\n${indent(parts.join('\n'), 2)}\n`;

/** The snippets, the most used kinds first. */
export const KIND_SNIPPETS: readonly KindSnippet[] = [
  snippet(
    'apps/v1',
    'Deployment',
    'Keeps Pods running and rolls out changes',
    spec('replicas: ${6:2}', SELECTOR, TEMPLATE),
  ),
  snippet(
    'v1',
    'Service',
    'A stable address for Pods',
    spec(
      'selector:',
      '  app: ${1:app}',
      'ports:',
      '  - name: ${2:http}',
      '    port: ${3:80}',
      '    targetPort: ${4:8080}',
    ),
  ),
  snippet('v1', 'ConfigMap', 'Settings for containers', 'data:\n  ${2:key}: ${3:value}\n', 'settings'),
  snippet('v1', 'Secret', 'Confidential settings', 'stringData:\n  ${2:key}: ${3:value}\n', 'secret'),
  snippet(
    'v1',
    'Pod',
    'One Pod that nothing brings back',
    `  labels:\n    app: \${1:app}\n${spec('containers:', indent(CONTAINER, 2))}`,
  ),
  snippet(
    'apps/v1',
    'StatefulSet',
    'Pods with stable names and volumes',
    spec('serviceName: ${1:app}', 'replicas: ${6:1}', SELECTOR, TEMPLATE),
  ),
  snippet('apps/v1', 'DaemonSet', 'A Pod on every node', spec(SELECTOR, TEMPLATE)),
  snippet(
    'batch/v1',
    'Job',
    'Pods that run to completion',
    spec('template:', '  spec:', '    restartPolicy: ${6:Never}', '    containers:', indent(CONTAINER, 6)),
    'job',
  ),
  snippet(
    'batch/v1',
    'CronJob',
    'Jobs by the clock',
    spec(
      'schedule: "${7:0 3 * * *}"',
      'jobTemplate:',
      '  spec:',
      '    template:',
      '      spec:',
      '        restartPolicy: ${6:Never}',
      '        containers:',
      indent(CONTAINER, 10),
    ),
    'job',
  ),
  snippet(
    'networking.k8s.io/v1',
    'Ingress',
    'HTTP routes to Services',
    spec(
      'rules:',
      '  - host: ${2:example.com}',
      '    http:',
      '      paths:',
      '        - path: ${3:/}',
      '          pathType: ${4:Prefix}',
      '          backend:',
      '            service:',
      '              name: ${5:app}',
      '              port:',
      '                number: ${6:80}',
    ),
  ),
  snippet(
    'v1',
    'PersistentVolumeClaim',
    'A claim to storage',
    spec('accessModes:', '  - ${2:ReadWriteOnce}', 'resources:', '  requests:', '    storage: ${3:1Gi}'),
    'data',
  ),
  snippet(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    'Scales a workload by load',
    spec(
      'scaleTargetRef:',
      '  apiVersion: apps/v1',
      '  kind: Deployment',
      '  name: ${1:app}',
      'minReplicas: ${2:2}',
      'maxReplicas: ${3:10}',
      'metrics:',
      '  - type: Resource',
      '    resource:',
      '      name: cpu',
      '      target:',
      '        type: Utilization',
      '        averageUtilization: ${4:70}',
    ),
  ),
  snippet('policy/v1', 'PodDisruptionBudget', 'Limits voluntary disruptions', spec('minAvailable: ${2:1}', SELECTOR)),
  snippet(
    'networking.k8s.io/v1',
    'NetworkPolicy',
    'Who may talk to Pods',
    spec(
      'podSelector:',
      '  matchLabels:',
      '    app: ${1:app}',
      'policyTypes:',
      '  - Ingress',
      'ingress:',
      '  - from:',
      '      - podSelector:',
      '          matchLabels:',
      '            app: ${2:client}',
    ),
  ),
  snippet('v1', 'Namespace', 'A space for names', '', 'team'),
  snippet('v1', 'ServiceAccount', 'The identity of Pods', ''),
  snippet(
    'rbac.authorization.k8s.io/v1',
    'Role',
    'Permissions in a namespace',
    'rules:\n  - apiGroups: [""]\n    resources: [${2:pods}]\n    verbs: [${3:get, list, watch}]\n',
  ),
  snippet(
    'rbac.authorization.k8s.io/v1',
    'RoleBinding',
    'Gives a Role to somebody',
    'roleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: Role\n  name: ${1:app}\nsubjects:\n  - kind: ServiceAccount\n    name: ${1:app}\n',
  ),
  snippet(
    'apps/v1',
    'ReplicaSet',
    'A number of Pods; Deployments make these',
    spec('replicas: ${6:2}', SELECTOR, TEMPLATE),
  ),
  snippet(
    'v1',
    'ReplicationController',
    'The predecessor of ReplicaSet',
    spec('replicas: ${6:2}', 'selector:', '  app: ${1:app}', TEMPLATE),
  ),
];

/** The snippet's text with every placeholder at its default: what stands there if nothing is typed. */
export const filledIn = (body: string): string => body.replaceAll(/\$\{\d+:([^}]*)\}/g, '$1').replaceAll(/\$\d+/g, '');
