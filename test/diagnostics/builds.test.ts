// Findings of objects that kustomizations take in: judged as they are built, and shown where the fault was made.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Analysis } from '../../server/src/lsp/analysis.ts';
import { decoder } from '../../server/src/schema/decode.ts';

type Files = Readonly<Record<string, string>>;

const uriOf = (name: string): string => `file:///w/${name}`;
const sourceOf = (name: string, text: string | undefined) => ({
  uri: uriOf(name),
  source: text === undefined ? undefined : { uri: uriOf(name), languageId: 'yaml' as const, version: null, text },
});

function analysisOf(files: Files): Analysis {
  const analysis = new Analysis({ decoder, readOther: () => undefined });
  analysis.apply(Object.entries(files).map(([name, text]) => sourceOf(name, text)));
  analysis.settle();
  return analysis;
}

/** `error required-field base/a.yaml: text under it`, for all that is no advice. */
function shown(analysis: Analysis, files: Files): string[] {
  return Object.keys(files).flatMap((name) =>
    analysis
      .findings(uriOf(name))
      .filter(
        ({ code, severity, followUp }) => followUp !== true && (severity === 'error' || code === 'required-field'),
      )
      .map(
        ({ severity, code, range }) =>
          `${severity} ${code} ${name}: ${(files[name] ?? '').slice(range.start, range.end)}`,
      ),
  );
}
const findingsOf = (files: Files): string[] => shown(analysisOf(files), files);

const BINDING = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: read }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
subjects:
  - kind: ServiceAccount
    name: reader
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: reader }
`;
const DATABASE = `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  serviceName: db
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec:
      containers:
        - name: db
`;
const IMAGE = `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec: { template: { spec: { containers: [{ name: sidecar, image: log }, { name: db, image: postgres }] } } }
`;

describe('what builds mend', () => {
  it('is no error: a namespace that the kustomization sets', () => {
    const base = { 'base/kustomization.yaml': 'resources: [a.yaml]\n', 'base/a.yaml': BINDING };
    assert.deepEqual(findingsOf(base), ['error required-field base/a.yaml: kind']);
    const overlay = { ...base, 'dev/kustomization.yaml': 'resources: [../base]\nnamespace: dev\n' };
    assert.deepEqual(findingsOf(overlay), []);
  });

  it('is no error: an image that a patch brings, behind a container that it puts first', () => {
    const files = {
      'base/kustomization.yaml': 'resources: [a.yaml]\n',
      'base/a.yaml': DATABASE,
      'dev/kustomization.yaml': 'resources: [../base]\npatches: [{ path: image.yaml }]\n',
      'dev/image.yaml': IMAGE,
    };
    assert.deepEqual(findingsOf(files), []);
    // Another overlay that does not bring it: then it is one.
    const both = { ...files, 'prod/kustomization.yaml': 'resources: [../base]\n' };
    assert.deepEqual(findingsOf(both), ['error required-field base/a.yaml: name']);
  });

  it('is still an error where a patch puts another item in front and does not mend it', () => {
    const files = {
      'app/kustomization.yaml': 'resources: [a.yaml]\npatches: [{ path: image.yaml }]\n',
      'app/a.yaml': DATABASE,
      'app/image.yaml': IMAGE.replace(', { name: db, image: postgres }', ''),
    };
    assert.deepEqual(findingsOf(files), ['error required-field app/a.yaml: name']);
  });

  it('is a hint where nothing can be built', () => {
    const files = {
      'app/kustomization.yaml': "resources: [a.yaml, 'https://example.com/b.yaml']\n",
      'app/a.yaml': DATABASE,
    };
    assert.deepEqual(findingsOf(files), ['hint required-field app/a.yaml: name']);
  });

  it('leaves alone what no kustomization takes in', () => {
    const files = { 'app/kustomization.yaml': 'namePrefix: a-\nresources: []\n', 'app/a.yaml': DATABASE };
    assert.deepEqual(findingsOf(files), ['error required-field app/a.yaml: name']);
  });
});

describe('what only a build breaks', () => {
  const web = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: web }] }
`;
  const base = { 'base/kustomization.yaml': 'resources: [web.yaml]\n', 'base/web.yaml': web };

  it('is shown at the field of the patch', () => {
    const files = {
      ...base,
      'dev/kustomization.yaml': 'resources: [../base]\npatches: [{ path: p.yaml }]\n',
      'dev/p.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec: { replicas: -1, replica: 2 }\n',
    };
    assert.deepEqual(findingsOf(files), [
      'error unknown-field dev/p.yaml: replica',
      'error invalid-value dev/p.yaml: -1',
    ]);
  });

  it('is shown inside of a patch that stands in the kustomization, and at an operation', () => {
    const files = {
      ...base,
      'dev/kustomization.yaml': `resources: [../base]
patches:
  - patch: |
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: web }
      spec: { replicas: -1 }
  - target: { kind: Deployment }
    patch: |-
      - { op: add, path: /spec/paused, value: maybe }
`,
    };
    assert.deepEqual(
      findingsOf(files),
      [
        'error invalid-value dev/kustomization.yaml: -1',
        'error wrong-type dev/kustomization.yaml: { op: add, path: /spec/paused, value: maybe }',
      ]
        .sort()
        .reverse(),
    );
  });

  it('is shown at the prefix that makes a name too long', () => {
    const prefix = 'x'.repeat(260);
    const files = { ...base, 'dev/kustomization.yaml': `resources: [../base]\nnamePrefix: ${prefix}\n` };
    assert.deepEqual(findingsOf(files), [`error invalid-value dev/kustomization.yaml: ${prefix}`]);
  });

  it('is a build that fails: an error of the entry, once for all that take it in', () => {
    const files = {
      ...base,
      'base/kustomization.yaml': 'resources: [web.yaml, gone.yaml]\n',
      'dev/kustomization.yaml': 'resources: [../base]\n',
      'prod/kustomization.yaml': 'resources: [../base]\n',
    };
    assert.deepEqual(findingsOf(files), ['error kustomize-build base/kustomization.yaml: gone.yaml']);
    // A component by itself lacks what it is for.
    const component = {
      'part/kustomization.yaml': 'kind: Component\npatches: [{ path: p.yaml }]\n',
      'part/p.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: nobody }\n',
    };
    assert.deepEqual(findingsOf(component), []);
  });
});

describe('a keystroke', () => {
  it('in a configuration concerns what is built, too', () => {
    const files = { 'base/kustomization.yaml': 'resorces: []\n', '.drydock.yaml': 'exclude: [base/**]\n' };
    const analysis = analysisOf(files);
    assert.deepEqual(shown(analysis, files), []);
    analysis.apply([sourceOf('.drydock.yaml', undefined)]);
    analysis.settle();
    const left = { 'base/kustomization.yaml': files['base/kustomization.yaml'] };
    assert.deepEqual(shown(analysis, left), findingsOf(left));
    assert.deepEqual(shown(analysis, left), ['error unknown-field base/kustomization.yaml: resorces']);
  });

  const POOL: Record<string, readonly (string | undefined)[]> = {
    'base/kustomization.yaml': [
      'resources: [a.yaml, b.yaml]\n',
      'resources: [b.yaml]\n',
      'resources: [a.yaml, c.yaml]\n',
      undefined,
    ],
    'base/a.yaml': [BINDING, BINDING.replace('name: reader', 'name: 5'), `# moved\n${BINDING}`, undefined],
    'base/b.yaml': [
      DATABASE,
      DATABASE.replace('serviceName', 'servicename'),
      `${DATABASE}          image: x\n`,
      'a: [',
    ],
    'dev/kustomization.yaml': [
      'resources: [../base]\nnamespace: dev\n',
      'resources: [../base]\npatches: [{ path: image.yaml }]\n',
      'resources: [../base]\ncomponents: [../part]\n',
      'resources: [../base, https://example.com]\n',
      undefined,
    ],
    'dev/image.yaml': [IMAGE, IMAGE.replace('name: db', 'name: nobody'), IMAGE.replace('image: log', 'imag: log')],
    'part/kustomization.yaml': ['kind: Component\nnamePrefix: p-\n', 'kind: Component\nnamespace: part\n', undefined],
    'prod/kustomization.yaml': ['resources: [../dev]\n', 'resources: [../base]\nnamePrefix: x_\n', undefined],
  };
  const names = Object.keys(POOL);
  const edit = fc
    .constantFrom(...names)
    .chain((name) => fc.record({ name: fc.constant(name), text: fc.constantFrom(...(POOL[name] ?? [])) }));

  it('leads to what would be found from scratch, and tells of every file whose findings differ', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), (edits) => {
        const files: Record<string, string> = {};
        for (const name of names) {
          const [first] = POOL[name] ?? [];
          if (first !== undefined) files[name] = first;
        }
        const analysis = analysisOf(files);
        let before = new Map(
          names.map((name) => [name, JSON.stringify(shown(analysis, { [name]: files[name] ?? '' }))]),
        );
        analysis.takeAffected();
        for (const { name, text } of edits) {
          if (text === undefined) delete files[name];
          else files[name] = text;
          analysis.apply([sourceOf(name, text)]);
          while (analysis.unsettled) analysis.settle(() => true);
          const affected = new Set(analysis.takeAffected());
          const after = new Map(
            names.map((each) => [each, JSON.stringify(shown(analysis, { [each]: files[each] ?? '' }))]),
          );
          for (const each of names) {
            if (each !== name && before.get(each) !== after.get(each)) assert.ok(affected.has(uriOf(each)), each);
          }
          before = after;
        }
        assert.deepEqual(shown(analysis, files).sort(), findingsOf(files).sort());
      }),
      { numRuns: 60 },
    );
  });
});
