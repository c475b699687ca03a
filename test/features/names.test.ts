// Definition, references and rename, as a person at the caret sees them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { definitionsAt } from '../../server/src/features/definition.ts';
import { usesAt } from '../../server/src/features/references.ts';
import { prepareRename, rename } from '../../server/src/features/rename.ts';
import { after, marked, show, type Marked } from './caret.ts';

const deployment = (name: string, app: string, more = '') => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  selector:
    matchLabels:
      app: ${app}
  template:
    metadata:
      labels:
        app: ${app}
    spec:
      containers:
        - name: main
          image: nginx
          ports:
            - name: http
              containerPort: 80
${more}`;

const service = (app: string, port = 'http') => `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: ${app}
  ports:
    - port: 80
      targetPort: ${port}
`;

const config = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  color: blue
  size: large
`;

const env = (key: string) => `          env:
            - name: COLOR
              valueFrom:
                configMapKeyRef:
                  name: settings
                  key: ${key}
`;

const definitions = (at: Marked) =>
  (definitionsAt(at.workspace, at.uri, at.offset)?.targets ?? []).map(({ uri, range }) => show(at, uri, range)).sort();
const uses = (at: Marked) =>
  usesAt(at.workspace, at.uri, at.offset)
    .map(({ uri, range }) => show(at, uri, range))
    .sort();
const renamed = (at: Marked, to: string) => {
  const result = rename(at.workspace, at.uri, at.offset, to);
  return result.ok ? after(at, result.value) : result.error;
};

void test('a Service selector leads to the templates that it selects', () => {
  const at = marked({
    's.yaml': service('we‸b'),
    'd.yaml': deployment('one', 'web'),
    'e.yaml': deployment('two', 'web'),
    'f.yaml': deployment('three', 'other'),
  });
  assert.deepEqual(definitions(at), ['d.yaml:12 web', 'e.yaml:12 web']);
});

void test('the key of a Service selector leads there too', () => {
  const at = marked({ 's.yaml': service('web').replace('selector', 'sel‸ector'), 'd.yaml': deployment('one', 'web') });
  assert.deepEqual(definitions(at), ['d.yaml:11 labels']);
});

void test('a label of a template leads to the selectors', () => {
  const at = marked({
    's.yaml': service('web'),
    'd.yaml': deployment('one', 'web').replace('        app: web', '        app: w‸eb'),
  });
  assert.deepEqual(definitions(at), ['d.yaml:8 web', 's.yaml:7 web']);
});

void test('a ConfigMap reference leads to the ConfigMap, its key to the key', () => {
  const name = marked({
    'c.yaml': config,
    'd.yaml': deployment('one', 'web', env('color').replace('settings', 'sett‸ings')),
  });
  assert.deepEqual(definitions(name), ['c.yaml:4 settings']);
  const key = marked({ 'c.yaml': config, 'd.yaml': deployment('one', 'web', env('co‸lor')) });
  assert.deepEqual(definitions(key), ['c.yaml:6 color']);
});

void test('an object of another namespace is not meant', () => {
  const at = marked({
    'c.yaml': config.replace('  name: settings', '  name: settings\n  namespace: elsewhere'),
    'd.yaml': deployment('one', 'web', env('co‸lor')),
  });
  assert.deepEqual(definitions(at), []);
});

void test('a named target port leads to the container port, and back', () => {
  const to = marked({ 's.yaml': service('web', 'ht‸tp'), 'd.yaml': deployment('one', 'web') });
  assert.deepEqual(definitions(to), ['d.yaml:18 http']);
  const back = marked({
    's.yaml': service('web'),
    'd.yaml': deployment('one', 'web').replace('name: http', 'name: ht‸tp'),
  });
  assert.deepEqual(uses(back), ['d.yaml:18 http', 's.yaml:10 http']);
});

void test('references of a ConfigMap key are its uses in all files', () => {
  const at = marked({
    'c.yaml': config.replace('color', 'co‸lor'),
    'd.yaml': deployment('one', 'web', env('color')),
    'e.yaml': deployment('two', 'web', env('size')),
  });
  assert.deepEqual(uses(at), ['c.yaml:6 color', 'd.yaml:25 color']);
});

void test('a volume is renamed with its mounts, and only in its own Pod', () => {
  const pod = (name: string, volume: string) => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
spec:
  containers:
    - name: main
      volumeMounts:
        - name: data
          mountPath: /data
        - {name: "data", mountPath: /more}
  volumes:
    - name: ${volume}
      emptyDir: {}
`;
  const at = marked({ 'a.yaml': pod('a', 'da‸ta'), 'b.yaml': pod('b', 'data') });
  assert.deepEqual(renamed(at, 'files'), {
    'a.yaml': pod('a', 'files').replaceAll('name: data', 'name: files').replace('"data"', '"files"'),
  });
});

void test('a label value is renamed in templates and selectors of its namespace', () => {
  const pdb = (app: string) => `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  minAvailable: 1
  selector:
    matchExpressions:
      - {key: app, operator: In, values: [${app}, other]}
`;
  const elsewhere = deployment('three', 'web').replace('name: three', 'name: three\n  namespace: elsewhere');
  const at = marked({
    's.yaml': service('w‸eb'),
    'd.yaml': deployment('one', 'web'),
    'p.yaml': pdb('web'),
    'x.yaml': elsewhere,
  });
  assert.deepEqual(renamed(at, 'shop'), {
    's.yaml': service('shop'),
    'd.yaml': deployment('one', 'shop'),
    'p.yaml': pdb('shop'),
  });
});

void test('a label value that others already have is refused, with the reason', () => {
  const at = marked({
    's.yaml': service('w‸eb'),
    'd.yaml': deployment('one', 'web'),
    'e.yaml': deployment('two', 'shop'),
  });
  assert.match(JSON.stringify(renamed(at, 'shop')), /would select Deployment .*two.* as well/);
});

void test('a label value that reads as a number is written in quotes', () => {
  const at = marked({ 's.yaml': service('w‸eb') });
  assert.deepEqual(renamed(at, '2024'), { 's.yaml': service('"2024"') });
});

void test('a ConfigMap is renamed wherever it is used', () => {
  const at = marked({
    'c.yaml': config.replace('settings', 'sett‸ings'),
    'd.yaml': deployment('one', 'web', env('color')),
  });
  assert.deepEqual(renamed(at, 'look'), {
    'c.yaml': config.replace('settings', 'look'),
    'd.yaml': deployment('one', 'web', env('color').replace('settings', 'look')),
  });
});

void test('names that the server would refuse or that are taken are refused', () => {
  const at = marked({
    'c.yaml': config.replace('settings', 'sett‸ings'),
    'd.yaml': config.replace('settings', 'look'),
  });
  assert.match(JSON.stringify(renamed(at, 'Look')), /no name for a ConfigMap/);
  assert.match(JSON.stringify(renamed(at, 'look')), /already a ConfigMap .*look/);
  const key = marked(config.replace('color', 'co‸lor'));
  assert.match(JSON.stringify(renamed(key, 'size')), /already has a key .*size/);
});

void test('a port name is renamed in the container, the probes and every Service', () => {
  const probe = `          readinessProbe:
            tcpSocket:
              port: http
`;
  const at = marked({
    's.yaml': service('web'),
    'd.yaml': deployment('one', 'web', probe).replace('name: http', 'name: ht‸tp'),
  });
  assert.deepEqual(renamed(at, 'web'), {
    's.yaml': service('web', 'web'),
    'd.yaml': deployment('one', 'web', probe.replace('http', 'web')).replace('name: http', 'name: web'),
  });
});

void test('renaming is offered on names only', () => {
  const at = marked(config.replace('kind: ConfigMap', 'kind: Config‸Map'));
  assert.equal(prepareRename(at.workspace, at.uri, at.offset).ok, false);
  const quoted = marked(config.replace('settings', '"sett‸ings"'));
  const result = prepareRename(quoted.workspace, quoted.uri, quoted.offset);
  assert.ok(result.ok);
  assert.equal(show(quoted, quoted.uri, result.value.range), 'a.yaml:4 settings');
});

void test('nothing is found in what is no manifest', () => {
  const at = marked('name: we‸b\nselector: web\n');
  assert.deepEqual(definitions(at), []);
  assert.deepEqual(uses(at), []);
});

const KUSTOMIZED = {
  'base/kustomization.yaml': `resources: [web.yaml]
patches:
  - path: patch.yaml
  - target: {kind: Deployment, name: web}
    patch: |-
      kind: Deployment
      apiVersion: apps/v1
      metadata:
        labels: {a: b}
        name: web
replicas:
  - name: web
    count: 2
`,
  'base/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: main
          image: a
`,
  'base/patch.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: main
          image: b
`,
  'overlay/kustomization.yaml': 'namePrefix: x-\nresources: [../base]\npatches: [{path: patch.yaml}]\n',
  'overlay/patch.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n',
  'other/kustomization.yaml': 'namespace: other\nresources: [web.yaml]\npatches: [{path: patch.yaml}]\n',
  'other/web.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: other\n',
  'other/patch.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n',
};
const inKustomized = (file: keyof typeof KUSTOMIZED, text: string, withCaret: string) => ({
  ...KUSTOMIZED,
  [file]: KUSTOMIZED[file].replace(text, withCaret),
});

void test('an object is renamed in its patches, in overlays and wherever a kustomization names it, and in no other tree', () => {
  const expected = {
    'base/web.yaml': KUSTOMIZED['base/web.yaml'].replace('name: web', 'name: shop'),
    'base/patch.yaml': KUSTOMIZED['base/patch.yaml'].replace('name: web', 'name: shop'),
    'overlay/patch.yaml': KUSTOMIZED['overlay/patch.yaml'].replace('name: web', 'name: shop'),
    'base/kustomization.yaml': KUSTOMIZED['base/kustomization.yaml'].replaceAll('name: web', 'name: shop'),
  };
  for (const file of ['base/web.yaml', 'base/patch.yaml', 'overlay/patch.yaml', 'base/kustomization.yaml'] as const) {
    const at = marked(inKustomized(file, 'name: web', 'name: we‸b'));
    const edits = rename(at.workspace, at.uri, at.offset, 'shop');
    assert.ok(edits.ok, file);
    assert.deepEqual(after(at, edits.value), expected, file);
    assert.deepEqual(definitions(marked(inKustomized(file, 'name: web', 'name: we‸b'))), ['base/web.yaml:4 web']);
  }
});

void test('a container is renamed in the patches of its workload, from either side', () => {
  for (const file of ['base/web.yaml', 'base/patch.yaml'] as const) {
    const at = marked(inKustomized(file, 'name: main', 'name: ma‸in'));
    const edits = rename(at.workspace, at.uri, at.offset, 'app');
    assert.ok(edits.ok);
    assert.deepEqual(after(at, edits.value), {
      'base/web.yaml': KUSTOMIZED['base/web.yaml'].replace('name: main', 'name: app'),
      'base/patch.yaml': KUSTOMIZED['base/patch.yaml'].replace('name: main', 'name: app'),
    });
  }
});

void test('what a kustomization generates is found there; its keys are renamed there and not here', () => {
  const pod = `apiVersion: v1
kind: Pod
metadata:
  name: a
spec:
  containers:
    - name: a
      env:
        - name: A
          valueFrom: {configMapKeyRef: {name: settings, key: color}}
`;
  const kustomization = 'resources: [p.yaml]\nconfigMapGenerator:\n  - name: settings\n    literals: [color=blue]\n';
  const files = (text: string) => ({ 'kustomization.yaml': kustomization, 'p.yaml': text });
  assert.deepEqual(definitions(marked(files(pod.replace('settings', 'set‸tings')))), ['kustomization.yaml:3 settings']);
  const at = marked(files(pod.replace('settings', 'set‸tings')));
  const edits = rename(at.workspace, at.uri, at.offset, 'config');
  assert.ok(edits.ok);
  assert.match(after(at, edits.value)['kustomization.yaml'] ?? '', /name: config\n/);
  const key = marked(files(pod.replace('color', 'co‸lor')));
  const refused = prepareRename(key.workspace, key.uri, key.offset);
  assert.ok(!refused.ok && refused.error.includes('generator'));
});

void test('a container is found from annotations and autoscalers', () => {
  const workload = KUSTOMIZED['base/web.yaml'].replace(
    'labels: {app: web}\n    spec',
    'labels: {app: web}\n      annotations:\n        kubectl.kubernetes.io/default-container: main\n    spec',
  );
  const scaler = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: a
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  metrics:
    - type: ContainerResource
      containerResource: {name: cpu, container: main}
`;
  const files = { 'd.yaml': workload, 'h.yaml': scaler };
  const marks: Record<string, string>[] = [
    { ...files, 'd.yaml': workload.replace('default-container: main', 'default-container: m‸ain') },
    { ...files, 'h.yaml': scaler.replace('container: main', 'container: m‸ain') },
  ];
  for (const mark of marks) {
    const at = marked(mark);
    const edits = rename(at.workspace, at.uri, at.offset, 'app');
    assert.ok(edits.ok);
    assert.deepEqual(after(at, edits.value), {
      'd.yaml': workload.replaceAll(': main', ': app'),
      'h.yaml': scaler.replace('container: main', 'container: app'),
    });
  }
});

void test('an anchored text is renamed with its aliases, unless one of them means something else', () => {
  const text = KUSTOMIZED['base/web.yaml'].replace('matchLabels: {app: web}', 'matchLabels: {app: &app web}');
  const both = marked(text.replace('labels: {app: web}', 'labels: {app: *app}').replace('&app web', '&app we‸b'));
  const edits = rename(both.workspace, both.uri, both.offset, 'shop');
  assert.ok(edits.ok);
  assert.match(after(both, edits.value)['a.yaml'] ?? '', /\{app: &app shop\}[^]*\{app: \*app\}/);
  const named = marked(text.replace('name: web', 'name: &n we‸b').replace('labels: {app: web}', 'labels: {app: *n}'));
  const refused = rename(named.workspace, named.uri, named.offset, 'shop');
  assert.ok(!refused.ok && refused.error.includes('"&n"'));
});
