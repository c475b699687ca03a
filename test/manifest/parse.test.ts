import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FieldPath } from '../../server/src/api/fieldPath.ts';
import type { Manifest, ParsedSource, Part } from '../../server/src/manifest/manifest.ts';
import { parseSource } from '../../server/src/manifest/parse.ts';
import type { LanguageId, Source } from '../../server/src/manifest/source.ts';

const source = (text: string, uri = 'file:///a.yaml', languageId: LanguageId = 'yaml'): Source => ({
  uri,
  languageId,
  version: 1,
  text,
});
const parse = (text: string, uri?: string, languageId?: LanguageId): ParsedSource =>
  parseSource(source(text, uri, languageId));
const first = (text: string): Manifest => {
  const manifest = parse(text).manifests.find((candidate) => candidate.isKubernetes);
  assert.ok(manifest, 'a manifest is found');
  return manifest;
};
const slice = (manifest: Manifest, path: FieldPath, part: Part): string | undefined => {
  const range = manifest.resources[0]?.rangeOf(path, part);
  return range && manifest.source.text.slice(range.start, range.end);
};
const all = (text: string): string =>
  JSON.stringify(
    parse(text).manifests.map((m) => [
      m.range,
      m.isKubernetes,
      m.value,
      m.problems,
      m.resources.map((r) => [r.at, r.gvk]),
    ]),
    (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value),
  );

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: web # the name
  labels: {app: web}
spec:
  containers:
  - name: app
    image: "nginx:1.27"
    ports:
      - containerPort: 80
      -   # odd
        containerPort: 81
`;

test('sections are cut before anything is parsed: an open quote ends with its section', () => {
  const parsed = parse(`---\nkind: A\nname: "open\n--- # next\napiVersion: v1\nkind: ConfigMap\n`);
  assert.equal(parsed.manifests.length, 2);
  assert.equal(parsed.manifests[0]?.problems.length, 1);
  assert.deepEqual(parsed.manifests[1]?.problems, []);
  assert.equal(parsed.manifests[1]?.resources[0]?.kind, 'ConfigMap');
});

test('ranges: key, value and entry of fields and list items', () => {
  const pod = first(POD);
  assert.deepEqual(pod.problems, []);
  assert.equal(slice(pod, ['metadata', 'name'], 'key'), 'name');
  assert.equal(slice(pod, ['metadata', 'name'], 'value'), 'web');
  assert.equal(slice(pod, ['metadata', 'name'], 'entry'), 'name: web');
  assert.equal(slice(pod, ['spec', 'containers', 0, 'image'], 'value'), '"nginx:1.27"');
  assert.equal(slice(pod, ['spec', 'containers', 0], 'key'), 'name');
  assert.equal(slice(pod, ['spec', 'containers', 0, 'ports', 1], 'entry'), '-   # odd\n        containerPort: 81');
  assert.equal(slice(pod, ['metadata', 'labels', { key: 'app' }], 'value'), 'web');
  assert.equal(slice(pod, ['metadata', 'namespace'], 'key'), undefined);
  const resource = pod.resources[0];
  const nearest = (path: FieldPath): string => {
    const range = resource?.nearestRange(path);
    return range ? POD.slice(range.start, range.end) : '';
  };
  assert.equal(nearest(['spec', 'containers', 0, 'resources']), 'name');
  assert.equal(nearest(['spec', 'volumes']), 'spec');
  assert.equal(nearest(['status']), 'kind');
  assert.equal(nearest(['metadata', 'name']), 'web');
  assert.deepEqual(resource?.scalarAt(['spec', 'containers', 0, 'image'])?.quoted, true);
  assert.deepEqual(resource?.pathAt(POD.indexOf('nginx')), {
    path: ['spec', 'containers', 0, 'image'],
    part: 'value',
  });
  assert.deepEqual(resource?.pathAt(POD.indexOf('image')), { path: ['spec', 'containers', 0, 'image'], part: 'key' });
});

test('what is not ours is silent, syntax errors included', () => {
  for (const text of ['on: push\njobs: [\n', 'openapi: 3.0.0\n\tbad', '', '# only\n', '- a\n- b', 'x']) {
    const parsed = parse(text);
    assert.ok(parsed.manifests.every((m) => !m.isKubernetes && m.problems.length === 0 && m.resources.length === 0));
  }
  const silent = (text: string, uri?: string, languageId?: LanguageId): boolean =>
    parse(text, uri, languageId).manifests.every((manifest) => !manifest.isKubernetes);
  assert.ok(silent('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n'));
  assert.ok(silent('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: "{{ .Release.Name }}"\n'));
  assert.ok(silent('{{- if .Values.x }}\napiVersion: v1\nkind: ConfigMap\n{{- end }}\n'));
  assert.ok(silent('apiVersion: v2\nname: chart\nversion: 1.0.0\n'));
  assert.ok(silent('kind: Pod\n', 'file:///chart/values.yaml'));
  assert.ok(silent('apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n'));
  assert.ok(silent('resources: []\nkind: Component\n', 'file:///x/kustomization.yaml'));
  assert.ok(silent('{"name": "x", "kind": "module"}', 'file:///package.json', 'json'));
  assert.ok(!silent('{"apiVersion": "v1", "kind": "Pod"}', 'file:///pod.json', 'json'));
});

test('a ConfigMap that carries templates is no template', () => {
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  t: |\n    {{ range }}\n  u: "{{ $x }}"\n`;
  assert.deepEqual(first(text).problems, []);
});

test('a glued key is ours, one problem with a repair, and the rest is read', () => {
  const manifest = first('apiVersion:v1\nkind: ConfigMap\nmetadata:\n  name: x\n');
  assert.equal(manifest.problems.length, 1);
  assert.deepEqual(manifest.problems[0]?.range, { start: 0, end: 13 });
  assert.deepEqual(manifest.problems[0]?.repair, { range: { start: 11, end: 11 }, newText: ' ' });
  assert.equal(manifest.resources[0]?.name, 'x');
  assert.deepEqual(manifest.resources[0]?.gvk, { group: '', version: 'v1', kind: 'ConfigMap' });
});

test('duplicate keys: the later one, the first as related', () => {
  const text = 'apiVersion: v1\nkind: ConfigMap\ndata:\n  a: x\n  "a": y\n';
  const problem = first(text).problems[0];
  assert.equal(problem?.code, 'duplicate-key');
  assert.deepEqual(problem?.path, ['data', 'a']);
  assert.equal(text.slice(problem?.range.start, problem?.range.end), '"a"');
  assert.equal(text.slice(problem?.related?.range.start, problem?.related?.range.end), 'a');
});

test('the items of a List are resources', () => {
  const text = 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: a}\n- kind: X\n';
  const { resources } = first(text);
  assert.deepEqual(
    resources.map((r) => [r.kind, r.name, r.at]),
    [
      ['Pod', 'a', ['items', 0]],
      ['X', undefined, ['items', 1]],
    ],
  );
  const range = resources[0]?.rangeOf(['metadata', 'name'], 'value');
  assert.equal(text.slice(range?.start, range?.end), 'a');
  const typed = first('apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: a}\n').resources[0];
  assert.deepEqual(typed?.gvk, { group: '', version: 'v1', kind: 'Pod' });
});

test('offsets count UTF-16 units, after a byte order mark and with CRLF', () => {
  const text = '\ufeffapiVersion: v1\r\nkind: ConfigMap\r\ndata:\r\n  "😀": "é😀"\r\n  b: c\r\n';
  const map = first(text);
  assert.deepEqual(map.problems, []);
  assert.equal(slice(map, ['data', 'b'], 'value'), 'c');
  assert.equal(slice(map, ['data', '😀'], 'value'), '"é😀"');
});

test('aliases and merge keys: values, and ranges at what they stand for', () => {
  const text = 'kind: Pod\nx: &a {p: 1, q: 2}\nv: *a\nz:\n  p: 3\n  <<: *a\nw:\n  <<: *a\n  q: 4\n';
  const manifest = first(text);
  assert.deepEqual(manifest.problems, []);
  assert.deepEqual(manifest.value, {
    kind: 'Pod',
    x: { p: 1, q: 2 },
    v: { p: 1, q: 2 },
    z: { p: 1, q: 2 },
    w: { p: 1, q: 4 },
  });
  assert.equal(slice(manifest, ['v'], 'value'), '*a');
  assert.equal(slice(manifest, ['z', 'q'], 'value'), '2');
  assert.equal(slice(manifest, ['w', 'q'], 'value'), '4');
});

test('hostile input: quick, and a clear problem or silence', () => {
  const started = performance.now();
  const codes = (text: string): string[] => [
    ...new Set(parse(text).manifests.flatMap((manifest) => manifest.problems.map((problem) => problem.code))),
  ];
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
  for (const [name, of] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf', 'hg', 'ih'].map((pair) => [pair[0], pair[1]])) {
    bomb.push(`${name}: &${name} [${Array<string>(9).fill(`*${of}`).join(',')}]`);
  }
  assert.deepEqual(codes(`apiVersion: v1\nkind: Pod\n${bomb.join('\n')}\n`), ['alias-bomb']);
  assert.deepEqual(codes(`kind: Pod\nx: ${'['.repeat(2000)}${']'.repeat(2000)}`), ['too-deep']);
  assert.deepEqual(codes(`kind: Pod\nx:\n${'- '.repeat(2000)}a`), ['too-deep']);
  const nested = Array.from({ length: 2000 }, (_, level) => `${' '.repeat(level)}k:`).join('\n');
  assert.deepEqual(codes(`kind: Pod\n${nested}\n`), ['too-deep']);
  assert.deepEqual(codes(`kind: Pod\nname: a\0b\n`), ['yaml-syntax']);
  assert.deepEqual(codes(`kind: Pod\nx: &x [*x]\n`), ['yaml-syntax']);
  assert.deepEqual(codes(`kind: Pod\n${'garbage: ]}%\t@\n'.repeat(330_000)}`), ['too-large']);
  assert.deepEqual(codes('\u0000\u0001\ud800%@`\t'.repeat(600_000)), []);
  const proto = first('kind: Pod\n__proto__: {a: 1}\nconstructor: 2\n').value as Record<string, unknown>;
  assert.deepEqual(Object.keys(proto), ['kind', '__proto__', 'constructor']);
  assert.equal(Object.getPrototypeOf(proto), Object.prototype);
  assert.ok(performance.now() - started < 5000, `took ${performance.now() - started} ms`);
});

test('every prefix of a manifest parses', () => {
  const text = `${POD}---\napiVersion: v1\nkind: List\nitems: [{a: &x "q", b: *x}, {<<: *x}]\nt: |\n  x\n`;
  for (let end = 0; end <= text.length; end++) {
    for (const manifest of parse(text.slice(0, end)).manifests) {
      for (const problem of manifest.problems) {
        assert.ok(problem.range.start >= 0 && problem.range.end <= end, `${end}: ${JSON.stringify(problem)}`);
        assert.ok(problem.range.start <= problem.range.end);
      }
      for (const resource of manifest.resources) {
        for (let offset = 0; offset <= end; offset += 7) resource.pathAt(offset);
        resource.nearestRange(['spec', 'containers', 0, 'image']);
      }
    }
  }
});

test('incremental ≡ from scratch, for random edits', () => {
  const texts = [POD, 'a: b\n', '', 'kind: X\nx: "\n', '# c\n', 'apiVersion: v1\nkind: ConfigMap\ndata: {a: b}\n'];
  const file = fc.array(fc.constantFrom(...texts), { minLength: 1, maxLength: 5 }).map((parts) => parts.join('---\n'));
  const edit = fc.record({
    at: fc.nat(600),
    length: fc.nat(20),
    insert: fc.constantFrom('', ' ', '\n---\n', '"', 'x: y\n', '-', '\t'),
  });
  fc.assert(
    fc.property(file, fc.array(edit, { maxLength: 5 }), (text, edits) => {
      let parsed = parse(text);
      for (const { at, length, insert } of edits) {
        const old = parsed.source.text;
        const next = old.slice(0, at) + insert + old.slice(at + length);
        parsed = parseSource(source(next), parsed);
        const seen = JSON.stringify(
          parsed.manifests.map((m) => [
            m.range,
            m.isKubernetes,
            m.value,
            m.problems,
            m.resources.map((r) => [r.at, r.gvk]),
          ]),
        );
        assert.equal(seen, all(next));
      }
    }),
    { numRuns: 150 },
  );
});

test('an edit parses its own section only', () => {
  const section = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
  const names = Array.from({ length: 200 }, (_, index) => `m${index}`);
  const before = parse(names.map(section).join('---\n'));
  const after = parseSource(source(before.source.text.replace('m100\n', 'changed\n')), before);
  const same = after.manifests.filter((manifest, index) => manifest.identity === before.manifests[index]?.identity);
  assert.equal(same.length, 199);
  const inserted = parseSource(source(`x: y\n---\n${before.source.text}`), before);
  assert.equal(
    inserted.manifests.filter((m, index) => m.identity === before.manifests[index - 1]?.identity).length,
    200,
  );
});
