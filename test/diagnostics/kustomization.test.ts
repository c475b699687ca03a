// What is said of a kustomization.yaml: an error where kustomize refuses to build (each case was put to kustomize 5.5),
// less where it builds and something is in vain.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineIndex } from '../../server/src/base/lineIndex.ts';
import type { WhatIsAt } from '../../server/src/diagnostics/kustomization/findings.ts';
import { applyFix, findingsIn, obviousFix, type Files } from './support.ts';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: nginx}]}
`;
const named = (name: string): string => DEPLOYMENT.replace('{name: web}', `{name: ${name}}`);

interface Case {
  readonly it: string;
  /** Whether kustomize refuses to build. */
  readonly refused: boolean;
  readonly files: Files;
  readonly says: readonly string[];
}

const CASES: readonly Case[] = [
  {
    it: 'missing file',
    refused: true,
    files: { 'kustomization.yaml': 'resources: [nope.yaml]\n' },
    says: ['kustomization.yaml:1:13 error missing-file'],
  },
  {
    it: 'missing dir',
    refused: true,
    files: { 'kustomization.yaml': 'resources: [nope]\n' },
    says: ['kustomization.yaml:1:13 error missing-file'],
  },
  {
    it: 'dir without kustomization',
    refused: true,
    files: { 'kustomization.yaml': 'resources: [sub]\n', 'sub/d.yaml': DEPLOYMENT },
    says: ['kustomization.yaml:1:13 error missing-file'],
  },
  {
    it: 'unknown field',
    refused: true,
    files: { 'kustomization.yaml': 'resources: [d.yaml]\nresorces: [x]\n', 'd.yaml': DEPLOYMENT },
    says: ['kustomization.yaml:2:1 error unknown-field'],
  },
  {
    it: 'wrong type',
    refused: true,
    files: { 'kustomization.yaml': 'resources: d.yaml\n', 'd.yaml': DEPLOYMENT },
    says: ['kustomization.yaml:1:12 error wrong-type'],
  },
  {
    it: 'label number',
    refused: true,
    files: { 'kustomization.yaml': 'resources: [d.yaml]\ncommonLabels: {a: 1}\n', 'd.yaml': DEPLOYMENT },
    says: ['kustomization.yaml:2:19 error wrong-type'],
  },
  {
    it: 'outside file',
    refused: true,
    files: { 'o/kustomization.yaml': 'resources: [../d.yaml]\n', 'd.yaml': DEPLOYMENT },
    says: ['o/kustomization.yaml:1:13 error missing-file'],
  },
  {
    it: 'outside patch',
    refused: true,
    files: {
      'o/kustomization.yaml': 'resources: [d.yaml]\npatches: [{path: ../p.yaml}]\n',
      'o/d.yaml': DEPLOYMENT,
      'p.yaml': DEPLOYMENT,
    },
    says: ['o/kustomization.yaml:2:18 error missing-file'],
  },
  {
    it: 'patch target missing',
    refused: true,
    files: {
      'kustomization.yaml': 'resources: [d.yaml]\npatches: [{path: p.yaml}]\n',
      'd.yaml': DEPLOYMENT,
      'p.yaml': named('wbe'),
    },
    says: ['kustomization.yaml:2:18 error missing-patch-target'],
  },
  {
    it: 'patch target selector missing',
    refused: false,
    files: {
      'kustomization.yaml':
        'resources: [d.yaml]\npatches: [{target: {kind: Service}, patch: "- {op: add, path: /a, value: b}"}]\n',
      'd.yaml': DEPLOYMENT,
    },
    says: ['kustomization.yaml:2:27 warning missing-patch-target'],
  },
  {
    it: 'patch path missing',
    refused: true,
    files: { 'kustomization.yaml': 'resources: [d.yaml]\npatches: [{path: nope.yaml}]\n', 'd.yaml': DEPLOYMENT },
    says: ['kustomization.yaml:2:18 error missing-file'],
  },
  {
    it: 'patch neither',
    refused: true,
    files: {
      'kustomization.yaml': 'resources: [d.yaml]\npatches: [{target: {kind: Deployment}}]\n',
      'd.yaml': DEPLOYMENT,
    },
    says: ['kustomization.yaml:2:11 error kustomization'],
  },
  {
    it: 'patch both',
    refused: true,
    files: {
      'kustomization.yaml': 'resources: [d.yaml]\npatches: [{path: p.yaml, patch: "a: b"}]\n',
      'd.yaml': DEPLOYMENT,
      'p.yaml': DEPLOYMENT,
    },
    says: ['kustomization.yaml:2:33 error kustomization'],
  },
  {
    it: 'json patch no target',
    refused: true,
    files: {
      'kustomization.yaml': 'resources: [d.yaml]\npatches: [{patch: "- {op: add, path: /a, value: b}"}]\n',
      'd.yaml': DEPLOYMENT,
    },
    says: ['kustomization.yaml:2:19 error kustomization'],
  },
  {
    it: 'images unused',
    refused: false,
    files: { 'kustomization.yaml': 'resources: [d.yaml]\nimages: [{name: foo, newTag: v1}]\n', 'd.yaml': DEPLOYMENT },
    says: ['kustomization.yaml:2:17 hint unused-image'],
  },
  {
    it: 'images no name',
    refused: false,
    files: { 'kustomization.yaml': 'resources: [d.yaml]\nimages: [{newTag: v1}]\n', 'd.yaml': DEPLOYMENT },
    says: [],
  },
  {
    it: 'replicas unknown',
    refused: true,
    files: { 'kustomization.yaml': 'resources: [d.yaml]\nreplicas: [{name: foo, count: 2}]\n', 'd.yaml': DEPLOYMENT },
    says: ['kustomization.yaml:2:19 error missing-patch-target'],
  },
  {
    it: 'twice',
    refused: true,
    files: { 'kustomization.yaml': 'resources: [d.yaml, e.yaml]\n', 'd.yaml': DEPLOYMENT, 'e.yaml': DEPLOYMENT },
    says: ['kustomization.yaml:1:21 error kustomization'],
  },
  {
    it: 'same file twice',
    refused: true,
    files: { 'kustomization.yaml': 'resources: [d.yaml, d.yaml]\n', 'd.yaml': DEPLOYMENT },
    says: ['kustomization.yaml:1:21 error kustomization', 'kustomization.yaml:1:21 error kustomization'],
  },
  {
    it: 'gen merge without base',
    refused: true,
    files: { 'kustomization.yaml': 'configMapGenerator: [{name: a, behavior: merge, literals: [a=b]}]\n' },
    says: ['kustomization.yaml:1:29 error missing-patch-target'],
  },
  {
    it: 'gen twice',
    refused: true,
    files: { 'kustomization.yaml': 'configMapGenerator: [{name: a, literals: [a=b]}, {name: a, literals: [c=d]}]\n' },
    says: ['kustomization.yaml:1:57 error kustomization'],
  },
  {
    it: 'gen literal bad',
    refused: true,
    files: { 'kustomization.yaml': 'configMapGenerator: [{name: a, literals: [ab]}]\n' },
    says: ['kustomization.yaml:1:43 error kustomization'],
  },
  {
    it: 'gen no name',
    refused: true,
    files: { 'kustomization.yaml': 'configMapGenerator: [{literals: [a=b]}]\n' },
    says: ['kustomization.yaml:1:22 error kustomization'],
  },
  {
    it: 'gen file missing',
    refused: true,
    files: { 'kustomization.yaml': 'configMapGenerator: [{name: a, files: [x.txt]}]\n' },
    says: ['kustomization.yaml:1:40 error missing-file'],
  },
  {
    it: 'gen env missing',
    refused: true,
    files: { 'kustomization.yaml': 'configMapGenerator: [{name: a, envs: [x.env]}]\n' },
    says: ['kustomization.yaml:1:39 error missing-file'],
  },
  {
    it: 'gen dup key',
    refused: true,
    files: { 'kustomization.yaml': 'configMapGenerator: [{name: a, literals: [a=b, a=c]}]\n' },
    says: ['kustomization.yaml:1:48 error kustomization'],
  },
  {
    it: 'kind wrong',
    refused: true,
    files: { 'kustomization.yaml': 'kind: Foo\nresources: [d.yaml]\n', 'd.yaml': DEPLOYMENT },
    says: ['kustomization.yaml:1:7 error kustomization'],
  },
  {
    it: 'apiVersion wrong',
    refused: true,
    files: { 'kustomization.yaml': 'apiVersion: v1\nkind: Kustomization\nresources: [d.yaml]\n', 'd.yaml': DEPLOYMENT },
    says: ['kustomization.yaml:1:13 error kustomization'],
  },
  {
    it: 'apiVersion only v1beta1 component',
    refused: true,
    files: {
      'kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Component\nresources: [d.yaml]\n',
      'd.yaml': DEPLOYMENT,
    },
    says: ['kustomization.yaml:1:13 error kustomization'],
  },
  {
    it: 'empty',
    refused: true,
    files: { 'kustomization.yaml': '' },
    says: ['kustomization.yaml:1:1 error kustomization'],
  },
  {
    it: 'comment only',
    refused: true,
    files: { 'kustomization.yaml': '# hi\n' },
    says: ['kustomization.yaml:1:1 error kustomization'],
  },
  { it: 'nothing in it', refused: false, files: { 'kustomization.yaml': 'namePrefix: a-\n' }, says: [] },
  {
    it: 'two kustomizations',
    refused: true,
    files: {
      'kustomization.yaml': 'resources: [d.yaml]\n',
      'kustomization.yml': 'resources: [d.yaml]\n',
      'd.yaml': DEPLOYMENT,
    },
    says: ['kustomization.yml:1:1 error kustomization'],
  },
  {
    it: 'cycle',
    refused: true,
    files: { 'o/kustomization.yaml': 'resources: [../b]\n', 'b/kustomization.yaml': 'resources: [../o]\n' },
    says: ['b/kustomization.yaml:1:13 error kustomization', 'o/kustomization.yaml:1:13 error kustomization'],
  },
  {
    it: 'resource is component',
    refused: true,
    files: {
      'o/kustomization.yaml': 'resources: [../c]\n',
      'c/kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n',
    },
    says: ['c/kustomization.yaml:1:1 error kustomization', 'o/kustomization.yaml:1:13 error kustomization'],
  },
  {
    it: 'component is kustomization',
    refused: true,
    files: {
      'o/kustomization.yaml': 'components: [../c]\nresources: [d.yaml]\n',
      'o/d.yaml': DEPLOYMENT,
      'c/kustomization.yaml': 'resources: []\nnamePrefix: a\n',
    },
    says: ['o/kustomization.yaml:1:14 error kustomization'],
  },
  {
    it: 'component is file',
    refused: true,
    files: { 'o/kustomization.yaml': 'components: [d.yaml]\n', 'o/d.yaml': DEPLOYMENT },
    says: ['o/kustomization.yaml:1:14 error kustomization'],
  },
  {
    it: 'resource is kustomization file',
    refused: true,
    files: {
      'o/kustomization.yaml': 'resources: [../b/kustomization.yaml]\n',
      'b/kustomization.yaml': 'resources: [d.yaml]\n',
      'b/d.yaml': DEPLOYMENT,
    },
    says: ['o/kustomization.yaml:1:13 error kustomization'],
  },
  {
    it: 'no name obj',
    refused: true,
    files: { 'kustomization.yaml': 'resources: [d.yaml]\n', 'd.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {}\n' },
    says: ['kustomization.yaml:1:13 error kustomization'],
  },
  {
    it: 'generateName',
    refused: true,
    files: {
      'kustomization.yaml': 'resources: [d.yaml]\n',
      'd.yaml': 'apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: a-}\n',
    },
    says: ['kustomization.yaml:1:13 error kustomization'],
  },
  {
    it: 'nulls',
    refused: true,
    files: { 'kustomization.yaml': 'resources:\n', 'd.yaml': DEPLOYMENT },
    says: ['kustomization.yaml:1:1 error kustomization'],
  },
  {
    it: 'deprecated',
    refused: false,
    files: {
      'kustomization.yaml':
        'bases: []\nresources: [d.yaml]\ncommonLabels: {a: b}\npatchesStrategicMerge: [p.yaml]\nvars: []\nimageTags: []\n',
      'd.yaml': DEPLOYMENT,
      'p.yaml': DEPLOYMENT,
    },
    says: [],
  },
  {
    it: 'json6902 bad target',
    refused: false,
    files: {
      'kustomization.yaml':
        'resources: [d.yaml]\npatchesJson6902: [{target: {version: v1, kind: Foo, name: a}, path: p.yaml}]\n',
      'd.yaml': DEPLOYMENT,
      'p.yaml': '- {op: add, path: /a, value: b}\n',
    },
    says: ['kustomization.yaml:2:59 warning missing-patch-target'],
  },
  {
    it: 'replacement source missing',
    refused: true,
    files: {
      'kustomization.yaml':
        'resources: [d.yaml]\nreplacements: [{source: {kind: ConfigMap, name: x}, targets: [{select: {kind: Deployment}, fieldPaths: [metadata.name]}]}]\n',
      'd.yaml': DEPLOYMENT,
    },
    says: ['kustomization.yaml:2:49 error missing-patch-target'],
  },
  {
    it: 'namespace conflict',
    refused: true,
    files: {
      'kustomization.yaml': 'namespace: x\nresources: [d.yaml,e.yaml]\n',
      'd.yaml': DEPLOYMENT,
      'e.yaml': named('web, namespace: other'),
    },
    says: ['kustomization.yaml:1:12 error kustomization'],
  },
  {
    it: 'labels bad',
    refused: true,
    files: {
      'kustomization.yaml': 'resources: [d.yaml]\nlabels: [{pairs: {a: b}, includeSelector: true}]\n',
      'd.yaml': DEPLOYMENT,
    },
    says: ['kustomization.yaml:2:26 error unknown-field'],
  },
  {
    it: 'patch ns',
    refused: true,
    files: {
      'kustomization.yaml': 'namespace: x\nresources: [d.yaml]\npatches: [{path: p.yaml}]\n',
      'd.yaml': DEPLOYMENT,
      'p.yaml': named('web, namespace: x'),
    },
    says: ['kustomization.yaml:3:18 error missing-patch-target'],
  },
  {
    it: 'patch ns other',
    refused: true,
    files: {
      'kustomization.yaml': 'resources: [d.yaml]\npatches: [{path: p.yaml}]\n',
      'd.yaml': DEPLOYMENT,
      'p.yaml': named('web, namespace: x'),
    },
    says: ['kustomization.yaml:2:18 error missing-patch-target'],
  },
  {
    it: 'patch built name',
    refused: false,
    files: {
      'o/kustomization.yaml': 'resources: [../b]\npatches: [{path: p.yaml}]\n',
      'b/kustomization.yaml': 'namePrefix: x-\nresources: [d.yaml]\n',
      'b/d.yaml': DEPLOYMENT,
      'o/p.yaml': named('x-web'),
    },
    says: [],
  },
  {
    it: 'patch orig name',
    refused: false,
    files: {
      'o/kustomization.yaml': 'resources: [../b]\npatches: [{path: p.yaml}]\n',
      'b/kustomization.yaml': 'namePrefix: x-\nnamespace: q\nresources: [d.yaml]\n',
      'b/d.yaml': DEPLOYMENT,
      'o/p.yaml': DEPLOYMENT,
    },
    says: [],
  },
  {
    it: 'patch generated',
    refused: false,
    files: {
      'kustomization.yaml':
        'resources: [d.yaml]\nconfigMapGenerator: [{name: a, literals: [a=b]}]\npatches: [{path: p.yaml}]\n',
      'd.yaml': DEPLOYMENT,
      'p.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {c: d}\n',
    },
    says: [],
  },
  {
    it: 'patch two targets',
    refused: false,
    files: {
      'kustomization.yaml': 'namespace: x\nresources: [d.yaml]\npatches: [{path: p.yaml}]\n',
      'd.yaml': `${DEPLOYMENT}---\n${named('two')}`,
      'p.yaml': `${DEPLOYMENT}---\n${named('two')}`,
    },
    says: [],
  },
  {
    it: 'patch w/ different apiVersion',
    refused: true,
    files: {
      'kustomization.yaml': 'resources: [d.yaml]\npatches: [{path: p.yaml}]\n',
      'd.yaml': DEPLOYMENT,
      'p.yaml': DEPLOYMENT.replace('apps/v1', 'apps/v1beta1'),
    },
    says: ['kustomization.yaml:2:18 error missing-patch-target'],
  },
  {
    it: 'transformers/generators missing',
    refused: true,
    files: { 'kustomization.yaml': 'resources: [d.yaml]\ntransformers: [t.yaml]\n', 'd.yaml': DEPLOYMENT },
    says: ['kustomization.yaml:2:16 error missing-file'],
  },
  {
    it: 'configurations missing',
    refused: true,
    files: { 'kustomization.yaml': 'resources: [d.yaml]\nconfigurations: [t.yaml]\n', 'd.yaml': DEPLOYMENT },
    says: ['kustomization.yaml:2:18 error missing-file'],
  },
  {
    it: 'crds missing',
    refused: true,
    files: { 'kustomization.yaml': 'resources: [d.yaml]\ncrds: [t.yaml]\n', 'd.yaml': DEPLOYMENT },
    says: ['kustomization.yaml:2:8 error missing-file'],
  },
  {
    it: 'openapi missing',
    refused: true,
    files: { 'kustomization.yaml': 'resources: [d.yaml]\nopenapi: {path: t.yaml}\n', 'd.yaml': DEPLOYMENT },
    says: ['kustomization.yaml:2:17 error missing-file'],
  },
  {
    it: 'replacements path missing',
    refused: true,
    files: { 'kustomization.yaml': 'resources: [d.yaml]\nreplacements: [{path: t.yaml}]\n', 'd.yaml': DEPLOYMENT },
    says: ['kustomization.yaml:2:23 error missing-file'],
  },
  {
    it: 'replicas count string',
    refused: true,
    files: { 'kustomization.yaml': 'resources: [d.yaml]\nreplicas: [{name: web, count: "2"}]\n', 'd.yaml': DEPLOYMENT },
    says: ['kustomization.yaml:2:31 error wrong-type'],
  },
  {
    it: 'metadata',
    refused: false,
    files: {
      'kustomization.yaml':
        'metadata: {name: x, annotations: {config.kubernetes.io/local-config: "true"}}\nresources: [d.yaml]\n',
      'd.yaml': DEPLOYMENT,
    },
    says: [],
  },
  {
    it: 'duplicate key',
    refused: false,
    files: { 'kustomization.yaml': 'resources: [d.yaml]\nresources: [d.yaml]\n', 'd.yaml': DEPLOYMENT },
    says: ['kustomization.yaml:2:1 warning duplicate-key'],
  },
  {
    it: 'newTag number',
    refused: true,
    files: {
      'kustomization.yaml': 'resources: [d.yaml]\nimages: [{name: nginx, newTag: 1.20}]\n',
      'd.yaml': DEPLOYMENT,
    },
    says: ['kustomization.yaml:2:32 error wrong-type'],
  },
  {
    it: 'annotations bool',
    refused: true,
    files: { 'kustomization.yaml': 'resources: [d.yaml]\ncommonAnnotations: {a: true}\n', 'd.yaml': DEPLOYMENT },
    says: ['kustomization.yaml:2:24 error wrong-type'],
  },
];

const ROOT = 'file:///w/';
const inWorkspace = (files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [ROOT + name, text]));

/** A disk that has these files and nothing else. */
const diskOf =
  (files: Files): WhatIsAt =>
  (uri) => {
    if (Object.hasOwn(files, uri)) return 'file';
    return Object.keys(files).some((name) => name.startsWith(`${uri}/`)) ? 'folder' : 'nothing';
  };

const findings = (files: Files) =>
  findingsIn(files, { whatIsAt: diskOf(files) }).filter(({ uri }) => /kustomization\.ya?ml$/.test(uri));

const said = (files: Files): string[] =>
  findings(files).map(({ uri, range, severity, code }) => {
    const { line, character } = new LineIndex(files[uri] ?? '').positionAt(range.start);
    return `${uri.slice(ROOT.length)}:${line + 1}:${character + 1} ${severity} ${code}`;
  });

for (const { it, refused, files, says } of CASES) {
  test(`kustomization: ${it}`, () => {
    assert.deepEqual(said(inWorkspace(files)).sort(), [...says].sort());
    assert.equal(
      refused,
      says.some((line) => line.includes(' error ')),
    );
  });
}

test('what is out of reach is not missing: remote parts, charts, files that nobody has read', () => {
  const patches = 'patches: [{path: p.yaml}]\nreplicas: [{name: foo, count: 1}]\nimages: [{name: foo, newTag: a}]\n';
  for (const resources of [
    'resources: [d.yaml, "https://example.com/base?ref=v1"]\n',
    'resources: [d.yaml, "github.com/a/b/c"]\n',
    'resources: [d.yaml]\nhelmCharts: [{name: x}]\n',
    'resources: [d.yaml]\ntransformers: ["kind: X"]\n',
    'kind: Component\nresources: [d.yaml]\n',
  ]) {
    const files = { 'kustomization.yaml': resources + patches, 'd.yaml': DEPLOYMENT, 'p.yaml': named('wbe') };
    assert.deepEqual(said(inWorkspace(files)), [], resources);
  }
  // Without a disk nobody can tell whether a file is there.
  const unread = inWorkspace({
    'kustomization.yaml': `resources: [d.yaml, secret.yaml]\n${patches}`,
    'd.yaml': DEPLOYMENT,
  });
  assert.deepEqual(
    findingsIn(unread).filter(({ uri }) => uri.endsWith('kustomization.yaml')),
    [],
  );
});

test('a file or name that is nearly right is put right', () => {
  for (const [text, fixed] of [
    ['resources: [deploymnt.yaml]\n', 'resources: [deployment.yaml]\n'],
    ['resource: [deployment.yaml]\n', 'resources: [deployment.yaml]\n'],
    [
      'resources: [deployment.yaml]\nreplicas: [{name: wbe, count: 2}]\n',
      'resources: [deployment.yaml]\nreplicas: [{name: web, count: 2}]\n',
    ],
    [
      'resources: [deployment.yaml]\nimages: [{name: ngnix, newTag: a}]\n',
      'resources: [deployment.yaml]\nimages: [{name: nginx, newTag: a}]\n',
    ],
  ] as const) {
    const files = inWorkspace({ 'kustomization.yaml': text, 'deployment.yaml': DEPLOYMENT });
    const [finding] = findings(files);
    const fix = finding && obviousFix(finding);
    assert.ok(fix, text);
    const after = applyFix(files, fix);
    assert.equal(after[`${ROOT}kustomization.yaml`], fixed);
    assert.deepEqual(said(after), []);
  }
});
