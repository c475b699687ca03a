// Slips that people make again and again: one finding, in words that say what to write, and a fix that writes it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyFix, findingsOf, obviousFix, show, shown } from './support.ts';

interface Slip {
  readonly name: string;
  readonly text: string;
  readonly finding: string;
  /** What the message begins with. */
  readonly says: string;
  /** A line after the obvious fix; undefined: only a person can choose. */
  readonly after?: string;
}

const deployment = (container: string, spec = '', pod = ''): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
${spec}  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
${pod}      containers:
        - name: web
          image: nginx:1.27
${container}`;
const object = (apiVersion: string, kind: string, body: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: web\n${body}`;

const SLIPS: readonly Slip[] = [
  {
    name: 'a word for a number',
    text: deployment('          ports:\n            - containerPort: "http"\n'),
    finding: '18:30 error wrong-type ["http"] spec.template.spec.containers[0].ports[0].containerPort',
    says: '"containerPort" must be a whole number, not the text "http"; write digits.',
  },
  {
    name: 'a number in quotes',
    text: deployment('', '  replicas: "2"\n'),
    finding: '6:13 error wrong-type ["2"] spec.replicas',
    says: '"replicas" must be a whole number, not the text "2"; write it without quotes.',
    after: '  replicas: 2',
  },
  {
    name: 'half a port',
    text: deployment('          ports:\n            - containerPort: 80.5\n'),
    finding: '18:30 error wrong-type [80.5] spec.template.spec.containers[0].ports[0].containerPort',
    says: '"containerPort" must be a whole number, and 80.5 is none.',
  },
  {
    name: 'ports as docker publishes them',
    text: deployment('          ports:\n            - 80:8080\n'),
    finding: '18:15 error wrong-type [80:8080] spec.template.spec.containers[0].ports[0]',
    says: 'An item of "ports" must be a map, not the text "80:8080"; write "containerPort: 8080".',
    after: '            - containerPort: 8080',
  },
  {
    name: 'a variable as a shell sets it',
    text: deployment('          env:\n            - COLOUR=blue\n'),
    finding: '18:15 error wrong-type [COLOUR=blue] spec.template.spec.containers[0].env[0]',
    says: 'An item of "env" must be a map, not the text "COLOUR=blue"; write "name: COLOUR" and "value: blue".',
    after: '              value: blue',
  },
  {
    name: 'a variable as a map entry',
    text: deployment('          env:\n            - PORT: 80\n'),
    finding: '18:15 error unknown-field [PORT] spec.template.spec.containers[0].env[0].PORT',
    says: 'There is no field "PORT" here; write "name: PORT" and "value: 80".',
    after: '              value: "80"',
  },
  {
    name: 'a command in one line',
    text: deployment('          command: /bin/sh -c "sleep 60"\n'),
    finding: '17:20 error wrong-type [/bin/sh -c "sleep 60"] spec.template.spec.containers[0].command',
    says: '"command" must be a list, not the text "/bin/sh -c \\"sleep 60\\""; write [/bin/sh, -c, sleep 60].',
    after: '            - sleep 60',
  },
  {
    name: 'requests without "requests"',
    text: deployment('          resources:\n            cpu: 500m\n'),
    finding: '18:13 error unknown-field [cpu] spec.template.spec.containers[0].resources.cpu',
    says: 'There is no field "cpu" here; it belongs to "spec.template.spec.containers[0].resources.requests".',
    after: '              cpu: 500m',
  },
  {
    name: 'a request above its limit',
    text: deployment(
      '          resources:\n            requests:\n              cpu: 2\n            limits:\n              cpu: 1\n',
    ),
    finding: '19:20 error invalid-value [2] spec.template.spec.containers[0].resources.requests[cpu]',
    says: 'The request for cpu is more than its limit, 1: lower the one or raise the other.',
  },
  {
    name: 'a probe of two kinds',
    text: deployment(
      '          livenessProbe:\n            tcpSocket:\n              port: 80\n            httpGet:\n              port: 80\n',
    ),
    finding: '18:13 error forbidden-field [tcpSocket] spec.template.spec.containers[0].livenessProbe.tcpSocket',
    says: 'There may be one of "exec", "grpc", "httpGet" and "tcpSocket"; keep one.',
  },
  {
    name: 'a probe that looks at nothing',
    text: deployment('          livenessProbe:\n            periodSeconds: 3\n'),
    finding: '17:11 error required-field [livenessProbe] spec.template.spec.containers[0].livenessProbe',
    says: '"livenessProbe" does nothing yet: give it one of "exec", "grpc", "httpGet" and "tcpSocket".',
  },
  {
    name: 'a probe without a port',
    text: deployment('          livenessProbe:\n            httpGet:\n              path: /\n'),
    finding: '18:13 error invalid-value [httpGet] spec.template.spec.containers[0].livenessProbe.httpGet.port',
    says: '"port" is missing; add it.',
  },
  {
    name: 'a value and where it is from',
    text: deployment(
      '          env:\n            - name: A\n              value: b\n              valueFrom:\n                fieldRef:\n                  fieldPath: metadata.name\n',
    ),
    finding: '20:15 error invalid-value [valueFrom] spec.template.spec.containers[0].env[0].valueFrom',
    says: '"valueFrom" and "value" exclude each other; keep one of them.',
  },
  {
    name: 'capabilities as a list',
    text: deployment('          securityContext:\n            capabilities: [NET_ADMIN]\n'),
    finding: '18:13 error wrong-type [capabilities] spec.template.spec.containers[0].securityContext.capabilities',
    says: '"capabilities" must be a map, not a list; the list belongs below "add".',
    after: '                - NET_ADMIN',
  },
  {
    name: 'an image in brackets',
    text: deployment('').replace('nginx:1.27', '[nginx]'),
    finding: '16:11 error wrong-type [image] spec.template.spec.containers[0].image',
    says: '"image" must be a text, not a list; write one value, without brackets or dashes.',
  },
  {
    name: 'a strategy by its name',
    text: deployment('', '  strategy: Recreate\n'),
    finding: '6:13 error wrong-type [Recreate] spec.strategy',
    says: '"strategy" must be a map, not the text "Recreate"; write "type: Recreate" below it.',
    after: '    type: Recreate',
  },
  {
    name: 'a type of strategy that is abbreviated',
    text: deployment('', '  strategy:\n    type: rolling\n'),
    finding: '7:11 error unsupported-value [rolling] spec.strategy.type',
    says: '"rolling" is not a value that "type" can have; write Recreate or RollingUpdate.',
    after: '    type: RollingUpdate',
  },
  {
    name: 'nothing may be more and nothing less',
    text: deployment('', '  strategy:\n    rollingUpdate:\n      maxSurge: 0\n      maxUnavailable: 0\n'),
    finding: '9:23 error invalid-value [0] spec.strategy.rollingUpdate.maxUnavailable',
    says: 'With "maxSurge" and "maxUnavailable" both 0 no Pod could be replaced; give one of them at least 1.',
  },
  {
    name: 'per cent with a space',
    text: deployment('', '  strategy:\n    rollingUpdate:\n      maxUnavailable: 50 %\n'),
    finding: '8:23 error invalid-value [50 %] spec.strategy.rollingUpdate.maxUnavailable',
    says: '"maxUnavailable" cannot be "50 %".',
    after: '      maxUnavailable: "50%"',
  },
  {
    name: 'labels directly in the selector',
    text: deployment('')
      .replace('    matchLabels:\n      app: web\n', '    app: web\n    tier: front\n')
      .replace('        app: web\n', '        app: web\n        tier: front\n'),
    finding: '7:5 error unknown-field [app] spec.selector.app',
    says: 'There is no field "app" here; labels stand below "matchLabels".',
    after: '      tier: front',
  },
  {
    name: 'a toleration that asks for nothing and says what',
    text: deployment('', '', '      tolerations:\n        - key: a\n          operator: Exists\n          value: b\n'),
    finding: '17:11 error invalid-value [value] spec.template.spec.tolerations[0].value',
    says: 'With the operator Exists there is no "value": remove it, or use Equal.',
  },
  {
    name: 'matchLabels in the selector of a ReplicationController',
    text: deployment('').replace('apps/v1', 'v1').replace('Deployment', 'ReplicationController'),
    finding: '7:5 error wrong-type [matchLabels] spec.selector[matchLabels]',
    says: '"matchLabels" must be a text, not a map; the labels stand directly in this selector.',
    after: '    app: web',
  },
  {
    name: 'the backend of an older Ingress',
    text: object(
      'networking.k8s.io/v1',
      'Ingress',
      'spec:\n  defaultBackend:\n    serviceName: web\n    service:\n      port:\n        number: 80\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  clusterIP: None\n  ports:\n    - port: 80\n',
    ),
    finding: '7:5 error unknown-field [serviceName] spec.defaultBackend.serviceName',
    says: 'There is no field "serviceName" here; it belongs to "spec.defaultBackend.service" as "name".',
    after: '      name: web',
  },
  {
    name: 'a host with its scheme',
    text: object('networking.k8s.io/v1', 'Ingress', 'spec:\n  rules:\n    - host: https://example.com\n'),
    finding: '7:13 error invalid-value [https://example.com] spec.rules[0].host',
    says: '"https://example.com" is not possible here.',
    after: '    - host: example.com',
  },
  {
    name: 'an access mode as kubectl prints it',
    text: object(
      'v1',
      'PersistentVolumeClaim',
      'spec:\n  accessModes: [RWX]\n  resources:\n    requests:\n      storage: 1Gi\n',
    ),
    finding: '6:17 error unsupported-value [RWX] spec.accessModes[0]',
    says: '"RWX" is not a value that "accessModes" can have;',
    after: '  accessModes: [ReadWriteMany]',
  },
  {
    name: 'a size in another spelling',
    text: object(
      'v1',
      'PersistentVolumeClaim',
      'spec:\n  accessModes: [ReadWriteOnce]\n  resources:\n    requests:\n      storage: 10GB\n',
    ),
    finding: '9:16 error wrong-type [10GB] spec.resources.requests[storage]',
    says: '10GB is no quantity;'.replace('10GB', '"10GB"'),
    after: '      storage: 10G',
  },
  {
    name: 'a claim that asks at its top',
    text: object('v1', 'PersistentVolumeClaim', 'spec:\n  accessModes: [ReadWriteOnce]\n  storage: 1Gi\n'),
    finding: '7:3 error unknown-field [storage] spec.storage',
    says: 'There is no field "storage" here; it belongs to "spec.resources.requests".',
    after: '      storage: 1Gi',
  },
  {
    name: 'a rule of a role without a group',
    text: object('rbac.authorization.k8s.io/v1', 'Role', 'rules:\n  - resources: [pods, pods/log]\n    verbs: [get]\n'),
    finding: '6:5 error required-field [resources] rules[0].apiGroups',
    says: '"apiGroups" is missing; add it ("" is the group of Pods, Services and the like).',
    after: '      - ""',
  },
  {
    name: 'a port of a Service in quotes',
    text: object('v1', 'Service', 'spec:\n  clusterIP: None\n  ports:\n    - port: 80\n      targetPort: "8080"\n'),
    finding: '9:19 error invalid-value ["8080"] spec.ports[0].targetPort',
    says: 'A number in quotes is taken for the name of a port; write it without quotes.',
    after: '      targetPort: 8080',
  },
  {
    name: 'a node port of an inner Service',
    text: object('v1', 'Service', 'spec:\n  ports:\n    - port: 80\n      nodePort: 30080\n'),
    finding: '8:7 error forbidden-field [nodePort] spec.ports[0].nodePort',
    says: 'A Service of type ClusterIP has no "nodePort": remove it, or change the type.',
  },
  {
    name: 'a file as a map',
    text: object('v1', 'ConfigMap', 'data:\n  app.yaml:\n    port: 80\n'),
    finding: '6:3 error wrong-type [app.yaml] data[app.yaml]',
    says: '"app.yaml" must be a text, not a map; write a "|" behind the colon if the lines below are the text.',
    after: '  app.yaml: |',
  },
  {
    name: 'a password that is not encoded',
    text: object('v1', 'Secret', 'data:\n  password: hunter2!\n'),
    finding: '6:13 error wrong-type [hunter2!] data[password]',
    says: '"password" must be in base64; plain text belongs into "stringData".',
  },
  {
    name: 'an apiVersion that is a number',
    text: object('1', 'ConfigMap', 'data: {}\n'),
    finding: '1:13 error wrong-type [1] apiVersion',
    says: '"apiVersion" must be a text; for this object it is v1.',
    after: 'apiVersion: v1',
  },
];

for (const { name, text, finding, says, after } of SLIPS) {
  test(name, () => {
    assert.deepEqual(shown(text), [finding]);
    const [first] = findingsOf(text);
    assert.ok(first);
    assert.ok(first.message.startsWith(says), first.message);
    assert.match(first.message, /The API server refuses it: /);
    const fix = obviousFix(first);
    const preferred = fix?.preferred === true ? fix : undefined;
    assert.equal(preferred !== undefined, after !== undefined, fix?.title);
    if (preferred === undefined || after === undefined) return;
    const fixed = applyFix({ 'a.yaml': text }, preferred)['a.yaml'] ?? '';
    assert.ok(fixed.split('\n').includes(after), fixed);
    const left = findingsOf(fixed).filter(({ severity }) => severity === 'error');
    assert.deepEqual(
      left.map((one) => show({ 'a.yaml': fixed }, one)),
      [],
    );
  });
}

test('what cannot be obvious has more than one fix', () => {
  const titles = (text: string): string[] =>
    findingsOf(text).flatMap((one) => (one.fixes?.() ?? []).map(({ title }) => title));
  assert.deepEqual(titles(object('v1', 'Secret', 'data:\n  password: hunter2!\n')), [
    'Move it to "stringData"',
    'Encode it as base64',
  ]);
  assert.deepEqual(titles(object('v1', 'Service', 'spec:\n  ports:\n    - port: 80\n      nodePort: 30080\n')), [
    'Remove "nodePort"',
    'Make it a Service of type NodePort',
  ]);
});
