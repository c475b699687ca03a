// Kustomize trees: what is listed together resolves together, patches are no objects, generated names exist.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rename } from '../../server/src/features/rename.ts';
import { findingsIn, show, type Files } from '../diagnostics/support.ts';
import { put, workspaceOf } from './build.ts';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - {name: web, image: 'nginx:1.27', envFrom: [{configMapRef: {name: settings}}]}
        - {name: log, image: 'log:1.0'}
`;
const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web, team: shop}, ports: [{port: 80}]}
`;
const PATCH = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 5
  template:
    spec:
      containers:
        - {name: web, $patch: delete}
`;
const BASE = `resources: [deployment.yaml]
commonLabels: {team: shop}
configMapGenerator: [{name: settings, literals: [a=b]}]
`;
const OVERLAY = `namespace: prod
namePrefix: prod-
resources: [../base, service.yaml]
patches: [{path: replicas.yaml}]
`;
const TREE: Files = {
  'file:///w/base/kustomization.yaml': BASE,
  'file:///w/base/deployment.yaml': DEPLOYMENT,
  'file:///w/prod/kustomization.yaml': OVERLAY,
  'file:///w/prod/service.yaml': SERVICE,
  'file:///w/prod/replicas.yaml': PATCH,
};

const codes = (files: Files): string[] => findingsIn(files).map((finding) => `${show(files, finding)}`);

test('a tree of bases, overlays, generators, labels and patches is silent', () => {
  assert.deepEqual(codes(TREE), []);
});

test('without the kustomizations the same files are not', () => {
  const { 'file:///w/base/deployment.yaml': deployment, 'file:///w/prod/service.yaml': service } = TREE;
  assert.equal(codes({ a: deployment ?? '', b: service ?? '' }).length, 2);
});

test('names are known as written and as built', () => {
  const workspace = workspaceOf(TREE);
  for (const [namespace, name] of [
    ['prod', 'web'],
    ['prod', 'prod-web'],
    ['default', 'web'],
  ] as const) {
    assert.equal(workspace.named('apps', 'Deployment', namespace, name).size, 1, `${namespace}/${name}`);
  }
  assert.equal(workspace.named('', 'Service', 'default', 'web').size, 0);
});

test('an unknown field of a patch is found, what it lacks is not', () => {
  const files = { ...TREE, 'file:///w/prod/replicas.yaml': PATCH.replace('replicas: 5', 'replica: 5') };
  assert.deepEqual(codes(files), ['5:3 error unknown-field [replica] spec.replica']);
});

test('where a part is out of reach, what is missing is a hint', () => {
  const remote = BASE.replace('[deployment.yaml]', '[deployment.yaml, "https://example.com/more?ref=v1"]').replace(
    /configMapGenerator.*\n/,
    '',
  );
  const files = { ...TREE, 'file:///w/base/kustomization.yaml': remote };
  assert.deepEqual(
    findingsIn(files).map(({ code, severity }) => `${severity} ${code}`),
    ['hint missing-config-map'],
  );
});

test('a kustomization that comes and goes changes what belongs together', () => {
  const workspace = workspaceOf(TREE);
  const uri = 'file:///w/prod/kustomization.yaml';
  const delta = workspace.apply([{ uri, parsed: undefined }]);
  assert.equal(workspace.named('apps', 'Deployment', 'prod', 'web').size, 0);
  assert.ok(delta.uris.has('file:///w/base/deployment.yaml'));
  workspace.apply([put(uri, OVERLAY)]);
  assert.equal(workspace.named('apps', 'Deployment', 'prod', 'prod-web').size, 1);
});

test('a component changes what the kustomization that includes it has, and refers to it', () => {
  const component =
    'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamespace: shop\nresources: [service.yaml]\n';
  const workspace = workspaceOf({
    'file:///w/base/kustomization.yaml': BASE,
    'file:///w/base/deployment.yaml': DEPLOYMENT,
    'file:///w/prod/kustomization.yaml': 'resources: [../base]\ncomponents: [../part]\n',
    'file:///w/part/kustomization.yaml': component,
    'file:///w/part/service.yaml': SERVICE,
  });
  assert.equal(workspace.named('apps', 'Deployment', 'shop', 'web').size, 1);
  const [service] = workspace.named('', 'Service', 'shop', 'web');
  assert.ok(service);
  const [link] = workspace.linksFrom(service).filter(({ reference }) => reference.role === 'selector');
  assert.ok(link);
  assert.equal(workspace.resolve(service, link.reference).length, 1);
});

test('a listed file that is not there makes what is missing a hint, until it comes', () => {
  const files = {
    ...TREE,
    'file:///w/base/kustomization.yaml': BASE.replace('[deployment.yaml]', '[deployment.yaml, more.yaml]').replace(
      /configMapGenerator.*\n/,
      '',
    ),
  };
  const severities = (more: Files): string[] =>
    findingsIn(more)
      .filter(({ code }) => code === 'missing-config-map')
      .map(({ severity }) => severity);
  assert.deepEqual(severities(files), ['hint']);
  assert.deepEqual(severities({ ...files, 'file:///w/base/more.yaml': SERVICE.replace('web', 'other') }), ['warning']);
});

test('a name inside of a Pod is renamed in the patches of the object too', () => {
  const workspace = workspaceOf(TREE);
  const [deployment] = workspace.byType('apps', 'Deployment');
  assert.ok(deployment);
  assert.deepEqual(
    workspace
      .family(deployment)
      .map(({ resource }) => resource.manifest.source.uri)
      .sort(),
    ['file:///w/base/deployment.yaml', 'file:///w/prod/replicas.yaml'],
  );
  const text = DEPLOYMENT.indexOf('{name: web, image') + 8;
  const result = rename(workspace, 'file:///w/base/deployment.yaml', text, 'main');
  assert.ok(result.ok);
  assert.deepEqual(result.value.map(({ uri }) => uri).sort(), [
    'file:///w/base/deployment.yaml',
    'file:///w/prod/replicas.yaml',
  ]);
});
