// Completion, as a person at the caret sees it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from '../../server/src/api/judge.ts';
import { completionsAt } from '../../server/src/features/completion/completion.ts';
import { filledIn, KIND_SNIPPETS } from '../../server/src/features/completion/snippets.ts';
import { decoder } from '../../server/src/schema/decode.ts';
import { workspaceOf } from '../workspace/build.ts';
import { marked, type Marked } from './caret.ts';

const items = (at: Marked) => completionsAt(at.workspace, at.uri, at.offset, { describe: () => undefined });
const labels = (files: Parameters<typeof marked>[0]) => items(marked(files)).map(({ label }) => label);

/** The text after choosing an entry; `$0` is where the caret would be. */
function choose(files: Parameters<typeof marked>[0], label: string): string {
  const at = marked(files);
  const item = items(at).find((offered) => offered.label === label);
  assert.ok(item, `${label} is not offered`);
  const text = at.texts[at.uri] ?? '';
  return text.slice(0, item.range.start) + item.insert + text.slice(item.range.end);
}

const POD = (rest: string) => `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
${rest}`;

const CONFIG = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  color: blue
  size: large
`;

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
      tier: front
  template:
    metadata:
      labels:
        app: web
        tier: front
    spec:
      containers:
        - name: main
          image: registry.example/web:1
          ports:
            - name: http
              containerPort: 8080
`;

void test('the fields of a container: required ones first, then in the order of the schema', () => {
  const offered = labels(POD('  containers:\n    - ‸\n'));
  assert.deepEqual(offered.slice(0, 7), ['name', 'image', 'command', 'args', 'workingDir', 'ports', 'envFrom']);
});

void test('fields of later versions than the one that is configured are not offered', () => {
  const at = marked(POD('  containers:\n    - lifecycle:\n        ‸\n'));
  const of = (minor: number) =>
    completionsAt(at.workspace, at.uri, at.offset, { describe: () => undefined, version: { minor } }).map(
      ({ label }) => label,
    );
  assert.ok(of(36).includes('stopSignal'));
  assert.deepEqual(of(28), ['postStart', 'preStop']);
});

void test('fields that are there already are not offered again', () => {
  const offered = labels(POD('  containers:\n    - name: a\n      ‸\n      image: b\n'));
  assert.ok(!offered.includes('name') && !offered.includes('image') && offered.includes('command'));
});

void test('a field is written with what belongs to it', () => {
  assert.equal(choose(POD('  cont‸\n'), 'containers'), POD('  containers:\n    - $0\n'));
  assert.equal(choose(POD('  restart‸\n'), 'restartPolicy'), POD('  restartPolicy: $0\n'));
  assert.equal(choose(POD('  secu‸\n'), 'securityContext'), POD('  securityContext:\n    $0\n'));
  assert.equal(choose(POD('  containers:\n    ‸\n'), 'name'), POD('  containers:\n    - name: $0\n'));
  assert.equal(choose(POD('  securityContext: {runAs‸}\n'), 'runAsUser'), POD('  securityContext: {runAsUser: $0}\n'));
});

void test('the values of an enumeration and of a boolean, with the default marked', () => {
  const at = marked(POD('  restartPolicy: ‸\n'));
  assert.deepEqual(labels(POD('  restartPolicy: ‸\n')).sort(), ['Always', 'Never', 'OnFailure']);
  assert.ok(items(at).every(({ kind }) => kind === 'value'));
  assert.deepEqual(labels(POD('  hostNetwork: ‸\n')), ['true', 'false']);
  assert.equal(choose(POD('  restartPolicy:‸\n'), 'Never'), POD('  restartPolicy: Never\n'));
  assert.equal(choose(POD('  restartPolicy: Al‸ways\n'), 'Never'), POD('  restartPolicy: Never\n'));
});

void test('ConfigMaps of the namespace, and the keys of the one that is named', () => {
  const pod = (ref: string) =>
    POD(`  containers:
    - name: a
      image: b
      env:
        - name: COLOR
          valueFrom:
            configMapKeyRef:
${ref}`);
  const elsewhere = CONFIG.replace('name: settings', 'name: far\n  namespace: elsewhere');
  const files = { 'c.yaml': CONFIG, 'e.yaml': elsewhere };
  assert.deepEqual(labels({ ...files, 'p.yaml': pod('              name: ‸\n') }), ['settings']);
  assert.deepEqual(labels({ ...files, 'p.yaml': pod('              name: settings\n              key: ‸\n') }), [
    'color',
    'size',
  ]);
  assert.deepEqual(labels({ ...files, 'p.yaml': pod('              name: settings\n              key: co‸\n') }), [
    'color',
    'size',
  ]);
});

const SERVICE = (rest: string) => `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
${rest}`;

void test('a Service selector: labels in use and their values; its target port: ports of what it selects', () => {
  const files = { 'd.yaml': DEPLOYMENT };
  assert.deepEqual(labels({ ...files, 's.yaml': SERVICE('  selector:\n    ‸\n') }), ['app', 'tier']);
  assert.deepEqual(labels({ ...files, 's.yaml': SERVICE('  selector:\n    tier: ‸\n') }), ['front']);
  const ports = SERVICE('  selector:\n    app: web\n  ports:\n    - port: 80\n      targetPort: ‸\n');
  assert.deepEqual(labels({ ...files, 's.yaml': ports }), ['http', '8080']);
});

void test('images that are in use, volumes for mounts, quantities, keys of resources', () => {
  const files = { 'd.yaml': DEPLOYMENT };
  assert.deepEqual(labels({ ...files, 'p.yaml': POD('  containers:\n    - image: ‸\n') }), ['registry.example/web:1']);
  const mounts =
    '  containers:\n    - name: a\n      volumeMounts:\n        - name: ‸\n  volumes:\n    - name: data\n      emptyDir: {}\n';
  assert.deepEqual(labels(POD(mounts)), ['data']);
  assert.deepEqual(labels(POD('  containers:\n    - name: a\n      resources:\n        limits:\n          ‸\n')), [
    'cpu',
    'memory',
    'ephemeral-storage',
  ]);
  assert.ok(
    labels(POD('  containers:\n    - name: a\n      resources:\n        limits:\n          memory: ‸\n')).includes(
      '128Mi',
    ),
  );
});

void test('the labels of a template begin with those that its selector asks for', () => {
  const text = DEPLOYMENT.replace('        app: web\n        tier: front\n', '        ‸\n');
  assert.deepEqual(labels(text), ['app', 'tier']);
  assert.deepEqual(labels(DEPLOYMENT.replace('        app: web\n        tier: front\n', '        tier: ‸\n')), [
    'front',
  ]);
});

void test('annotations of dry runs and their values', () => {
  const text = (rest: string) =>
    DEPLOYMENT.replace('      labels:\n        app', `      annotations:\n        ${rest}\n      labels:\n        app`);
  assert.ok(labels(text('dry‸')).includes('drydock.dev/exit-code'));
  assert.deepEqual(labels(text('drydock.dev/image: ‸')), ['missing']);
});

void test('versions and kinds', () => {
  assert.equal(labels('apiVersion: ‸\nkind: Deployment\n')[0], 'apps/v1');
  const kinds = labels('apiVersion: apps/v1\nkind: ‸\n');
  assert.deepEqual([...kinds].sort(), ['ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet']);
});

void test('JSON manifests are completed in quotes', () => {
  const json = (rest: string) => ({ 'a.json': `{"apiVersion": "v1", "kind": "Pod", "spec": {${rest}}}` });
  assert.equal(Object.values(json('"restartPolicy": "Never"'))[0], choose(json('"restartPolicy": ‸'), 'Never'));
  assert.equal(choose(json('"restartPolicy": "Al‸"'), 'Never'), json('"restartPolicy": "Never"')['a.json']);
  assert.equal(choose(json('"restart‸"'), 'restartPolicy'), json('"restartPolicy": "$0"')['a.json']);
});

void test('an empty section offers whole objects, and other YAML nothing', () => {
  assert.equal(labels('‸')[0], 'Deployment');
  assert.ok(labels(`${CONFIG}---\n‸`).includes('Service'));
  assert.deepEqual(labels('on: push\njobs:\n  ‸\n'), []);
  assert.deepEqual(labels('# a comment ‸\n'), []);
});

void test('every snippet is accepted by the API server as it stands', () => {
  for (const { kind, body } of KIND_SNIPPETS) {
    const text = filledIn(body);
    const [node] = workspaceOf({ 'file:///a.yaml': text }).nodesOf('file:///a.yaml');
    assert.ok(node, kind);
    assert.ok(decoder.knows(node.resource.gvk), kind);
    assert.deepEqual(judge(decoder, node.resource.gvk, node.resource.value).problems, [], kind);
  }
});

void test('at every place of a manifest completion says something sensible or nothing', () => {
  for (const text of [DEPLOYMENT, CONFIG, SERVICE('  ports:\n    - port: 80\n')]) {
    for (let offset = 0; offset <= text.length; offset++) {
      const at = marked(`${text.slice(0, offset)}‸${text.slice(offset)}`);
      for (const { range, insert } of items(at)) {
        assert.ok(range.start <= offset && offset <= range.end && insert !== '', `at ${offset}`);
      }
      items(marked(`${text.slice(0, offset)}‸`));
    }
  }
});

void test('a .drydock.yaml is completed: settings, groups, codes and their values', () => {
  const file = (text: string) => ({ '.drydock.yaml': text });
  assert.deepEqual(labels(file('‸')).slice(0, 3), ['kubernetesVersion', 'groups', 'rules']);
  assert.deepEqual(labels(file('groups:\n  ‸')), ['correctness', 'references', 'practice']);
  assert.deepEqual(labels(file('groups:\n  practice: ‸')), ['off', 'recommended', 'strict']);
  assert.ok(labels(file('rules:\n  ‸')).includes('service-selects-nothing'));
  assert.deepEqual(labels(file('rules:\n  service-selects-nothing: ‸')), ['off', 'error', 'warning', 'info', 'hint']);
  assert.equal(choose(file('kubernetesVersion: ‸'), '1.30'), 'kubernetesVersion: "1.30"');
  assert.deepEqual(labels(file('overrides:\n  - ‸')).slice(0, 2), ['files', 'kubernetesVersion']);
});
