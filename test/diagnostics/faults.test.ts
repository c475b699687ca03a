// Mistakes that stand in tutorials everywhere: each gives one finding at one token, and its fix leaves nothing behind.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyFix, findingsOf, obviousFix, show } from './support.ts';

interface Fault {
  readonly name: string;
  readonly text: string;
  /** The finding, as `show` gives it. */
  readonly finding: string;
  /** A line of the text after the fix. */
  readonly after: string;
}

const pod = (body: string, metadata = '  name: web\n'): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n${metadata}spec:\n${body}`;
const container = (body: string): string => pod(`  containers:\n    - name: web\n      image: nginx:1.27\n${body}`);

const FAULTS: readonly Fault[] = [
  {
    name: 'label for labels',
    text: container('').replace('  name: web\n', '  name: web\n  label:\n    app: web\n'),
    finding: '5:3 error unknown-field [label] metadata.label',
    after: '  labels:',
  },
  {
    name: 'containersPort',
    text: container('      ports:\n        - containersPort: 80\n'),
    finding: '10:11 error unknown-field [containersPort] spec.containers[0].ports[0].containersPort',
    after: '        - containerPort: 80',
  },
  {
    name: 'images',
    text: container('').replace('image:', 'images:'),
    finding: '8:7 error unknown-field [images] spec.containers[0].images',
    after: '      image: nginx:1.27',
  },
  {
    name: 'initianDelaySeconds',
    text: container('      livenessProbe:\n        tcpSocket:\n          port: 80\n        initianDelaySeconds: 5\n'),
    finding: '12:9 error unknown-field [initianDelaySeconds] spec.containers[0].livenessProbe.initianDelaySeconds',
    after: '        initialDelaySeconds: 5',
  },
  {
    name: 'emptyDir:{} without a space',
    text: container('  volumes:\n    - name: tmp\n      emptyDir:{}\n'),
    finding: '11:7 error yaml-syntax [emptyDir:{}] ',
    after: '      emptyDir: {}',
  },
  {
    name: 'apiVersion:v1 without a space',
    text: container('').replace('apiVersion: v1', 'apiVersion:v1'),
    finding: '1:1 error yaml-syntax [apiVersion:v1] ',
    after: 'apiVersion: v1',
  },
  {
    name: 'labels as a list',
    text: container('').replace('  name: web\n', '  name: web\n  labels:\n    - app: web\n    - tier: front\n'),
    finding: '5:3 error wrong-type [labels] metadata.labels',
    after: '    tier: front',
  },
  {
    name: 'kind: replicationController',
    text: 'apiVersion: v1\nkind: replicationController\nmetadata:\n  name: web\nspec:\n  replicas: 1\n  selector:\n    app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: nginx:1.27\n',
    finding: '2:7 error unknown-kind [replicationController] kind',
    after: 'kind: ReplicationController',
  },
  {
    name: 'the fields of an RC inside a Pod',
    text: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  replicas: 1\n  selector:\n    app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: nginx:1.27\n',
    finding: '2:7 error wrong-kind [Pod] kind',
    after: 'kind: ReplicationController',
  },
  {
    name: 'template.labels without metadata',
    text: 'apiVersion: v1\nkind: ReplicationController\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  template:\n    labels:\n      app: web\n    spec:\n      containers:\n        - name: web\n          image: nginx:1.27\n',
    finding: '9:5 error unknown-field [labels] spec.template.labels',
    after: '      labels:',
  },
  {
    name: 'a configMap volume under volumeMounts',
    text:
      container(
        '      volumeMounts:\n        - name: settings\n          mountPath: /etc/settings\n          configMap:\n            name: settings\n',
      ) + '---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  a: b\n',
    finding: '12:11 error unknown-field [configMap] spec.containers[0].volumeMounts[0].configMap',
    after: '    - name: settings',
  },
  {
    name: 'a name with spaces',
    text: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: cm- test -app\ndata:\n  a: b\n',
    finding: '4:9 error invalid-value [cm- test -app] metadata.name',
    after: '  name: cm-test-app',
  },
  {
    name: 'probe numbers under httpGet',
    text: container(
      '      livenessProbe:\n        httpGet:\n          path: /\n          port: 80\n          initialDelaySeconds: 5\n',
    ),
    finding:
      '13:11 error unknown-field [initialDelaySeconds] spec.containers[0].livenessProbe.httpGet.initialDelaySeconds',
    after: '        initialDelaySeconds: 5',
  },
  {
    name: 'the health file is written elsewhere than it is read',
    text: container(
      '      args:\n        - /bin/sh\n        - -c\n        - echo ok > /tmp .health; rm -rf /tmp/health; sleep 600\n      livenessProbe:\n        exec:\n          command:\n            - cat\n            - /tmp/health\n',
    ),
    finding: '12:21 warning suspicious-command [/tmp .health] spec.containers[0].args[2]',
    after: '        - echo ok > /tmp/health; rm -rf /tmp/health; sleep 600',
  },
  {
    name: 'sh -C',
    text: container('      command: ["sh", "-C", "sleep 600"]\n'),
    finding: '9:23 warning suspicious-command ["-C"] spec.containers[0].command[1]',
    after: '      command: ["sh", "-c", "sleep 600"]',
  },
  {
    name: 'docker run -dport',
    text: container(
      '      command:\n        - docker\n        - run\n        - -dport\n        - 80:80\n        - nginx\n',
    ),
    finding: '12:11 warning suspicious-command [-dport] spec.containers[0].command[2]',
    after: '        - -dp',
  },
  {
    name: 'kubectl get gods',
    text: container('      command: [sh, -c, kubectl get gods]\n'),
    finding: '9:37 warning suspicious-command [gods] spec.containers[0].command[2]',
    after: '      command: [sh, -c, kubectl get pods]',
  },
  {
    name: 'an ExternalName Service of type LoadBalancer',
    text: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: db\nspec:\n  type: LoadBalancer\n  externalName: db.example.com\n  ports:\n    - port: 5432\n',
    finding: '7:3 warning external-name-ignored [externalName] spec.externalName',
    after: '  type: ExternalName',
  },
];

for (const fault of FAULTS) {
  test(fault.name, () => {
    const findings = findingsOf(fault.text);
    assert.deepEqual(
      findings.map((finding) => show({ 'a.yaml': fault.text }, finding)),
      [fault.finding],
    );
    const [finding] = findings;
    const fix = finding && obviousFix(finding);
    assert.ok(fix, 'there is one obvious fix');
    const after = applyFix({ 'a.yaml': fault.text }, fix)['a.yaml'] ?? '';
    assert.ok(after.split('\n').includes(fault.after), after);
    assert.deepEqual(
      findingsOf(after).map((left) => show({ 'a.yaml': after }, left)),
      [],
    );
  });
}

test('what a namespace, a limit or an account of the workspace keeps out is refused', () => {
  const text = `apiVersion: v1
kind: Namespace
metadata:
  name: strict
  labels:
    pod-security.kubernetes.io/enforce: baseline
---
apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: strict
spec:
  containers:
    - name: web
      image: nginx:1.27
      securityContext:
        privileged: true
`;
  const [finding, ...more] = findingsOf(text);
  assert.equal(more.length, 0);
  assert.equal(finding?.severity, 'error');
  assert.equal(finding.stage, 'admit');
  assert.match(finding.message, /violates PodSecurity "baseline:latest"/);
  assert.deepEqual(findingsOf(text.replace('enforce: baseline', 'enforce: privileged')), []);
});

test('under a misspelt kind the labels are read all the same', () => {
  const text = `apiVersion: apps/v1
kind: Deploymnt
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: webb}
    spec:
      containers:
        - name: web
          image: nginx:1.27
`;
  const mismatch = findingsOf(text).find(({ code }) => code === 'selector-mismatch');
  assert.match(mismatch?.message ?? '', /the template's label is "app: webb"/);
});
