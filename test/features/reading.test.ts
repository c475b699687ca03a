// What helps reading: hover, lenses, hints, folds, selections, links, hierarchy, tokens.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Checker } from '../../server/src/diagnostics/check.ts';
import { incoming, outgoing } from '../../server/src/features/callHierarchy.ts';
import { lensesOf } from '../../server/src/features/codeLens.ts';
import { imagePage, linksOf } from '../../server/src/features/documentLinks.ts';
import { foldsOf } from '../../server/src/features/folding.ts';
import { hoverAt } from '../../server/src/features/hover.ts';
import { defaultHints, referenceHints } from '../../server/src/features/inlayHints.ts';
import { selectionsAt } from '../../server/src/features/selection.ts';
import { tokensOf } from '../../server/src/features/semanticTokens.ts';
import { createDocs } from '../../server/src/schema/docs.ts';
import { marked, show, type Marked } from './caret.ts';

const docs = createDocs(() => readFileSync('server/src/schema/docs.generated.json', 'utf8'));

const deployment = (name: string) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: 3
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: main
          image: nginx:1.29
          envFrom:
            - configMapRef:
                name: settings
          ports:
            - {name: http, containerPort: 8080}
          readinessProbe:
            httpGet:
              port: http
`;
const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - name: front
      port: 80
      targetPort: http
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
        name: front
`;
const CONFIG = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  color: blue
  text: |
    one
    two
`;
const FILES = {
  'd.yaml': deployment('web'),
  'e.yaml': deployment('web-canary'),
  's.yaml': SERVICE,
  'i.yaml': INGRESS,
  'c.yaml': CONFIG,
};

/** The files with a caret put before a word of one of them. */
function at(name: keyof typeof FILES, before: string): Marked {
  return marked({ ...FILES, [name]: FILES[name].replace(before, `‸${before}`) });
}

const hover = (place: Marked) => hoverAt(place.workspace, place.uri, place.offset + 1, docs)?.markdown ?? '';

void test('hover says what a reference leads to', () => {
  assert.match(hover(at('s.yaml', 'selector')), /^Selects 2 templates: web, web-canary/);
  assert.match(hover(at('d.yaml', 'settings')), /ConfigMap `settings` in c\.yaml\n\nkeys: `color`, `text`/);
  assert.match(hover(at('s.yaml', 'http')), /Port 8080\/TCP of Deployment web \(container main\)/);
  assert.match(hover(at('i.yaml', 'front')), /Port 80 of Service `web` in s\.yaml, which selects 2 templates/);
  assert.match(
    hover(at('c.yaml', 'settings')),
    /^Used by Deployment web \(envFrom\), Deployment web-canary \(envFrom\)/,
  );
  assert.match(
    hover(at('d.yaml', 'web}\n    spec')),
    /^Selected by Deployment web, Deployment web-canary, Service web/,
  );
});

void test('hover explains a field with its type, default and documentation', () => {
  assert.match(
    hover(at('d.yaml', 'replicas')),
    /\*\*replicas\*\*: integer \(int32\), defaults to `1`\n\nNumber of desired pods/,
  );
  const strategy = marked(deployment('web').replace('  replicas: 3', '  strategy: {rollingUpdate: {max‸Surge: 1}}'));
  assert.match(hover(strategy), /defaults to `25%`/);
  const policy = marked(deployment('web').replace('    spec:\n', '    spec:\n      restart‸Policy: Always\n'));
  assert.match(hover(policy), /One of `Always`, `Never`, `OnFailure`/);
  assert.match(hover(at('d.yaml', 'Deployment')), /Deployment enables declarative updates/);
});

void test('hover says since when a field exists, and what took the place of a version that is gone', () => {
  // The field stopSignal came with 1.33 (KEP-4960), the group extensions/v1beta1 went with 1.16.
  const signal = marked(deployment('web').replace('image: nginx:1.29', 'lifecycle: {stop‸Signal: SIGUSR1}'));
  assert.match(hover(signal), /Since Kubernetes 1\.33/);
  const old = marked(deployment('web').replace('apps/v1\nkind: Dep', 'extensions/v1beta1\nkind: ‸Dep'));
  assert.match(hover(old), /not served from 1\.16 on, use `apps\/v1\/Deployment`/);
});

void test('hover explains annotations of dry runs', () => {
  const text = deployment('web').replace(
    'labels: {app: web}\n    spec',
    'labels: {app: web}\n      annotations: {drydock.dev/exit-‸code: "1"}\n    spec',
  );
  assert.match(hover(marked(text)), /for dry runs only/);
});

void test('lenses: dry runs and Pods above workloads, uses above what is used', () => {
  const titles = (name: string) => {
    const { workspace } = marked(FILES);
    return lensesOf(workspace, `file:///${name}`).map(({ title }) => title);
  };
  assert.deepEqual(titles('d.yaml'), ['Dry-Run Apply', 'Scale…', 'Roll Back…', '3 Pods', 'used by 1']);
  assert.deepEqual(titles('c.yaml'), ['used by 2']);
  assert.deepEqual(titles('s.yaml'), ['selects 2 templates: web, web-canary', 'used by 1']);
  assert.deepEqual(titles('i.yaml'), []);
});

const whole = { start: 0, end: 10_000 };

void test('hints say which port, which templates and which value is meant', () => {
  const { workspace } = marked(FILES);
  const hints = (name: string) => referenceHints(workspace, `file:///${name}`, whole).map(({ text }) => text);
  assert.deepEqual(hints('s.yaml').sort(), ['→ 2 templates: web, web-canary', '→ 8080']);
  assert.deepEqual(hints('d.yaml'), ['→ 8080']);
  assert.deepEqual(hints('i.yaml'), ['→ 80']);
});

void test('hints of defaults stand behind the mapping that lacks them', () => {
  const place = marked({ 's.yaml': SERVICE });
  const checker = new Checker(place.workspace);
  const hints = defaultHints(place.workspace, place.uri, whole, (node) => checker.judged(node));
  const lines = hints.map(({ offset, text }) => `${SERVICE.slice(0, offset).split('\n').at(-1) ?? ''} | ${text}`);
  assert.ok(lines.includes('    - name: front | protocol: TCP'), lines.join('\n'));
  assert.ok(
    lines.some((line) => line.startsWith('spec: | ') && line.includes('type: ClusterIP')),
    lines.join('\n'),
  );
});

void test('folds: the section, its collections, block scalars and comments', () => {
  const place = marked(`# one\n# two\n${CONFIG}---\nplain: yaml\nof:\n  nobody: 1\n`);
  const folds = foldsOf(place.workspace, place.uri).map(
    ({ range, kind }) => `${kind} ${show(place, place.uri, range).split('\n')[0] ?? ''}`,
  );
  assert.deepEqual(folds, [
    'section a.yaml:1 # one',
    'region a.yaml:5 metadata:',
    'region a.yaml:7 data:',
    'region a.yaml:9 text: |',
    'comment a.yaml:1 # one',
    'section a.yaml:13 plain: yaml',
    'region a.yaml:14 of:',
  ]);
  const other = marked('on: push\njobs:\n  a: 1\n');
  assert.deepEqual(foldsOf(other.workspace, other.uri), []);
});

void test('selections grow from the word to the file', () => {
  const place = marked(CONFIG.replace('blue', 'bl‸ue'));
  const texts = selectionsAt(place.workspace, place.uri, place.offset).map(({ start, end }) =>
    CONFIG.slice(start, end),
  );
  assert.equal(texts[0], 'blue');
  assert.equal(texts[1], 'color: blue');
  assert.ok(texts.every((text, n) => n === 0 || text.includes(texts[n - 1] ?? '')));
  assert.equal(texts.at(-1), CONFIG);
});

void test('images lead to their pages', () => {
  const place = marked(FILES);
  const [link] = linksOf(place.workspace, 'file:///d.yaml');
  assert.equal(link && show(place, 'file:///d.yaml', link.range), 'd.yaml:15 nginx:1.29');
  assert.equal(link?.target, 'https://hub.docker.com/_/nginx');
  assert.equal(imagePage('grafana/grafana@sha256:00ff'), 'https://hub.docker.com/r/grafana/grafana');
  assert.equal(imagePage('quay.io/prometheus/node-exporter:v1'), 'https://quay.io/repository/prometheus/node-exporter');
  assert.equal(imagePage('localhost:5000/x'), undefined);
  assert.equal(imagePage('registry.example/x'), undefined);
});

void test('a kustomization leads to its files', () => {
  const place = marked({
    'base/kustomization.yaml':
      'resources:\n  - ../d.yaml\n  - "c.yaml"\n  - missing.yaml\npatches:\n  - path: patch.yaml\n',
    'd.yaml': CONFIG,
    'base/c.yaml': CONFIG,
    'base/patch.yaml': CONFIG,
  });
  const targets = linksOf(place.workspace, 'file:///base/kustomization.yaml').map(({ target }) => target);
  assert.deepEqual(targets, ['file:///d.yaml', 'file:///base/c.yaml', 'file:///base/patch.yaml']);
});

void test('the hierarchy goes from Ingress over Service and Deployment to ConfigMap, and back', () => {
  const { workspace } = marked(FILES);
  const node = (kind: string) => {
    const found = [...workspace.nodes].find(({ resource }) => resource.kind === kind);
    assert.ok(found);
    return found;
  };
  const names = (list: readonly { node: { resource: { kind: string; name: string | undefined } } }[]) =>
    list.map((entry) => `${entry.node.resource.kind} ${entry.node.resource.name ?? ''}`).sort();
  assert.deepEqual(names(outgoing(workspace, node('Ingress'))), ['Service web']);
  assert.deepEqual(names(outgoing(workspace, node('Service'))), ['Deployment web', 'Deployment web-canary']);
  assert.ok(names(outgoing(workspace, node('Deployment'))).includes('ConfigMap settings'));
  assert.deepEqual(names(incoming(workspace, node('ConfigMap'))), ['Deployment web', 'Deployment web-canary']);
  assert.deepEqual(names(incoming(workspace, node('Service'))), ['Ingress web']);
});

void test('tokens mark names and references, also where two sections have the same text', () => {
  const place = marked(`${CONFIG}---\n${CONFIG}---\n${SERVICE}`);
  const text = place.texts[place.uri] ?? '';
  const tokens = tokensOf(place.workspace, place.uri).map(
    ({ start, length, type, declaration }) => `${type}${declaration ? '!' : ''} ${text.slice(start, start + length)}`,
  );
  const config = ['type ConfigMap', 'class! settings', 'property! color', 'property! text'];
  assert.deepEqual(tokens.slice(0, 8), [...config, ...config]);
  assert.deepEqual(tokens.slice(8), [
    'type Service',
    'class! web',
    'enumMember web',
    'variable! front',
    'variable http',
  ]);
});

const CONTROLLED = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  replicas: 3
`;

void test('lenses count the Pods that an autoscaler or a kustomization makes of them; a patch has none', () => {
  const scaler = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: shop
spec:
  minReplicas: 2
  maxReplicas: 10
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}
`;
  const titles = (files: Readonly<Record<string, string>>, name: string) =>
    lensesOf(marked(files).workspace, `file:///${name}`).map(({ title }) => title);
  assert.ok(titles({ 'd.yaml': CONTROLLED, 'h.yaml': scaler }, 'd.yaml').includes('2 to 10 Pods'));
  const files = {
    'base/kustomization.yaml': 'resources: [d.yaml]\n',
    'base/d.yaml': CONTROLLED,
    'prod/kustomization.yaml': 'resources: [../base]\nreplicas: [{name: shop, count: 5}]\n',
    'test/kustomization.yaml': 'resources: [../base]\npatches: [{path: p.yaml}]\n',
    'test/p.yaml': CONTROLLED.replace('3', '1'),
  };
  assert.ok(titles(files, 'base/d.yaml').includes('3 Pods (prod: 5, test: 1)'), titles(files, 'base/d.yaml').join());
  assert.deepEqual(titles(files, 'test/p.yaml'), []);
});

void test('a click on what a Service selects shows it', () => {
  const { workspace } = marked(FILES);
  const lens = lensesOf(workspace, 'file:///s.yaml').find(({ title }) => title.startsWith('selects'));
  assert.ok(lens?.action.do === 'showUses');
  assert.equal(lens.action.places.length, 2);
});

void test('a kustomization leads to its files in whatever style, generators included', () => {
  const text = `resources: [../d.yaml, "c.yaml", https://example.com/x.yaml]
patches:
  - {path: patch.yaml}
configMapGenerator:
  - name: a
    files:
      - app.conf
      - key=conf/other.conf
    envs: [one.env]
`;
  const place = marked({
    'base/kustomization.yaml': text,
    'd.yaml': CONFIG,
    'base/c.yaml': CONFIG,
    'base/patch.yaml': CONFIG,
  });
  const uri = 'file:///base/kustomization.yaml';
  assert.deepEqual(
    linksOf(place.workspace, uri).map(
      ({ range, target }) => `${text.slice(range.start, range.end)} → ${target.slice(8)}`,
    ),
    [
      '../d.yaml → d.yaml',
      'c.yaml → base/c.yaml',
      'patch.yaml → base/patch.yaml',
      'app.conf → base/app.conf',
      'conf/other.conf → base/conf/other.conf',
      'one.env → base/one.env',
    ],
  );
});

void test('a section that cannot be read is folded by its indentation, and so is foreign YAML beside manifests', () => {
  const broken =
    'apiVersion: v1\nkind: Pod\nspec:\n  hostname: "a\n  volumes:\n  - name: a\n    emptyDir: {}\n  - name: b\n';
  const place = marked(`${CONFIG}---\n${broken}---\non:\n  push: 1\n`);
  const folds = foldsOf(place.workspace, place.uri).map(({ range }) => show(place, place.uri, range).split('\n'));
  const starts = folds.map(([first = '']) => first.replace(/^\S+ /, ''));
  assert.ok(starts.includes('spec:') && starts.includes('volumes:') && starts.includes('on:'), starts.join());
  const volumes = folds[starts.indexOf('volumes:')];
  assert.equal(volumes?.at(-1), '  - name: b');
});

void test('what a kustomization generates is not called missing', () => {
  const pod = `apiVersion: v1
kind: Pod
metadata:
  name: a
spec:
  containers:
    - name: a
      envFrom: [{configMapRef: {name: gener‸ated}}]
`;
  const text = hover(
    marked({ 'kustomization.yaml': 'resources: [p.yaml]\nconfigMapGenerator: [{name: generated}]\n', 'p.yaml': pod }),
  );
  assert.match(text, /generated by a kustomization/);
});
