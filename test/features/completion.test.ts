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

void test('a name with its colon is replaced as a whole; its value stays', () => {
  assert.equal(choose(POD('  restart‸: Never\n'), 'restartPolicy'), POD('  restartPolicy: Never\n'));
  assert.equal(choose(POD('  cont‸ainer:\n    - name: a\n'), 'containers'), POD('  containers:\n    - name: a\n'));
  assert.equal(
    choose(POD('  securityContext: {runAs‸: 1}\n'), 'runAsUser'),
    POD('  securityContext: {runAsUser: 1}\n'),
  );
  const json = (rest: string) => ({ 'a.json': `{"apiVersion": "v1", "kind": "Pod", "spec": {${rest}}}` });
  assert.equal(choose(json('"res‸": "Never"'), 'restartPolicy'), json('"restartPolicy": "Never"')['a.json']);
  assert.equal(choose(json('‸ "nodeName": "a"'), 'containers'), json('"containers": [$0], "nodeName": "a"')['a.json']);
});

void test('behind the colon of a field that holds others, what is chosen opens it', () => {
  assert.equal(choose(POD('  containers: ‸\n'), 'name'), POD('  containers:\n    - name: $0\n'));
  assert.equal(choose(POD('  securityContext:‸\n'), 'runAsUser'), POD('  securityContext:\n    runAsUser: $0\n'));
  assert.equal(
    choose(POD('  volumes:\n    - name: a\n      emptyDir: ‸\n'), '{}'),
    POD('  volumes:\n    - name: a\n      emptyDir: {}\n'),
  );
  const claim = (rest: string) =>
    `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: a\nspec:\n  accessModes:${rest}\n`;
  assert.equal(choose(claim(' ‸'), 'ReadWriteOnce'), claim('\n    - ReadWriteOnce'));
  assert.equal(choose(POD('  containers: [‸]\n'), 'name'), POD('  containers: [{name: $0}]\n'));
  assert.equal(
    choose(POD('  containers: [{name: a, securityContext: ‸}]\n'), 'runAsUser'),
    POD('  containers: [{name: a, securityContext: {runAsUser: $0}}]\n'),
  );
  // What is open already is not opened again.
  assert.deepEqual(labels(POD('  containers: ‸\n    - name: a\n')), []);
  assert.deepEqual(labels(POD('  containers: ‸\n  - name: a\n')), []);
});

void test('behind a dash without a blank the blank is put in; a word that begins with a dash is no item', () => {
  assert.equal(choose(POD('  containers:\n    -‸\n'), 'name'), POD('  containers:\n    - name: $0\n'));
  assert.deepEqual(labels(POD('  containers:\n    -‸name\n')), []);
});

void test('a whole object begins at the first column, in an empty section and as an item of a List', () => {
  assert.equal(choose('  ‸', 'Namespace'), 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${1:team}\n');
  assert.ok(choose(`${CONFIG}---\n‸\n---\n${CONFIG}`, 'Namespace').includes('name: ${1:team}\n---\n'));
  const list = (rest: string) => `apiVersion: v1\nkind: List\nitems:\n${rest}`;
  const item = '  - apiVersion: v1\n    kind: Namespace\n    metadata:\n      name: ${1:team}\n';
  assert.equal(choose(list('  - ‸\n'), 'Namespace'), list(item));
  assert.equal(choose(list('  ‸\n'), 'Namespace'), list(item));
  assert.ok(!labels(list('  - kind: Pod\n    ‸\n')).includes('Namespace'));
  assert.ok(!labels(POD('  containers:\n    - ‸\n')).includes('Namespace'));
});

void test('after `apiVersion` comes `kind`, and any object has metadata', () => {
  assert.deepEqual(labels('apiVersion: v1\n‸\n'), ['kind', 'metadata']);
  assert.deepEqual(labels('apiVersion: example.com/v1\nkind: Widget\nmetadata:\n  ‸\n').slice(0, 3), [
    'name',
    'generateName',
    'namespace',
  ]);
});

void test('nothing is offered in templates, in files of other tools and where texts stand', () => {
  const chart = (rest: string) => ({
    'Chart.yaml': 'apiVersion: v2\nname: a\nversion: 1.0.0\n',
    'templates/a.yaml': `apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  ${rest}\n`,
  });
  assert.deepEqual(labels(chart('‸')), []);
  assert.deepEqual(labels(chart('restartPolicy: ‸')), []);
  assert.deepEqual(labels({ 'kustomization.yaml': '‸' }), []);
  assert.deepEqual(labels({ '.github/workflows/ci.yaml': '‸' }), []);
  assert.deepEqual(labels('on: push\n---\n‸\n'), []);
  assert.deepEqual(labels(CONFIG.replace('color: blue', 'color: |\n    a\n    ‸\n    b')), []);
  assert.deepEqual(labels(POD('  # ‸\n')), []);
  assert.deepEqual(labels({ 'package.json': '{\n  ‸\n}\n' }), []);
});

void test('broken texts are completed all the same', () => {
  const first = (text: string) => labels(text)[0];
  assert.equal(first(POD('\thostname: a\n  ‸\n')), 'containers');
  assert.equal(first(POD('  restartPolicy: Never\n  restartPolicy: Never\n  ‸\n')), 'containers');
  assert.equal(first(POD('  hostname: "abc\n  ‸\n')), 'containers');
  assert.equal(first(POD('  restartPolicy: "Al‸\n')), 'Always');
  assert.equal(first(POD('  hostname: a # 😀\n  restartPolicy: ‸\n').replaceAll('\n', '\r\n')), 'Always');
});

void test('the values that are the default, and the kinds that are used most, come first', () => {
  assert.deepEqual(labels(SERVICE('  type: ‸\n')).slice(0, 1), ['ClusterIP']);
  assert.deepEqual(labels('apiVersion: apps/v1\nkind: ‸\n').slice(0, 2), ['Deployment', 'StatefulSet']);
});

void test('deprecated fields are marked', () => {
  const marks = new Map(
    completionsAt(...placeOf(POD('  ‸\n')), {
      describe: (_gvk, path) => (path.at(-1) === 'serviceAccount' ? 'Deprecated: Use serviceAccountName.' : 'A field.'),
    }).map(({ label, deprecated }) => [label, deprecated]),
  );
  assert.equal(marks.get('serviceAccount'), true);
  assert.equal(marks.get('serviceAccountName'), undefined);
});

const placeOf = (text: string): [Marked['workspace'], string, number] => {
  const at = marked(text);
  return [at.workspace, at.uri, at.offset];
};

const SCALER = (rest: string) => `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: web
spec:
  maxReplicas: 3
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: web
${rest}`;

void test('autoscalers: kinds, names and containers of what they scale', () => {
  const files = (text: string) => ({ 'd.yaml': DEPLOYMENT, 'h.yaml': text });
  assert.deepEqual(
    labels(files(SCALER('').replace('name: web\n', 'name: web\n').replace('    name: web', '    name: ‸'))),
    ['web'],
  );
  assert.deepEqual(labels(files(SCALER('').replace('kind: Deployment', 'kind: ‸'))), [
    'Deployment',
    'StatefulSet',
    'ReplicaSet',
  ]);
  const metric = '  metrics:\n    - type: ContainerResource\n      containerResource:\n        container: ‸\n';
  assert.deepEqual(labels(files(SCALER(metric))), ['main']);
});

void test('expressions of selectors: labels, operators and values; labels of namespaces and nodes where those are meant', () => {
  const policy = (rest: string) => ({
    'd.yaml': DEPLOYMENT,
    'ns.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    team: red\n',
    'p.yaml': `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: a\nspec:\n${rest}`,
  });
  const expression = (rest: string) =>
    policy(`  podSelector:\n    matchExpressions:\n      - key: tier\n        ${rest}\n`);
  assert.deepEqual(labels(policy('  podSelector:\n    matchExpressions:\n      - key: ‸\n')), ['app', 'tier']);
  assert.deepEqual(labels(expression('operator: ‸')), ['In', 'NotIn', 'Exists', 'DoesNotExist']);
  assert.deepEqual(labels(expression('values: [‸]')), ['front']);
  const from = '  ingress:\n    - from:\n        - namespaceSelector:\n            matchLabels:\n              ';
  assert.deepEqual(labels(policy(`${from}‸\n`)), ['kubernetes.io/metadata.name', 'team']);
  assert.deepEqual(labels(policy(`${from}kubernetes.io/metadata.name: ‸\n`)), ['shop']);
  assert.deepEqual(labels(POD('  nodeSelector:\n    kubernetes.io/os: ‸\n')), ['linux', 'windows']);
});

void test('names that are expected: of what references miss, of keys that are read, of what a patch patches', () => {
  const pod = POD(
    '  containers:\n    - name: a\n      env:\n        - name: A\n          valueFrom: {configMapKeyRef: {name: colours, key: sky}}\n',
  );
  const config = (name: string, data: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  ${data}\n`;
  assert.deepEqual(labels({ 'p.yaml': pod, 'c.yaml': config('‸', 'sea: green') }), ['colours']);
  assert.deepEqual(labels({ 'p.yaml': pod, 'c.yaml': config('colours', '‸') }), ['sky']);
  const patch = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ‸\n';
  const kustomization = 'resources: [d.yaml]\npatches: [{path: p.yaml}]\n';
  assert.deepEqual(labels({ 'kustomization.yaml': kustomization, 'd.yaml': DEPLOYMENT, 'p.yaml': patch }), ['web']);
});

void test('namespaces that are declared or in use, containers of annotations, RBAC', () => {
  const files = (text: string) => ({
    'n.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n',
    'c.yaml': CONFIG.replace('name: settings', 'name: settings\n  namespace: far'),
    'a.yaml': text,
  });
  assert.deepEqual(labels(files(CONFIG.replace('name: settings', 'name: b\n  namespace: ‸'))), ['shop', 'far']);
  const annotated = DEPLOYMENT.replace(
    '      labels:\n        app',
    '      annotations:\n        kubectl.kubernetes.io/default-container: ‸\n      labels:\n        app',
  );
  assert.deepEqual(labels(annotated), ['main']);
  const role = (rest: string) =>
    `apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: a\nrules:\n  - apiGroups: [apps]\n    ${rest}\n`;
  assert.ok(labels(role('resources: [‸]')).includes('deployments/scale'));
  assert.ok(!labels(role('resources: [‸]')).includes('pods'));
  assert.equal(labels(role('verbs:\n      - ‸'))[0], 'get');
});

void test('whatever is chosen, the text has no more errors of YAML than before', () => {
  const texts = [DEPLOYMENT, SERVICE('  ports: [{port: 80}]\n  selector: {app: web}\n'), SCALER('')];
  for (const text of texts) {
    for (const { index } of text.matchAll(/$|(?<=[ :-])/gm)) {
      for (const style of ['\n', '\r\n']) {
        const marking = `${text.slice(0, index)}‸${text.slice(index)}`.replaceAll('\n', style);
        const at = marked(marking);
        const before = at.workspace.manifests(at.uri).flatMap(({ problems }) => problems).length;
        for (const item of items(at).slice(0, 4)) {
          const source = at.texts[at.uri] ?? '';
          const after = source.slice(0, item.range.start) + filledIn(item.insert) + source.slice(item.range.end);
          const uri = 'file:///b.yaml';
          const problems = workspaceOf({ [uri]: after })
            .manifests(uri)
            .flatMap((manifest) => manifest.problems);
          assert.ok(problems.length <= before, `${item.label} at ${index}:\n${after}\n${JSON.stringify(problems)}`);
        }
      }
    }
  }
});
