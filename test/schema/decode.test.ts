import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { gvkOf } from '../../server/src/api/gvk.ts';
import { resources } from '../../server/src/api/resource.ts';
import { fieldAt, fieldsOf, placesOf } from '../../server/src/schema/catalog.ts';
import { decoder } from '../../server/src/schema/decode.ts';
import { encodeObject } from '../../server/src/schema/encode.ts';
import { patchSchema } from '../../server/src/schema/patchSchema.ts';
import { readBases, readVerdicts } from '../conformance/data.ts';

const POD = gvkOf('v1', 'Pod');
const DEPLOYMENT = gvkOf('apps/v1', 'Deployment');
const object = (gvk: typeof POD, rest: object): unknown => ({
  apiVersion: gvk.group === '' ? gvk.version : `${gvk.group}/${gvk.version}`,
  kind: gvk.kind,
  ...rest,
});
const decoded = (gvk: typeof POD, rest: object): Record<string, unknown> =>
  decoder.decode(gvk, object(gvk, rest)).object as Record<string, unknown>;

test('every kind of the server decodes, whatever its value', () => {
  for (const row of resources.filter((resource) => resource.typeId !== null)) {
    const gvk = gvkOf(row.apiVersion, row.kind);
    assert.ok(decoder.knows(gvk), row.kind);
    for (const value of [null, undefined, 1, 'x', [], [{}], {}]) decoder.decode(gvk, value);
  }
});

test('null means absent, and the zero value in lists and maps', () => {
  const pod = decoded(POD, {
    metadata: { name: 'a', labels: { x: null }, annotations: null },
    spec: {
      containers: [{ name: 'c', args: [null, 'b'], env: null, resources: { limits: { cpu: null } } }],
      hostname: null,
    },
  });
  assert.deepEqual(pod['metadata'], { name: 'a', labels: { x: '' } });
  assert.deepEqual(pod['spec'], {
    containers: [{ name: 'c', args: ['', 'b'], resources: { limits: { cpu: '0' } } }],
  });
});

test('quantities and times are canonical, as the server stores them', () => {
  const pod = decoded(POD, {
    metadata: { creationTimestamp: '2026-03-01T00:30:00+02:00' },
    spec: { containers: [{ resources: { limits: { cpu: 0.5, memory: '1024Mi' } } }] },
  });
  assert.deepEqual(pod['metadata'], { creationTimestamp: '2026-02-28T22:30:00Z' });
  assert.deepEqual((pod['spec'] as { containers: unknown[] }).containers[0], {
    resources: { limits: { cpu: '500m', memory: '1Gi' } },
  });
});

test('integers: 64 bits, no fractions, no overflow', () => {
  const codes = (replicas: unknown): string[] =>
    decoder.decode(DEPLOYMENT, object(DEPLOYMENT, { spec: { replicas } })).problems.map((problem) => problem.message);
  assert.deepEqual(codes(2147483647), []);
  assert.deepEqual(codes(2147483648), [
    'json: cannot unmarshal number 2147483648 into Go struct field DeploymentSpec.spec.replicas of type int32',
  ]);
  assert.equal(codes(1.5).length, 1);
  assert.equal(codes(100000000000000000000n).length, 1);
  const job = decoder.decode(POD, object(POD, { spec: { activeDeadlineSeconds: 9223372036854775807n } }));
  assert.deepEqual(job.problems, []);
});

test('names of the prototype are ordinary unknown fields, and ordinary keys of maps', () => {
  const value = JSON.parse(
    '{"apiVersion":"v1","kind":"Pod","__proto__":{"a":1},"constructor":1,"metadata":{"labels":{"__proto__":"x","toString":"y"}}}',
  ) as unknown;
  const { problems, object: result } = decoder.decode(POD, value);
  assert.deepEqual(
    problems.map((problem) => problem.message),
    ['unknown field "__proto__"', 'unknown field "constructor"'],
  );
  assert.deepEqual(Object.keys(result.metadata?.labels ?? {}), ['__proto__', 'toString']);
  assert.equal(Object.getPrototypeOf(result), Object.prototype);
});

test('kinds: wrong versions and misspelt kinds of built-in groups, unknown groups in peace', () => {
  const reasons = (apiVersion: string, kind: string): string[] =>
    decoder.decode(gvkOf(apiVersion, kind), { apiVersion, kind }).problems.map((problem) => problem.reason);
  assert.deepEqual(reasons('apps/v1beta1', 'Deployment'), ['NoKind']);
  assert.deepEqual(reasons('v1', 'Deployment'), ['NoKind']);
  assert.deepEqual(reasons('extensions/v1beta1', 'Ingress'), ['NoKind']);
  assert.deepEqual(reasons('APPS/v1', 'Deployment'), ['NoKind']);
  assert.deepEqual(reasons('app/v1', 'Deployment'), ['NoKind']);
  assert.deepEqual(reasons('cert-manager.io/v1', 'Certificate'), []);
  assert.deepEqual(reasons('', 'Pod'), ['NoKind']);
  assert.deepEqual(reasons('v1', ''), ['NoKind']);
});

test('what is stored decodes without a problem, and encodes to itself', () => {
  const verdicts = readVerdicts();
  let count = 0;
  for (const name of readBases().keys()) {
    const stored = verdicts.get(`${name}!unchanged`)?.stored as { apiVersion: string; kind: string } | undefined;
    if (stored === undefined) continue;
    count++;
    const gvk = gvkOf(stored.apiVersion, stored.kind);
    const result = decoder.decode(gvk, stored);
    assert.deepEqual(result.problems, [], name);
    assert.equal(JSON.stringify(encodeObject(gvk, result.object)), JSON.stringify(stored), name);
  }
  assert.ok(count > 50, `${count} stored objects`);
});

test('the decoder never throws and shares nothing with what it was given', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom('metadata', 'spec', 'status'), (value, field) => {
      const given = object(POD, { [field]: value });
      const before = JSON.stringify(given);
      const { object: result } = decoder.decode(POD, given);
      result.metadata = { ...result.metadata, name: 'changed' };
      assert.equal(JSON.stringify(given), before);
    }),
  );
});

test('look-ups: fields in order, types, closed sets, places for a misplaced field', () => {
  assert.deepEqual(
    fieldsOf(DEPLOYMENT, [])?.map((field) => field.name),
    ['kind', 'apiVersion', 'metadata', 'spec', 'status'],
  );
  const port = fieldAt(POD, ['spec', 'containers', 0, 'ports', 0, 'containerPort']);
  assert.equal(port?.typeText, 'integer (int32)');
  assert.equal(port?.required, true);
  assert.deepEqual(fieldAt(POD, ['spec', 'containers', 0, 'imagePullPolicy'])?.values, [
    'Always',
    'IfNotPresent',
    'Never',
  ]);
  assert.equal(fieldAt(POD, ['spec', 'nonsense', 'x']), undefined);
  assert.equal(fieldsOf(gvkOf('example.com/v1', 'Thing'), []), undefined);
  assert.deepEqual(placesOf(POD, 'containers', ['metadata', 'containers']), [['spec', 'containers']]);
  assert.deepEqual(placesOf(DEPLOYMENT, 'replicas', ['spec', 'template', 'replicas']), [['spec', 'replicas']]);
});

test('patch facts: merge keys and strategies', () => {
  const type = (path: readonly string[]): string => {
    let id = patchSchema.typeOf(DEPLOYMENT) ?? '';
    for (const name of path) id = patchSchema.field(id, name)?.type ?? '';
    return id;
  };
  const pod = type(['spec', 'template', 'spec']);
  assert.equal(patchSchema.field(pod, 'containers')?.mergeKey, 'name');
  assert.deepEqual(patchSchema.field(pod, 'volumes')?.strategies, ['merge', 'retainKeys']);
  assert.deepEqual(patchSchema.field(type(['spec']), 'strategy')?.strategies, ['retainKeys']);
  const ports = patchSchema.field(type(['spec', 'template', 'spec', 'containers']), 'ports');
  assert.equal(ports?.mergeKey, 'containerPort');
  assert.deepEqual(ports?.listMapKeys, ['containerPort', 'protocol']);
  assert.equal(patchSchema.field(type(['spec']), 'selector')?.atomicMap, true);
  assert.deepEqual(patchSchema.field(type(['metadata', 'labels']), 'anything')?.strategies, []);
});
