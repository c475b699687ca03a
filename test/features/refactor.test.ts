// Refactorings: the text afterwards, and that the API server accepts it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits } from '../../server/src/base/textRange.ts';
import { Checker } from '../../server/src/diagnostics/check.ts';
import { refactoringsAt } from '../../server/src/features/refactor/refactorings.ts';
import { workspaceOf } from '../workspace/build.ts';
import { after, marked } from './caret.ts';

const offers = (files: Parameters<typeof marked>[0]) => {
  const at = marked(files);
  return refactoringsAt(at.workspace, at.uri, at.offset).map(({ title }) => title);
};

/** The texts of the changed files after a refactoring; the result must have no errors. */
function apply(files: Parameters<typeof marked>[0], title: string): Record<string, string> {
  const at = marked(files);
  const found = refactoringsAt(at.workspace, at.uri, at.offset).find((offer) => offer.title === title);
  assert.ok(found, `"${title}" is not offered, but ${offers(files).join(', ')}`);
  const changed = after(at, found.edits() ?? []);
  const texts = {
    ...at.texts,
    ...Object.fromEntries(Object.entries(changed).map(([name, text]) => [`file:///${name}`, text])),
  };
  const workspace = workspaceOf(texts);
  const checker = new Checker(workspace);
  const errors = Object.keys(texts)
    .flatMap((uri) => checker.findingsOf(uri))
    .filter(({ severity }) => severity === 'error');
  assert.deepEqual(
    errors.map(({ message }) => message),
    [],
  );
  return changed;
}

const CONTROLLER = `apiVersion: v1
kind: ReplicationController
metadata:
  name: web
spec:
  replicas: 2 # two
  selector:
    app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: main‸
          image: nginx
          ports:
            - containerPort: 80
          env:
            - name: COLOR
              value: blue
            - {name: SIZE, value: "10"}
            - name: BOTH
              value: $(COLOR)-$(SIZE)
`;
const PLAIN = CONTROLLER.replace('‸', '');

void test('a ReplicationController becomes a Deployment', () => {
  const expected = PLAIN.replace('apiVersion: v1', 'apiVersion: apps/v1')
    .replace('ReplicationController', 'Deployment')
    .replace('    app: web\n  template', '    matchLabels:\n      app: web\n  template');
  assert.deepEqual(apply(CONTROLLER, 'Convert to a Deployment'), { 'a.yaml': expected });
  const without = CONTROLLER.replace('  selector:\n    app: web\n', '');
  const [text = ''] = Object.values(apply(without, 'Convert to a Deployment'));
  assert.match(text, /replicas: 2 # two\n {2}selector:\n {4}matchLabels:\n {6}app: web\n/);
  assert.ok(
    !offers(CONTROLLER.replace('v1\nkind: ReplicationController', 'apps/v1\nkind: Deployment')).includes(
      'Convert to a Deployment',
    ),
  );
});

void test('values of env move into a ConfigMap; what is made of other variables stays', () => {
  const [text = ''] = Object.values(apply(CONTROLLER, 'Extract values of env into a ConfigMap'));
  assert.ok(
    text.endsWith(`          env:
            - name: COLOR
              valueFrom:
                configMapKeyRef:
                  name: web-env
                  key: COLOR
            - {name: SIZE, valueFrom: {configMapKeyRef: {name: web-env, key: SIZE}}}
            - name: BOTH
              value: $(COLOR)-$(SIZE)
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: web-env
data:
  COLOR: blue
  SIZE: "10"
`),
    text,
  );
});

void test('probes and resources are added to the container', () => {
  const [probe = ''] = Object.values(apply(CONTROLLER, 'Add a readiness probe'));
  assert.match(probe, / {10}readinessProbe:\n {12}httpGet:\n {14}path: \/\n {14}port: 80\n/);
  const [resources = ''] = Object.values(apply(CONTROLLER, 'Add resource requests and limits'));
  assert.match(resources, / {10}resources:\n {12}requests:\n {14}cpu: 100m\n/);
  assert.ok(!offers(PLAIN.replace('kind: Rep', 'kind: ‸Rep')).includes('Add a readiness probe'));
});

void test('a workload is exposed as a Service', () => {
  const [text = ''] = Object.values(apply(CONTROLLER, 'Expose ReplicationController as a Service'));
  assert.equal(
    text.slice(text.indexOf('---')),
    `---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
      targetPort: 80
`,
  );
});

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
spec:
  containers:
    - name: main
      image: nginx
      env:
        - name: COLOR
          valueFrom:
            configMapKeyRef:
              name: settings
              key: color
`;

void test('what a reference misses is created: the object with all keys that are expected, or the key', () => {
  const other = POD.replace('name: web', 'name: other').replace('key: color', 'key: size');
  const files = { 'a.yaml': POD.replace('settings', 'sett‸ings'), 'b.yaml': other };
  const { 'a.yaml': text = '' } = apply(files, 'Create ConfigMap "settings"');
  assert.ok(
    text.endsWith(
      '---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: shop\ndata:\n  color: ""\n  size: ""\n',
    ),
    text,
  );
  const map = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: shop\ndata:\n  size: large\n';
  assert.deepEqual(
    apply(
      { 'a.yaml': POD.replace('key: color', 'key: co‸lor'), 'c.yaml': map },
      'Add key "color" to ConfigMap "settings"',
    ),
    {
      'c.yaml': `${map}  color: ""\n`,
    },
  );
  assert.ok(
    !offers({ 'a.yaml': POD.replace('settings', 'sett‸ings'), 'c.yaml': map }).some((title) =>
      title.startsWith('Create'),
    ),
  );
});

void test('fields are sorted by the schema, with their comments; labels and data keep their order', () => {
  const messy = `# the file
kind: Pod
spec:
  # who restarts
  restartPolicy: Always
  containers:
    - image: nginx
      # its name
      name: main‸
      args: [b, a]
metadata:
    labels: {z: "1", a: "2"}
    name: web
apiVersion: v1
`;
  const neat = `# the file
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {z: "1", a: "2"}
spec:
  containers:
    - image: nginx
      # its name
      name: main
      args: [b, a]
  # who restarts
  restartPolicy: Always
`;
  assert.deepEqual(apply(messy, 'Sort fields and normalise'), { 'a.yaml': neat });
  const inItem = messy.replace('      # its name\n', '');
  assert.deepEqual(apply(inItem, 'Sort fields and normalise'), {
    'a.yaml': neat.replace(
      '    - image: nginx\n      # its name\n      name: main\n',
      '    - name: main\n      image: nginx\n',
    ),
  });
  assert.deepEqual(apply(neat.replace('name: web', 'name: w‸eb'), 'Sort fields and normalise'), {});
});

void test('every refactoring at every place gives a text that is read as a whole', () => {
  for (const text of [PLAIN, POD]) {
    for (let offset = 0; offset < text.length; offset += 3) {
      const at = marked(`${text.slice(0, offset)}‸${text.slice(offset)}`);
      for (const offer of refactoringsAt(at.workspace, at.uri, at.offset)) {
        for (const { uri, edits } of offer.edits() ?? []) {
          const changed = applyEdits(at.texts[uri] ?? '', edits);
          const problems = workspaceOf({ [uri]: changed })
            .manifests(uri)
            .flatMap((manifest) => manifest.problems);
          assert.deepEqual(problems, [], `${offer.title} at ${offset}:\n${changed}`);
        }
      }
    }
  }
});

const found = (texts: Readonly<Record<string, string>>): string[] => {
  const checker = new Checker(workspaceOf(texts));
  return Object.keys(texts).flatMap((uri) => checker.findingsOf(uri).map(({ code, message }) => `${code}: ${message}`));
};

const SCALER = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: web
spec:
  maxReplicas: 3
  scaleTargetRef:
    apiVersion: v1
    kind: ReplicationController
    name: web
`;

const INGRESS = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
spec:
  defaultBackend:
    service:
      name: web
      port:
        number: 80
`;

const asItems = (...objects: readonly string[]): string =>
  `apiVersion: v1\nkind: List\nitems:\n${objects.map((text) => `  - ${text.trimEnd().replaceAll('\n', '\n    ')}\n`).join('')}`;

void test('what a refactoring gives has no finding that was not there before', () => {
  const sets: readonly Readonly<Record<string, string>>[] = [
    { 'file:///a.yaml': PLAIN, 'file:///h.yaml': SCALER, 'file:///i.yaml': INGRESS },
    { 'file:///a.yaml': asItems(PLAIN, POD, INGRESS) },
    { 'file:///a.yaml': `${PLAIN}---\n${POD}---\n${SCALER}`.replaceAll('\n', '\r\n') },
    { 'file:///a.json': JSON.stringify(valueOf(POD), null, 2) },
  ];
  let applied = 0;
  for (const texts of sets) {
    const before = new Set(found(texts));
    const workspace = workspaceOf(texts);
    for (const [uri, text] of Object.entries(texts)) {
      const seen = new Set<string>();
      for (let offset = 0; offset <= text.length; offset += 2) {
        for (const offer of refactoringsAt(workspace, uri, offset)) {
          const edits = offer.edits();
          // The one that may find nothing to do is sorting: looking whether it has would cost too much.
          if (offer.id !== 'sort-fields') assert.ok(edits && edits.length > 0, `${offer.title} does nothing`);
          const key = JSON.stringify(edits);
          if (!edits || seen.has(key)) continue;
          seen.add(key);
          const changed = { ...texts };
          for (const edit of edits) changed[edit.uri] = applyEdits(texts[edit.uri] ?? '', edit.edits);
          assert.deepEqual(
            found(changed).filter((finding) => !before.has(finding)),
            [],
            `${offer.title} at ${uri}:${offset}`,
          );
          applied++;
        }
      }
    }
  }
  assert.ok(applied > 25, `${applied}`);
});

const valueOf = (text: string): unknown =>
  workspaceOf({ 'file:///a.yaml': text }).nodesOf('file:///a.yaml')[0]?.resource.value;

void test('a ReplicationController keeps the comments of its selector, and what scales it scales the Deployment', () => {
  const text = CONTROLLER.replace(
    '    app: web\n  template',
    '    app: web # ours\n    # the tier\n    tier: front\n  template',
  );
  const changed = apply(
    { 'a.yaml': text.replace('labels:\n', 'labels:\n        tier: front\n'), 'h.yaml': SCALER },
    'Convert to a Deployment',
  );
  assert.match(
    changed['a.yaml'] ?? '',
    /  selector:\n    matchLabels:\n      app: web # ours\n      # the tier\n      tier: front\n  template/,
  );
  assert.equal(
    changed['h.yaml'],
    SCALER.replace('apiVersion: v1', 'apiVersion: apps/v1').replace('kind: ReplicationController', 'kind: Deployment'),
  );
  const flow = apply(PLAIN.replace('selector:\n    app: web', 'selector: {app: w‸eb}'), 'Convert to a Deployment');
  assert.match(flow['a.yaml'] ?? '', /selector: \{matchLabels: \{app: web\}\}/);
});

void test('in a List the new object is its next item; in JSON there is no room for one', () => {
  const changed = apply(asItems(CONTROLLER), 'Expose ReplicationController as a Service')['a.yaml'] ?? '';
  assert.match(changed, /\n  - apiVersion: v1\n    kind: Service\n    metadata:\n      name: web\n/);
  const json = JSON.stringify(valueOf(POD), null, 2);
  assert.deepEqual(
    offers({ 'a.json': json.replace('"containers"', '"cont‸ainers"') }).filter((title) => /Expose|Extract/.test(title)),
    [],
  );
});

void test('the ports of an exposed workload: names once, protocols told apart, numbers where a name is taken', () => {
  const two = CONTROLLER.replace(
    '            - containerPort: 80\n',
    '            - {name: http, containerPort: 80}\n            - {name: dns, containerPort: 53}\n            - {containerPort: 53, protocol: UDP}\n',
  ).replace(
    '          env:',
    '        - name: side\n          image: b\n          ports: [{name: http, containerPort: 81}]\n          env:',
  );
  const changed = apply(two, 'Expose ReplicationController as a Service')['a.yaml'] ?? '';
  const ports = changed.slice(changed.indexOf('  ports:\n    - name: http'));
  assert.deepEqual(ports.match(/(?:name|port|targetPort|protocol): \S+/g), [
    ...['name: http', 'port: 80', 'targetPort: http'],
    ...['name: dns', 'port: 53', 'targetPort: dns'],
    ...['name: port-53-udp', 'port: 53', 'targetPort: 53', 'protocol: UDP'],
    ...['name: port-81', 'port: 81', 'targetPort: 81'],
  ]);
});

void test('a missing Service selects the workload of its name', () => {
  const files = {
    'a.yaml': PLAIN.replaceAll('app: web', 'tier: front'),
    'i.yaml': INGRESS.replace('name: web\n      port', 'name: w‸eb\n      port'),
  };
  assert.match(apply(files, 'Create Service "web"')['i.yaml'] ?? '', /selector:\n    tier: front\n/);
});

void test('a comment at the end of a mapping stays in it when fields are sorted', () => {
  const text =
    'kind: Pod\napiVersion: v1\nspec:\n  containers: [{name: a, image: b}]\n  # the end of the spec\nmetadata:\n  na‸me: a\n';
  assert.equal(
    apply(text, 'Sort fields and normalise')['a.yaml'],
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers: [{name: a, image: b}]\n  # the end of the spec\n',
  );
});
